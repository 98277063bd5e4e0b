// To decide on a photo: clear or hold, why, and a note. If somebody else was faster, that is said before anything is saved.
import { byId, element } from "./dom.js";
import { reasonText } from "./facts.js";
import { decided, local, moment, t, whoName } from "./texts.js";

const CHOICES = { clear: "choose-clear", hold: "choose-hold" };

export class Decide {
  #api;
  #desk;
  #role;
  #onDecided;
  #onLost;
  #turn = 0;
  #saving = 0;
  #photo = null;
  #decision = null;
  #seen = null;
  #inView = false;
  #form = byId("decide");

  /**
   * `onDecided(photo, stays)` is told what the service has saved, `stays` if the form has not gone on to something else
   * since; `onLost(photo, error)` what was not saved of a photo that is not in the form any more.
   */
  constructor(api, { role, desk, onDecided, onLost }) {
    this.#api = api;
    this.#desk = desk;
    this.#role = role;
    this.#onDecided = onDecided;
    this.#onLost = onLost;
    for (const [decision, name] of Object.entries(CHOICES)) {
      byId(name).addEventListener("click", () => this.choose(decision));
    }
    byId("decide-cancel").addEventListener("click", () => this.cancel());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    this.#form.addEventListener("keydown", (event) => this.#onKey(event));
    addEventListener("beforeunload", (event) => {
      if (this.#saving > 0 && !api.leaving) {
        event.preventDefault();
      }
    });
  }

  /** Empties the form for another photo; what is being saved goes on without it. */
  reset() {
    this.#leave();
    this.#decision = null;
    this.#photo = null;
    this.#seen = null;
    byId("note").value = "";
    this.#showConflict(null);
  }

  #leave() {
    this.#turn += 1;
    byId("decide-save").disabled = false;
  }

  show(photo) {
    const same = this.#photo?.id === photo.id;
    this.#photo = photo;
    if (!same || this.#decision === null) {
      this.#seen = photo.decision?.id ?? null; // what the person saw before choosing is what is judged against
    }
    const may = this.#role !== "checker" && ["pass", "review", "hold"].includes(photo.verdict) && !byId("desk").classList.contains("over");
    this.#form.hidden = !may;
    byId("only-reviewers").hidden = this.#role !== "checker" || !photo.verdict;
    byId("choose-clear").hidden = photo.verdict === "pass" && photo.outcome !== "held";
    for (const [decision, name] of Object.entries(CHOICES)) {
      byId(name).classList.toggle("stands", photo.decision?.decision === decision);
    }
    byId("stands").textContent = this.#standing(photo);
    this.#open();
  }

  /** Whether the photo itself can be seen: nobody decides on one that is still on its way. */
  inView(seen) {
    this.#inView = seen;
    for (const name of Object.values(CHOICES)) {
      byId(name).setAttribute("aria-disabled", String(!seen)); // `disabled` would lose the focus of who is there
    }
  }

  get #shut() {
    return this.#form.hidden || !this.#inView;
  }

  /** Opens the reasons for `clear` or `hold`; nothing is saved yet. */
  choose(decision) {
    if (this.#shut || byId(CHOICES[decision]).hidden) {
      return;
    }
    this.#leave();
    this.#decision = decision;
    this.#open();
    this.#form.querySelector("#reason-list input")?.focus();
  }

  note() {
    if (this.#shut) {
      return;
    }
    if (this.#decision === null) {
      this.choose("hold");
    }
    byId("note").focus();
  }

  #standing(photo) {
    if (photo.decision) {
      return `${decided(photo.decision)} · ${reasonText(this.#desk, photo.decision)}`;
    }
    return t(photo.verdict === "pass" ? "pass_stands" : "not_decided");
  }

  #open() {
    const open = this.#decision !== null;
    byId("why").hidden = !open;
    for (const [decision, name] of Object.entries(CHOICES)) {
      byId(name).setAttribute("aria-expanded", String(this.#decision === decision));
    }
    if (!open || this.#form.dataset.decision === this.#decision) {
      this.#form.dataset.decision = this.#decision ?? "";
      return;
    }
    this.#form.dataset.decision = this.#decision;
    byId("why-title").textContent = t(this.#decision === "clear" ? "why_clear" : "why_hold");
    byId("decide-save").textContent = t(this.#decision === "clear" ? "save_clear" : "save_hold");
    const reasons = this.#desk.reasons[this.#decision];
    byId("reason-list").replaceChildren(...reasons.map((reason, index) => reasonChoice(reason, index)));
    byId("decide-fault").textContent = "";
  }

  /** Shuts the reasons; false if they were not open. */
  cancel() {
    if (this.#decision === null) {
      return false;
    }
    this.#leave();
    this.#decision = null;
    this.#showConflict(null);
    this.show(this.#photo);
    byId("stage").focus();
    return true;
  }

  /** The figures 1 to 9 choose a reason. */
  #onKey(event) {
    const choices = [...this.#form.querySelectorAll("#reason-list input")];
    const choice = choices[Number(event.key) - 1];
    if (choice && event.target.type !== "textarea") {
      event.preventDefault();
      choice.checked = true;
      choice.focus();
    }
  }

  async #save() {
    const photo = this.#photo;
    const reason = this.#form.querySelector("#reason-list input:checked")?.value;
    const note = byId("note").value.trim();
    if (!reason) {
      this.#fault(t("choose_reason"), this.#form.querySelector("#reason-list input"));
      return;
    }
    if (reason === "other" && !note) {
      this.#fault(t("note_needed"), byId("note"));
      return;
    }
    byId("decide-save").disabled = true;
    const turn = this.#turn;
    const content = { decision: this.#decision, reason, note, last_decision: this.#seen };
    this.#saving += 1;
    try {
      const decided = await this.#api.send("POST", `/v1/photos/${encodeURIComponent(photo.id)}/decisions`, content);
      const stays = turn === this.#turn;
      if (stays) {
        byId("stage").focus(); // the choices go, and with them the focus: keys would be lost
        this.reset();
      }
      this.#onDecided(decided, stays);
    } catch (error) {
      if (turn === this.#turn) {
        byId("decide-save").disabled = false;
        this.#refused(error);
      } else {
        this.#onLost(photo, error);
      }
    } finally {
      this.#saving -= 1;
    }
  }

  #refused(error) {
    const other = error.body?.decision;
    if (error.code === "decision-conflict" && other) {
      this.#seen = other.id;
      this.#showConflict(other);
      return;
    }
    this.#fault(error.message, byId("decide-save"));
  }

  #showConflict(other) {
    byId("conflict").hidden = other === null;
    byId("decide-cancel").textContent = t(other === null ? "cancel" : "conflict_leave");
    if (other === null) {
      return;
    }
    const key = other.decision === "clear" ? "conflict_cleared" : "conflict_held";
    const said = [reasonText(this.#desk, other), other.note].filter(Boolean).join(" — ");
    byId("conflict-text").textContent = t(key, { who: whoName(other.who), when: moment(other.at) });
    byId("conflict-reason").textContent = said;
    byId("decide-save").textContent = t("save_anyway");
    byId("conflict").focus();
  }

  #fault(message, target) {
    byId("decide-fault").textContent = message;
    target?.focus();
  }
}

function reasonChoice(reason, index) {
  const input = element("input", { type: "radio", name: "reason", value: reason.code });
  const key = element("kbd", { "aria-hidden": "true" }, String(index + 1));
  return element("label", { class: "reason" }, input, element("span", {}, local(reason.text)), key);
}

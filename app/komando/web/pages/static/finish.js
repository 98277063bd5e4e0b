// What is taken away from a batch, and its end: after that the photos are gone.
import { byId, tell } from "./dom.js";
import { language, moment, t } from "./texts.js";

export class Finish {
  #api;
  #gallery;
  #batch = null;
  #onEnded;

  constructor(api, gallery, { onEnded }) {
    this.#api = api;
    this.#gallery = gallery;
    this.#onEnded = onEnded;
    byId("take").addEventListener("click", () => this.#openTake());
    byId("close-batch").addEventListener("click", () => this.#openClose());
    byId("close-confirm").addEventListener("click", () => this.#close());
    byId("discard-confirm").addEventListener("click", () => this.#end("DELETE", ""));
  }

  show(batch, role) {
    this.#batch = batch;
    const counts = batch.counts;
    const address = (name) => `/v1/batches/${encodeURIComponent(batch.id)}/${name}`;
    const link = (id, name, there) => {
      byId(id).setAttribute("aria-disabled", String(!there));
      if (there) {
        byId(id).href = address(name);
      } else {
        byId(id).removeAttribute("href");
      }
    };
    link("take-zip", "approved.zip", batch.pictures && counts.approved > 0);
    byId("take-zip-text").textContent = t(batch.pictures ? "take_zip_text" : "take_zip_gone", { count: counts.approved });
    link("close-zip", "approved.zip", batch.pictures && counts.approved > 0);
    link("take-html", `report.html?lang=${language}`, true);
    link("take-pdf", `report.pdf?lang=${language}`, true);
    link("take-csv", `records.csv?lang=${language}`, true);
    link("take-labels", "labels.jsonl", true);
    byId("close-batch").hidden = role === "checker" || batch.state !== "open";
    byId("expires").textContent = batch.state === "open" ? t("expires", { when: moment(batch.expires_at) }) : "";
    this.refresh();
  }

  /** While the question is open, photos may still be chosen, sent and checked. */
  refresh() {
    if (this.#batch && byId("close-dialog").open) {
      this.#ask();
    }
  }

  #openTake() {
    byId("take-dialog").showModal();
  }

  #openClose() {
    this.#ask();
    byId("close-fault").textContent = "";
    byId("close-dialog").showModal();
  }

  #ask() {
    const { counts } = this.#batch;
    const { coming, unchecked, unsent } = this.#gallery;
    const waiting = coming + Math.max(unchecked, counts.waiting + counts.checking); // whichever has heard more
    const ready = waiting === 0 && counts.undecided === 0;
    const said = [ready ? t("close_text", { approved: counts.approved, count: counts.photos }) : this.#missing(waiting, counts)];
    if (unsent > 0) {
      said.push(t("close_unsent", { count: unsent }));
    }
    tell("close-text", said.join(" "));
    byId("close-confirm").hidden = !ready;
    byId("close-zip").hidden = !ready || counts.approved === 0;
  }

  #missing(waiting, counts) {
    return waiting > 0 ? t("close_waiting", { count: waiting }) : t("close_undecided", { count: counts.undecided });
  }

  #close() {
    if (this.#gallery.coming > 0) {
      this.#ask(); // chosen a moment ago
      return;
    }
    this.#end("POST", "/close");
  }

  async #end(method, action) {
    try {
      await this.#api.send(method, `/v1/batches/${encodeURIComponent(this.#batch.id)}${action}`);
      byId("close-dialog").close();
      this.#onEnded();
    } catch (error) {
      byId("close-fault").textContent = error.message;
    }
  }
}

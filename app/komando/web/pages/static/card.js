// One photo in the gallery: how far it is, what was found, what was decided.
import { PICTURE_AGAIN_MS, element, icon, verdictIcon } from "./dom.js";
import { decided, local, t, verdictName } from "./texts.js";

/** What a photo counts as in the filters: its verdict, or that it has none yet. */
export const kindOf = (photo) => photo.verdict ?? "waiting";

export class Card {
  constructor({ local = null }) {
    this.local = local;
    this.photo = null;
    this.stood = false;
    this.thumbnail = element("div", { class: "thumbnail" }, icon("photos"));
    this.state = element("span", { class: "state" });
    this.name = element("bdi", { class: "name" });
    this.found = element("span", { class: "found" });
    this.decision = element("span", { class: "decided" });
    this.button = element("button", { type: "button", class: "card" }, this.thumbnail, this.state, this.name, this.found, this.decision);
    this.node = element("li", {}, this.button);
    this.update();
  }

  get kind() {
    return this.photo ? kindOf(this.photo) : "waiting";
  }

  focus() {
    this.button.focus();
    this.node.scrollIntoView({ block: "nearest" });
  }

  draw(canvas) {
    if (!this.thumbnail.querySelector("img, canvas")) {
      this.thumbnail.replaceChildren(canvas);
    }
  }

  /** Takes over the picture of another card of the same photo. */
  adopt(card) {
    const canvas = card?.thumbnail.querySelector("canvas");
    if (canvas) {
      this.draw(canvas);
    }
  }

  update() {
    const { photo, local: mine, kind } = this;
    this.name.textContent = photo?.name ?? mine?.name ?? "";
    this.button.className = `card ${mine?.state === "failed" ? "failed" : kind}`;
    this.button.setAttribute("aria-disabled", String(!photo));
    this.state.replaceChildren(...this.#stateParts(kind));
    this.found.textContent = this.#foundText();
    this.decision.replaceChildren(...this.#decisionParts());
    this.decision.hidden = !photo?.decision;
    this.#showPicture();
  }

  #stateParts(kind) {
    if (this.local?.state === "failed") {
      return [verdictIcon("unreadable"), t("not_sent")];
    }
    if (this.local) {
      return [verdictIcon("waiting"), this.local.state === "sending" ? t("sending") : t("queued")];
    }
    if (kind === "waiting") {
      return [verdictIcon("waiting"), this.photo?.state === "checking" ? t("checking") : t("waiting")];
    }
    return [verdictIcon(kind), verdictName(kind)];
  }

  #foundText() {
    if (this.local?.fault) {
      return this.local.fault;
    }
    if (!this.photo || this.photo.state !== "checked") {
      return "";
    }
    if (this.photo.summary) {
      return local(this.photo.summary);
    }
    return this.photo.hands > 0 ? t("hands_found", { count: this.photo.hands }) : t("no_hands");
  }

  #decisionParts() {
    const decision = this.photo?.decision;
    if (!decision) {
      return [];
    }
    return [icon(decision.decision === "clear" ? "clear" : "keep"), element("span", {}, decided(decision))];
  }

  #showPicture() {
    const address = this.photo?.pictures.thumbnail;
    const shown = this.thumbnail.querySelector("img");
    if (!address && this.photo?.state === "checked") {
      this.thumbnail.replaceChildren(icon("photos")); // there is none, or not any more
    }
    if (!address || shown?.getAttribute("src") === address) {
      return;
    }
    const image = element("img", { alt: "", decoding: "async" });
    image.addEventListener("load", () => this.thumbnail.replaceChildren(image), { once: true });
    image.addEventListener("error", () => setTimeout(() => this.#showPicture(), PICTURE_AGAIN_MS), { once: true });
    image.src = address;
  }
}

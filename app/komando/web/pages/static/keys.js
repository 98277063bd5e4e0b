// The keyboard. Single letters can be switched off, for people whose software types them.
import { byId } from "./dom.js";
import { recall, remember } from "./memory.js";

const KEY = "keys";
const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea";
const BESIDE_REASONS = new Set(["a", "h", "n"]); // the arrow keys choose a reason there

export class Keys {
  #viewer;
  #gallery;

  constructor(viewer, gallery) {
    this.#viewer = viewer;
    this.#gallery = gallery;
    const toggle = byId("keys-on");
    toggle.checked = recall(KEY) !== false;
    toggle.addEventListener("change", () => remember(KEY, toggle.checked));
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  #press(event) {
    const other = event.ctrlKey || event.altKey || event.metaKey;
    if (other || !byId("keys-on").checked || event.target.closest(TYPING)) {
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key; // Caps Lock changes no meaning
    if (event.target.type === "radio" && !BESIDE_REASONS.has(key)) {
      return;
    }
    const work = this.#meanings(event).get(key);
    if (work) {
      event.preventDefault();
      work();
    }
  }

  #meanings(event) {
    const open = [...document.querySelectorAll("dialog[open]")].at(-1);
    if (open === byId("viewer")) {
      return this.#inPhoto(event.target === byId("stage"));
    }
    return open ? new Map() : this.#inGallery();
  }

  #inGallery() {
    const gallery = this.#gallery;
    return new Map([
      ["j", () => gallery.step(1)],
      ["ArrowRight", () => gallery.step(1)],
      ["k", () => gallery.step(-1)],
      ["ArrowLeft", () => gallery.step(-1)],
      ["?", () => byId("help").showModal()],
    ]);
  }

  #inPhoto(onStage) {
    const viewer = this.#viewer;
    return new Map([
      ["j", () => viewer.step(1)],
      ["ArrowRight", () => viewer.step(1)],
      ["k", () => viewer.step(-1)],
      ["ArrowLeft", () => viewer.step(-1)],
      ["a", () => viewer.choose("clear")],
      ["h", () => viewer.choose("hold")],
      ["n", () => viewer.note()],
      ["z", () => viewer.zoomToHand()],
      ["]", () => viewer.stepHand(1)],
      ["[", () => viewer.stepHand(-1)],
      ["+", () => viewer.zoom(1.5)],
      ["=", () => viewer.zoom(1.5)],
      ["-", () => viewer.zoom(1 / 1.5)],
      ["0", () => viewer.fit()],
      ["?", () => byId("help").showModal()],
      ...(onStage ? [["ArrowUp", () => viewer.pan(0, 1)], ["ArrowDown", () => viewer.pan(0, -1)]] : []),
    ]);
  }
}

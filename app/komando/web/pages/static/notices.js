// Sentences that stay until somebody dismisses them. A new one stands beside the others and takes no other's place.
import { byId, element } from "./dom.js";

export class Notices {
  #boxes;
  #said = new Map();

  /** `ids` are the boxes that show them, each with a button that dismisses them all. */
  constructor(...ids) {
    this.#boxes = ids.map(byId);
    for (const box of this.#boxes) {
      box.querySelector(".dismiss").addEventListener("click", () => {
        this.#said.clear();
        this.#show();
      });
    }
  }

  /** Says it; what was said under the same key goes. */
  tell(key, message) {
    this.#said.delete(key);
    this.#said.set(key, message);
    this.#show();
  }

  forget(key) {
    if (this.#said.delete(key)) {
      this.#show();
    }
  }

  #show() {
    for (const box of this.#boxes) {
      box.hidden = this.#said.size === 0;
      box.querySelector(".lines").replaceChildren(...[...this.#said.values()].map((message) => element("p", {}, message)));
    }
  }
}

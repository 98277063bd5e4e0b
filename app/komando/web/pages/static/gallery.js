// The gallery: one card a photo, filtered by verdict, what needs a person first.
import { Card } from "./card.js";
import { byId, later } from "./dom.js";
import { language } from "./texts.js";
import { drawThumbnail } from "./thumbnails.js";

const ORDER = ["hold", "review", "unreadable", "pass", "waiting"];
const names = new Intl.Collator(language, { numeric: true });
const RENDER_MS = 80;

export class Gallery {
  #list = byId("photos");
  #cards = new Map();
  #filter = "all";
  #undecidedOnly = false;
  #shown = [];
  #onOpen;
  #schedule;

  constructor({ onOpen, onRendered }) {
    this.#onOpen = onOpen;
    this.#schedule = later(() => {
      this.#render();
      onRendered();
    }, RENDER_MS);
    for (const tab of document.querySelectorAll("#filters [data-filter]")) {
      tab.addEventListener("click", () => this.choose(tab.dataset.filter));
    }
    byId("undecided-only").addEventListener("change", (event) => {
      this.#undecidedOnly = event.target.checked;
      this.#schedule();
    });
  }

  /** Photos of the service, as they are now. */
  get photos() {
    return [...this.#cards.values()].map((card) => card.photo).filter(Boolean);
  }

  /** Photos of this device that have not arrived. */
  get locals() {
    return [...this.#cards.values()].map((card) => card.local).filter(Boolean);
  }

  /** How many photos of this device are on their way. */
  get coming() {
    return this.locals.filter((local) => local.state !== "failed").length;
  }

  /** How many photos of this device will not come. */
  get unsent() {
    return this.locals.length - this.coming;
  }

  /** How many photos of the service have no verdict. */
  get unchecked() {
    return this.photos.filter((photo) => photo.state !== "checked").length;
  }

  photo(id) {
    return this.#cards.get(id)?.photo;
  }

  /** Ids of the photos that can be opened, in the order in which they are shown. */
  get order() {
    return this.#shown.filter((card) => card.photo).map((card) => card.photo.id);
  }

  addLocal(local) {
    const card = new Card({ local });
    this.#cards.set(local.key, card);
    drawThumbnail(local.file, (canvas) => card.draw(canvas));
    this.#schedule();
  }

  changedLocal(local) {
    this.#cards.get(local.key)?.update();
    this.#schedule();
  }

  /** The service has the photo: its card goes on under the photo's id. True if the photo was there already. */
  arrived(local, photo) {
    const card = this.#cards.get(local.key);
    this.#cards.delete(local.key);
    const known = this.#cards.get(photo.id);
    if (known) {
      known.adopt(card);
      card.node.remove();
    } else {
      this.#cards.set(photo.id, card);
      this.#listen(card);
    }
    const again = Boolean(known) && known.stood;
    this.put(photo);
    return again;
  }

  /** Shows a photo as the service tells it, unless it is told something newer already. */
  put(photo, stood = false) {
    let card = this.#cards.get(photo.id);
    if (!card) {
      card = new Card({});
      this.#cards.set(photo.id, card);
      this.#listen(card);
    }
    card.stood ||= stood;
    if (!card.photo || card.photo.revision <= photo.revision) {
      card.photo = photo;
      card.local = null;
      card.update();
    }
    this.#schedule();
  }

  forget(local) {
    this.#cards.get(local.key)?.node.remove();
    this.#cards.delete(local.key);
    this.#schedule();
  }

  choose(filter) {
    this.#filter = filter;
    for (const tab of document.querySelectorAll("#filters [data-filter]")) {
      tab.setAttribute("aria-pressed", String(tab.dataset.filter === filter));
    }
    this.#schedule();
  }

  /** Moves the focus by so many cards. */
  step(by) {
    const at = this.#shown.findIndex((card) => card.node.contains(document.activeElement));
    const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), this.#shown.length - 1);
    this.#shown[next]?.focus();
  }

  focus(id) {
    this.#cards.get(id)?.focus();
  }

  #listen(card) {
    card.button.addEventListener("click", () => {
      if (card.photo) {
        this.#onOpen(card.photo.id);
      }
    });
  }

  #passes(card) {
    if (this.#undecidedOnly && card.photo?.outcome !== "undecided") {
      return false;
    }
    return this.#filter === "all" || this.#filter === card.kind;
  }

  #render() {
    const focused = document.activeElement;
    const cards = [...this.#cards.values()];
    this.#shown = cards.filter((card) => this.#passes(card)).sort(inOrder);
    const wanted = this.#shown.map((card) => card.node);
    const kept = new Set(wanted);
    for (const card of cards) {
      if (!kept.has(card.node)) {
        card.node.remove();
      }
    }
    wanted.forEach((node, index) => {
      if (this.#list.children[index] !== node) {
        this.#list.insertBefore(node, this.#list.children[index] ?? null);
      }
    });
    if (focused !== document.activeElement && this.#list.contains(focused)) {
      focused.focus({ preventScroll: true }); // an element that is moved loses the focus
    }
    this.#count(cards);
    byId("none-shown").hidden = this.#shown.length > 0;
  }

  #count(cards) {
    const kinds = cards.map((card) => card.kind);
    for (const tab of document.querySelectorAll("#filters [data-filter]")) {
      const filter = tab.dataset.filter;
      const count = filter === "all" ? kinds.length : kinds.filter((kind) => kind === filter).length;
      tab.querySelector(".count").textContent = count;
      tab.classList.toggle("nothing", count === 0);
      tab.closest("li").hidden = filter === "waiting" && count === 0 && this.#filter !== "waiting";
    }
    const undecided = cards.filter((card) => card.photo?.outcome === "undecided").length;
    byId("undecided-count").textContent = undecided;
  }
}

/** By what it needs, then by name: photos arrive in any order, and a person looks for them by their names. */
function inOrder(one, other) {
  return (
    ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) ||
    names.compare(one.name.textContent, other.name.textContent) ||
    (one.photo?.position ?? Infinity) - (other.photo?.position ?? Infinity) ||
    0
  );
}

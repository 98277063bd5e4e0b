// One photo large, with everything that is known of its hands, and the place to decide.
import { Decide } from "./decide.js";
import { byId, tell, verdictIcon } from "./dom.js";
import { handsOf, showFacts } from "./panel.js";
import { Picture } from "./picture.js";
import { local, t, verdictName } from "./texts.js";

const PAN_PX = 80;
const IN_VIEW = new Set(["shown", "none"]); // nothing more will come
const TOLD = new Set(["none", "slow", "failed"]);

export class Viewer {
  #dialog = byId("viewer");
  #api;
  #gallery;
  #picture;
  #decide;
  #id = null;
  #detail = null;
  #order = [];
  #hand = -1;
  #loads = 0;
  #role;
  #desk;
  #lost;

  /** `lost` tells what was not saved, wherever the person is by then. */
  constructor(api, gallery, { role, desk, lost, onClosed }) {
    this.#api = api;
    this.#gallery = gallery;
    this.#lost = lost;
    this.#role = role;
    this.#desk = desk;
    this.#picture = new Picture(byId("stage"), {
      onPick: (index) => this.chooseHand(index, false),
      onState: (state) => this.#pictureIs(state),
    });
    this.#decide = new Decide(api, {
      role,
      desk,
      onDecided: (photo, stays) => this.#decided(photo, stays),
      onLost: (photo, error) => this.#lost.tell(`decision ${photo.id}`, t("decision_lost", { name: photo.name, why: error.message })),
    });
    this.#dialog.addEventListener("close", () => {
      const id = this.#id;
      this.#id = null;
      this.#decide.reset();
      this.#picture.clear();
      if (history.state?.photo) {
        history.back();
      }
      onClosed(id);
    });
    this.#dialog.addEventListener("cancel", (event) => {
      if (this.#decide.cancel()) {
        event.preventDefault(); // Escape leaves the reasons first, then the photo
      }
    });
    if (history.state?.photo) {
      history.replaceState(null, ""); // the page was loaded again while a photo was open
    }
    addEventListener("popstate", () => this.#dialog.close()); // "back" on a phone leads to the gallery
    const press = (name, work) => byId(name).addEventListener("click", work);
    press("viewer-close", () => this.close());
    press("previous", () => this.step(-1));
    press("next", () => this.step(1));
    press("zoom-in", () => this.#picture.zoom(1.5));
    press("zoom-out", () => this.#picture.zoom(1 / 1.5));
    press("zoom-fit", () => this.#picture.fit());
    press("boxes", (event) => this.#toggleBoxes(event.currentTarget));
  }

  /** Opens a photo of the gallery; next and previous then go the gallery's way as it is now. */
  async open(id) {
    this.#order = [];
    history.pushState({ photo: true }, "");
    this.#dialog.showModal();
    byId("stage").focus();
    await this.#go(id);
  }

  async #go(id) {
    // A photo that a filter lets out once it is decided keeps its place; photos that came later follow.
    this.#order = [...new Set([...this.#order, ...this.#gallery.order])];
    this.#id = id;
    this.#detail = null;
    this.#hand = -1;
    this.#decide.reset();
    this.#show(this.#gallery.photo(id));
    await this.#load();
  }

  close() {
    this.#dialog.close();
  }

  /** What the service tells of a photo while it is open. */
  async changed(photo) {
    if (photo.id === this.#id && this.#detail && photo.revision > this.#detail.revision) {
      await this.#load();
    }
  }

  step(by) {
    const next = this.#order[this.#order.indexOf(this.#id) + by];
    if (next) {
      this.#go(next);
    }
  }

  /** Zooms to the chosen or else the worst hand, and back. */
  zoomToHand() {
    if (this.#picture.fitted) {
      this.chooseHand(Math.max(this.#hand, 0), true);
    } else {
      this.#picture.fit();
    }
  }

  stepHand(by) {
    const count = this.#detail?.record?.hands.length ?? 0;
    if (count > 0) {
      this.chooseHand((this.#hand + by + count) % count, true);
    }
  }

  zoom(factor) {
    this.#picture.zoom(factor);
  }

  fit() {
    this.#picture.fit();
  }

  pan(x, y) {
    this.#picture.pan(x * PAN_PX, y * PAN_PX);
  }

  choose(decision) {
    this.#decide.choose(decision);
  }

  note() {
    this.#decide.note();
  }

  /** Marks the hand at this place of the list, worst first, in the photo and in the list. */
  chooseHand(index, zoom) {
    this.#hand = index;
    this.#picture.choose(index, zoom);
    for (const [each, item] of [...byId("hands").children].entries()) {
      item.classList.toggle("chosen", each === index);
      item.querySelector(".show-hand").setAttribute("aria-pressed", String(each === index));
      if (each === index) {
        item.scrollIntoView({ block: "nearest" });
      }
    }
  }

  async #load() {
    this.#loads += 1;
    const load = this.#loads;
    const id = this.#id;
    const detail = await this.#api.get(`/v1/photos/${encodeURIComponent(id)}`).catch((error) => {
      byId("viewer-fault").textContent = error.message;
      return null;
    });
    if (!detail || load !== this.#loads || id !== this.#id) {
      return;
    }
    const first = this.#detail === null || this.#detail.state !== detail.state;
    this.#detail = detail;
    this.#show(detail, first);
  }

  #show(photo, withPicture = true) {
    const kind = photo.verdict ?? "waiting";
    byId("viewer-fault").textContent = "";
    byId("viewer-name").textContent = photo.name;
    byId("viewer-verdict").textContent = photo.verdict ? verdictName(photo.verdict) : t("checking");
    byId("viewer-icon").replaceChildren(verdictIcon(kind));
    byId("panel").dataset.verdict = kind;
    byId("panel").setAttribute("aria-busy", String(this.#detail === null));
    const place = this.#order.indexOf(photo.id);
    byId("viewer-place").textContent = t("photo_of", { place: place + 1, count: this.#order.length });
    byId("previous").disabled = place <= 0;
    byId("next").disabled = place >= this.#order.length - 1;
    if (withPicture) {
      this.#showPicture(photo);
    }
    showFacts(photo, this.#detail, {
      desk: this.#desk,
      onHand: (index) => this.chooseHand(index, true),
      onLabel: this.#role === "checker" ? null : (index, gesture) => this.#label(index, gesture),
    });
    this.#decide.show(photo);
  }

  #showPicture(photo) {
    const hands = handsOf(this.#detail);
    this.#picture.show({
      address: photo.pictures.display ?? photo.pictures.thumbnail,
      original: photo.pictures.original,
      alt: photo.summary ? local(photo.summary) : photo.name,
      width: photo.width ?? 1600,
      height: photo.height ?? 1200,
      hands,
    });
  }

  #pictureIs(state) {
    byId("stage").setAttribute("aria-busy", String(state === "waiting" || state === "slow"));
    tell("picture-state", TOLD.has(state) ? t(`picture_${state}`) : "");
    this.#decide.inView(IN_VIEW.has(state));
  }

  async #label(index, gesture) {
    const detail = this.#detail; // another photo may be open when the answer comes
    const key = `label ${detail.id} ${index}`;
    const path = `/v1/photos/${encodeURIComponent(detail.id)}/hands/${index}/label`;
    try {
      const label = await this.#api.send("PUT", path, { gesture });
      detail.labels = [...detail.labels.filter((each) => each.hand !== index), label];
      this.#lost.forget(key);
      return true;
    } catch (error) {
      this.#lost.tell(key, t("label_lost", { name: detail.name, why: error.message }));
      return false;
    }
  }

  /** Goes on to the next photo, unless the person has gone on already. */
  #decided(photo, stays) {
    this.#gallery.put(photo);
    this.#lost.forget(`decision ${photo.id}`);
    byId("viewer-said").textContent = t(photo.outcome === "held" ? "said_held" : "said_cleared", { name: photo.name });
    if (!stays) {
      this.changed(photo);
      return;
    }
    if (this.#order.at(-1) === photo.id) {
      this.#load();
    } else {
      this.step(1);
    }
  }

  #toggleBoxes(button) {
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    this.#picture.boxes(shown);
  }
}

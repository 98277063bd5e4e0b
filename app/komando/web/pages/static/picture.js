// The large photo: zoom, pan, and boxes over hands that keep their line width at every zoom.
import { PICTURE_AGAIN_MS, element, svg, verdictIcon } from "./dom.js";

const LARGEST = 8;
const HAND_SHARE = 0.3; // of the stage's shorter side, when a hand is zoomed to
const CLICK_PX = 5;
const BADGE_PX = 22;
const MARGIN = 0.12; // of a hand's size: the box of a hand ends where its joints end, the fingers go on
const FINGERS = [[0, 1, 2, 3, 4], [0, 5, 6, 7, 8], [0, 9, 10, 11, 12], [0, 13, 14, 15, 16], [0, 17, 18, 19, 20]];
const SHARP_ENOUGH = 0.7; // pixels of the picture for one of the screen
const SLOW_MS = 400; // most pictures are there before anybody needs to be told

export class Picture {
  #stage;
  #image;
  #overlay;
  #size = { width: 1, height: 1 };
  #display = null;
  #original = null;
  #sharpening = null;
  #view = { scale: 1, x: 0, y: 0 };
  #hands = [];
  #marks = [];
  #fingers = [];
  #pointers = new Map();
  #moved = 0;
  #timer = null;
  #onPick;
  #onState;

  /**
   * `onPick` is told the hand that was clicked, `onState` how far the picture is: "waiting", then "slow", "shown" or
   * "failed", from which it is tried again; "none" where there is nothing to wait for.
   */
  constructor(stage, { onPick, onState }) {
    this.#stage = stage;
    this.#image = stage.querySelector("img");
    this.#overlay = stage.querySelector("svg.overlay");
    this.#onPick = onPick;
    this.#onState = onState;
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      stage.addEventListener(name, (event) => this.#up(event));
    }
    stage.addEventListener("dblclick", (event) => this.#toggleAt(event));
    new ResizeObserver(() => this.fit()).observe(stage);
  }

  /**
   * Shows a photo of `width` x `height` pixels; boxes of hands are in these pixels, whatever the picture's own size.
   * `original` takes its place once a zoom shows more than the picture holds, if this browser can draw it.
   */
  show({ address, original, alt, width, height, hands }) {
    this.#size = { width: width || 1, height: height || 1 };
    this.#display = address;
    this.#original = original;
    this.#hands = hands;
    if (!address || !this.#holds(address, original)) {
      this.#fetch(address);
    }
    this.#image.alt = alt;
    this.#image.style.width = `${this.#size.width}px`;
    this.#image.style.height = `${this.#size.height}px`;
    this.#marks = hands.map((hand, index) => this.#mark(hand, index));
    // What is worst is drawn last, over the others.
    this.#fingers = [];
    this.#overlay.replaceChildren(...this.#marks.map((mark) => mark.group).reverse());
    this.fit();
  }

  /** Takes the photo off the stage; nothing is tried again. */
  clear() {
    this.#original = null;
    this.#fetch(null);
  }

  fit() {
    const scale = this.#fitScale();
    const { clientWidth, clientHeight } = this.#stage;
    this.#set(scale, (clientWidth - this.#size.width * scale) / 2, (clientHeight - this.#size.height * scale) / 2);
  }

  get fitted() {
    return this.#view.scale <= this.#fitScale() * 1.01;
  }

  zoom(factor) {
    this.#zoomAt(factor, this.#stage.clientWidth / 2, this.#stage.clientHeight / 2);
  }

  pan(x, y) {
    this.#set(this.#view.scale, this.#view.x + x, this.#view.y + y);
  }

  /** Marks a hand; with `zoom` it is brought to the middle, large enough to be read. */
  choose(index, zoom) {
    for (const [each, mark] of this.#marks.entries()) {
      mark.group.classList.toggle("chosen", each === index);
    }
    this.#drawFingers(this.#hands[index]);
    this.#place();
    if (!zoom || !this.#hands[index]) {
      return;
    }
    const [x1, y1, x2, y2] = this.#hands[index].box;
    const { clientWidth, clientHeight } = this.#stage;
    const side = Math.max(x2 - x1, y2 - y1, 1);
    const wanted = (Math.min(clientWidth, clientHeight) * HAND_SHARE) / side;
    const scale = this.#bounded(Math.max(wanted, this.#fitScale()));
    this.#set(scale, clientWidth / 2 - ((x1 + x2) / 2) * scale, clientHeight / 2 - ((y1 + y2) / 2) * scale);
  }

  boxes(shown) {
    this.#overlay.toggleAttribute("hidden", !shown);
  }

  #fitScale() {
    const { clientWidth, clientHeight } = this.#stage;
    return Math.min(clientWidth / this.#size.width, clientHeight / this.#size.height) || 1;
  }

  #bounded(scale) {
    const fit = this.#fitScale();
    return Math.min(Math.max(scale, fit), Math.max(LARGEST, fit * LARGEST));
  }

  #zoomAt(factor, x, y) {
    const scale = this.#bounded(this.#view.scale * factor);
    const share = scale / this.#view.scale;
    this.#set(scale, x - (x - this.#view.x) * share, y - (y - this.#view.y) * share);
  }

  /** Keeps the photo within the stage: an edge never comes further in than the stage's own. */
  #set(scale, x, y) {
    const keep = (offset, room, length) =>
      length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, offset));
    this.#view = {
      scale,
      x: keep(x, this.#stage.clientWidth, this.#size.width * scale),
      y: keep(y, this.#stage.clientHeight, this.#size.height * scale),
    };
    this.#image.style.transform = `translate(${this.#view.x}px, ${this.#view.y}px) scale(${scale})`;
    this.#stage.classList.toggle("zoomed", !this.fitted);
    this.#sharpen(scale);
    this.#place();
  }

  #holds(...addresses) {
    return addresses.includes(this.#image.getAttribute("src"));
  }

  /** Each photo has an element of its own: one that is given another address shows its old picture until the new one is there. */
  #fetch(address) {
    clearTimeout(this.#timer);
    this.#sharpening = null;
    this.#image.removeAttribute("src"); // nobody waits for it any more: it makes room for the next one
    this.#put(element("img", { draggable: "false", hidden: true }));
    if (!address) {
      this.#tell("none");
      return;
    }
    this.#tell("waiting");
    this.#timer = setTimeout(() => this.#tell("slow"), SLOW_MS);
    this.#load(this.#image, address);
  }

  #load(image, address) {
    image.src = address;
    if (image.complete && image.naturalWidth > 0) {
      this.#arrived(image); // the browser has it still
      return;
    }
    image.decode().then(
      () => this.#arrived(image),
      () => this.#failed(image, address),
    );
  }

  #arrived(image) {
    if (image !== this.#image) {
      return; // the person has gone on
    }
    clearTimeout(this.#timer);
    image.hidden = false;
    this.#tell("shown");
  }

  #failed(image, address) {
    if (image !== this.#image) {
      return;
    }
    clearTimeout(this.#timer);
    this.#tell("failed");
    const other = address === this.#original ? this.#display : this.#original;
    this.#timer = setTimeout(() => this.#load(image, other || address), PICTURE_AGAIN_MS);
  }

  #tell(state) {
    this.#stage.dataset.picture = state;
    this.#onState(state);
  }

  /** Another element in the place of the one that stands there. */
  #put(image) {
    image.alt = this.#image.alt;
    image.style.cssText = this.#image.style.cssText;
    this.#image.replaceWith(image);
    this.#image = image;
  }

  #sharpen(scale) {
    const address = this.#original;
    const enough = this.#image.naturalWidth / this.#size.width >= scale * devicePixelRatio * SHARP_ENOUGH;
    if (!address || this.fitted || enough || this.#image.naturalWidth === 0 || this.#sharpening === address) {
      return;
    }
    this.#sharpening = address;
    const sharper = element("img", { draggable: "false" });
    sharper.src = address;
    sharper.decode().then(
      () => {
        if (this.#original === address && sharper.naturalWidth > this.#image.naturalWidth) {
          this.#put(sharper);
          this.#arrived(sharper); // it may be faster than the one that was waited for
        }
      },
      () => {}, // this browser cannot draw it
    );
  }

  #mark(hand, index) {
    const group = svg("g", { class: `hand ${hand.verdict}` });
    const boxes = ["casing", "outline"].map((name) => svg("rect", { class: name, rx: 4 }));
    const badge = svg("g", { class: "badge" });
    const number = svg("text", { x: BADGE_PX + 5, y: BADGE_PX / 2, class: "number" });
    number.textContent = hand.number;
    const length = String(hand.number).length;
    const ground = svg("rect", { class: "ground", width: BADGE_PX + 9 + length * 9, height: BADGE_PX, rx: 5 });
    const icon = verdictIcon(hand.verdict);
    for (const [name, value] of Object.entries({ x: 3, y: 3, width: BADGE_PX - 6, height: BADGE_PX - 6 })) {
      icon.setAttribute(name, value);
    }
    badge.append(ground, icon, number);
    group.append(...boxes, badge);
    group.addEventListener("click", () => {
      if (this.#moved < CLICK_PX) {
        this.#onPick(index);
      }
    });
    return { group, boxes, badge };
  }

  /** The fingers of the chosen hand, as in the marked pictures of the reports: raised ones bright, others pale. */
  #drawFingers(hand) {
    for (const finger of this.#fingers) {
      finger.line.remove();
    }
    this.#fingers = (hand?.joints?.length ? FINGERS : []).flatMap((joints, finger) =>
      ["under", hand.fingers[finger]].map((name) => ({
        line: svg("polyline", { class: `finger ${name}` }),
        points: joints.map((joint) => hand.joints[joint]),
      })),
    );
    this.#overlay.append(...this.#fingers.map((finger) => finger.line));
  }

  #place() {
    const { scale, x, y } = this.#view;
    for (const { line, points } of this.#fingers) {
      line.setAttribute("points", points.map(([px, py]) => `${px * scale + x},${py * scale + y}`).join(" "));
    }
    for (const [index, { boxes, badge }] of this.#marks.entries()) {
      const [x1, y1, x2, y2] = widened(this.#hands[index].box);
      const [left, top] = [x1 * scale + x, y1 * scale + y];
      for (const box of boxes) {
        box.setAttribute("x", left);
        box.setAttribute("y", top);
        box.setAttribute("width", Math.max((x2 - x1) * scale, 4));
        box.setAttribute("height", Math.max((y2 - y1) * scale, 4));
      }
      const above = top - BADGE_PX - 3;
      badge.setAttribute("transform", `translate(${Math.max(left, 2)}, ${above < 2 ? top + 4 : above})`);
    }
  }

  #wheel(event) {
    event.preventDefault();
    const box = this.#stage.getBoundingClientRect();
    const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 30 : event.deltaY;
    this.#zoomAt(Math.exp(-step / 400), event.clientX - box.left, event.clientY - box.top);
  }

  #down(event) {
    if (event.target.closest("button")) {
      return;
    }
    this.#moved = 0;
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      return;
    }
    const now = { x: event.clientX, y: event.clientY };
    this.#moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (this.#moved >= CLICK_PX && !this.#stage.hasPointerCapture(event.pointerId)) {
      this.#stage.setPointerCapture(event.pointerId); // not before: a captured pointer clicks the stage, not the hand
    }
    const [other] = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    if (other) {
      this.#pinch(before, now, other);
    } else {
      this.pan(now.x - before.x, now.y - before.y);
    }
    this.#pointers.set(event.pointerId, now);
  }

  #pinch(before, now, other) {
    const distance = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    const box = this.#stage.getBoundingClientRect();
    const [x, y] = [(now.x + other.x) / 2 - box.left, (now.y + other.y) / 2 - box.top];
    this.#zoomAt(distance(now) / distance(before), x, y);
    this.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  }

  #up(event) {
    this.#pointers.delete(event.pointerId);
  }

  #toggleAt(event) {
    if (event.target.closest("button, .hand")) {
      return;
    }
    const box = this.#stage.getBoundingClientRect();
    if (this.fitted) {
      this.#zoomAt(3, event.clientX - box.left, event.clientY - box.top);
    } else {
      this.fit();
    }
  }
}

function widened([x1, y1, x2, y2]) {
  const margin = Math.max(x2 - x1, y2 - y1) * MARGIN;
  return [x1 - margin, y1 - margin, x2 + margin, y2 + margin];
}

// Small helpers to build what is shown. Text goes in as text, never as markup: names of files come from anywhere.

export const PICTURE_AGAIN_MS = 5000; // a service that is asked too much at once refuses pictures for a while

const SVG = "http://www.w3.org/2000/svg";

/** The element of this id. */
export const byId = (id) => document.getElementById(id);

/** Says a sentence there, and the same sentence once: a screen reader would read it again. */
export function tell(id, text) {
  if (byId(id).textContent !== text) {
    byId(id).textContent = text;
  }
}

/** An element with attributes, a class among them, and children: elements or text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(key, value === true ? "" : value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export function svg(name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  return made;
}

export function icon(name) {
  const made = svg("svg", { class: `icon icon-${name}`, "aria-hidden": "true" });
  made.append(svg("use", { href: `#icon-${name}` }));
  return made;
}

/** The sign of a verdict: its outline tells it apart without colour. */
export function verdictIcon(verdict) {
  const made = icon(verdict);
  made.classList.add("verdict-icon");
  return made;
}

/** Runs `work` once after a pause, however often it is asked for meanwhile. */
export function later(work, pauseMs) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      work();
    }, pauseMs);
  };
}

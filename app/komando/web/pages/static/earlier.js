// Events from before: those that are not finished yet, and finished ones, whose reports can still be had.
import { byId, element } from "./dom.js";
import { local, moment, t } from "./texts.js";

/** One list, the newest first; what it does not show yet comes by a button. */
export class Earlier {
  #api;
  #name;
  #query;
  #next = null;

  /** `name` is that of the section; `states` are those of its events, of which so many come at a time. */
  constructor(api, name, states, atATime) {
    this.#api = api;
    this.#name = name;
    this.#query = new URLSearchParams([...states.map((state) => ["state", state]), ["limit", atATime]]);
    byId(`${name}-more`).addEventListener("click", () => this.more());
  }

  /** Shows some more; events without photos are not worth a line. */
  async more() {
    const button = byId(`${this.#name}-more`);
    button.disabled = true;
    let found = [];
    do {
      const page = await this.#api.persist(() => this.#api.get(`/v1/batches?${this.#query}`));
      found = page.batches.filter((batch) => batch.counts.photos > 0);
      this.#next = page.next;
      this.#query.set("before", page.next ?? "");
    } while (found.length === 0 && this.#next !== null);
    byId(`${this.#name}-list`).append(...found.map(item));
    byId(this.#name).hidden = byId(`${this.#name}-list`).children.length === 0;
    button.hidden = this.#next === null;
    button.disabled = false;
  }
}

function item(batch) {
  const link = element("a", { href: `/?batch=${encodeURIComponent(batch.id)}` }, batch.title || t("untitled"));
  const policy = local(batch.policy.title) || batch.policy.id;
  return element("li", {}, link, element("span", { class: "small" }, `${policy} · ${facts(batch)}`));
}

function facts({ state, counts, created_at: begun, closed_at: ended }) {
  if (state === "open") {
    return t("batch_facts", { count: counts.photos, undecided: counts.undecided, when: moment(begun) });
  }
  return t(`ended_${state}`, { count: counts.photos, approved: counts.approved, when: moment(ended) });
}

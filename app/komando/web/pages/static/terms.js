// By what photos are judged: policy and publishing date. The last choice is remembered on this device.
import { byId, element } from "./dom.js";
import { recall, remember } from "./memory.js";
import { day, local, t } from "./texts.js";

const KEY = "terms";

export class Terms {
  #policies;
  #default;
  #form = byId("terms");

  /** `last` is the newest batch of the service: it tells what was chosen where this device remembers nothing. */
  constructor({ policies, default: standard }, last) {
    this.#policies = policies;
    this.#default = standard;
    const options = policies.map((policy) => element("option", { value: policy.id }, local(policy.title)));
    byId("policy").replaceChildren(...options);
    const remembered = recall(KEY) ?? (last ? { policy: last.policy.id, date: last.date } : {});
    byId("policy").value = policies.some((policy) => policy.id === remembered.policy) ? remembered.policy : standard;
    byId("date").value = remembered.date && remembered.date >= today() ? remembered.date : today();
    this.#form.addEventListener("change", () => this.#changed());
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#describe();
  }

  /** As `POST /v1/batches` wants them. */
  get chosen() {
    return { title: byId("title").value.trim(), policy: byId("policy").value || this.#default, date: byId("date").value || null };
  }

  /** Fixed once photos are judged by them: the chosen ones are told instead. */
  showBatch(batch) {
    this.#form.hidden = Boolean(batch);
    byId("batch-terms").hidden = !batch;
    if (batch) {
      byId("batch-policy").textContent = local(batch.policy.title) || batch.policy.id;
      byId("batch-date").textContent = batch.date ? day(batch.date) : t("date_none");
    }
  }

  #changed() {
    const { policy, date } = this.chosen;
    remember(KEY, { policy, date });
    this.#describe();
  }

  #describe() {
    const policy = this.#policies.find((each) => each.id === byId("policy").value);
    byId("policy-description").textContent = policy ? local(policy.description) : "";
  }
}

function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

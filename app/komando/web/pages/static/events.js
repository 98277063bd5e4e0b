// What happens on the service, as server-sent events: state, never a difference, so that nothing is lost in between.
import { pause } from "./api.js";

const AGAIN_MS = 2000;

/** Listens until the batch ends; after an interruption it goes on from the last revision that was told. */
export class Events {
  #api;
  #path;
  #revision;
  #handlers;
  #source = null;
  #stopped = false;

  constructor(api, batch, revision, handlers) {
    this.#api = api;
    this.#path = `/v1/batches/${encodeURIComponent(batch)}`;
    this.#revision = revision;
    this.#handlers = handlers;
    this.#listen();
  }

  stop() {
    this.#stopped = true;
    this.#source?.close();
  }

  #listen() {
    const source = new EventSource(`${this.#path}/events?after=${this.#revision}`);
    this.#source = source;
    const on = (name, work) =>
      source.addEventListener(name, (event) => {
        this.#revision = Number(event.lastEventId) || this.#revision;
        work(JSON.parse(event.data));
      });
    source.addEventListener("open", () => this.#api.reachable(true));
    on("photo", this.#handlers.photo);
    on("batch", this.#handlers.batch);
    on("end", () => {
      this.stop();
      this.#handlers.end();
    });
    source.addEventListener("error", () => this.#broken(source));
  }

  /** The browser itself tries again after a cut; what it was refused, by a session that ended say, is asked for here. */
  async #broken(source) {
    if (this.#stopped || source.readyState !== EventSource.CLOSED) {
      return;
    }
    await pause(AGAIN_MS);
    try {
      this.#handlers.batch(await this.#api.get(this.#path));
    } catch (error) {
      this.#stopped ||= error.status === 404; // nothing will come any more
    }
    if (!this.#stopped) {
      this.#listen();
    }
  }
}

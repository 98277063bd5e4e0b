// Requests to the service. A problem is thrown as such; what passes by itself is tried again.
import { problemText, t } from "./texts.js";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15000;
export const TOO_SLOW = 408;
const TRY_AGAIN = new Set([429, 502, 503, 504]);

/** What the service answers instead of what was asked for. `code` is stable, the message is for people. */
export class Problem extends Error {
  constructor(status, body, retryAfterMs) {
    const code = String(body.type ?? "").split(":").pop();
    super(problemText(code) ?? body.detail ?? t("problem_unknown"));
    this.code = code;
    this.status = status;
    this.body = body;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer at all: the service or the way to it is down. */
export class Unreachable extends Error {
  constructor() {
    super(t("problem_unreachable"));
  }
}

export class Api {
  #csrf = null;
  #name = null;
  #online = true;
  #onOnline;
  #onDelay;
  #signIn;
  #onOther;
  #signingIn = null;

  /** Whether the page is being left on purpose, because it is somebody else's now. */
  leaving = false;

  /**
   * `signIn` asks for a token and ends when the service has taken it: what was refused without it is sent again.
   * `onOther` is told who was there, when somebody else signs in instead: nothing of the first one's is sent any more.
   * `onDelay` is told the problem that something waits for, and null when it waits no longer.
   */
  constructor({ onOnline, onDelay, onOther, signIn }) {
    this.#onOnline = onOnline;
    this.#onDelay = onDelay;
    this.#onOther = onOther;
    this.#signIn = signIn;
  }

  /** Who is there; every change that is sent later carries what this answer gives. */
  async session() {
    return this.#begin(await this.get("/v1/session"));
  }

  get(path) {
    return this.#send("GET", path);
  }

  send(method, path, content) {
    const body = content === undefined ? undefined : JSON.stringify(content);
    return this.#send(method, path, body, "application/json");
  }

  /** Signs in; what is sent later carries what the answer gives. */
  async signIn(token) {
    return this.#begin(await this.#send("POST", "/v1/session", JSON.stringify({ token }), "application/json"));
  }

  #begin(session) {
    this.#csrf = session.csrf;
    if (this.#name !== null && session.name !== this.#name) {
      this.leaving = true;
      this.#onOther(this.#name);
    }
    this.#name = session.name;
    return session;
  }

  /**
   * Sends a file. After `seconds` without an answer that counts as too slow: a browser whose connection is cut in the middle
   * of a body does not always find the answer, and begins anew by itself.
   */
  upload(path, file, seconds) {
    return this.#send("POST", path, file, "application/octet-stream", seconds);
  }

  /** Runs `work`, again and again while the service is busy or cannot be reached; other problems end it. */
  async persist(work, onDelay = this.#onDelay) {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        const result = await work();
        onDelay(null);
        return result;
      } catch (error) {
        if (!(error instanceof Unreachable) && !TRY_AGAIN.has(error.status)) {
          onDelay(null);
          throw error;
        }
        onDelay(error);
        await pause(error.retryAfterMs ?? wait);
      }
    }
  }

  async #send(method, path, body, type, seconds) {
    if (this.leaving) {
      return new Promise(() => {}); // it was another person's: the page is loaded again without it
    }
    const headers = { Accept: "application/json" };
    if (body !== undefined) {
      headers["Content-Type"] = type;
    }
    if (this.#csrf !== null && method !== "GET") {
      headers["X-Komando-CSRF"] = this.#csrf;
    }
    const signal = seconds && AbortSignal.timeout(seconds * 1000);
    const response = await this.#fetch(path, { method, body, headers, signal, credentials: "same-origin" });
    if (response.ok) {
      return response.status === 204 ? null : response.json();
    }
    const problem = await problemOf(response);
    if (problem.code !== "login-required") {
      throw problem;
    }
    await this.#signInAgain();
    return this.#send(method, path, body, type, seconds);
  }

  /** However many requests are refused at once, one person is asked once. */
  async #signInAgain() {
    this.#signingIn ??= this.#signIn().finally(() => {
      this.#signingIn = null;
    });
    await this.#signingIn;
  }

  async #fetch(path, options) {
    try {
      const response = await fetch(path, options);
      this.reachable(true);
      return response;
    } catch {
      if (options.signal?.aborted) {
        throw new Problem(TOO_SLOW, { type: "upload-too-slow" });
      }
      this.reachable(false);
      throw new Unreachable();
    }
  }

  /** Tells the page once when the service goes and when it is back. */
  reachable(online) {
    if (online !== this.#online) {
      this.#online = online;
      this.#onOnline(online);
    }
  }
}

async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  const seconds = Number(response.headers.get("Retry-After"));
  return new Problem(response.status, body, seconds > 0 ? seconds * 1000 : undefined);
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Sends photos a few at a time. A service that is busy is asked again; a photo that waits or cannot be sent says why.
import { TOO_SLOW } from "./api.js";
import { t } from "./texts.js";

const AT_A_TIME = 3;
const MOST_TRIES = 3; // of a photo that takes too long: after the first one it has the connection to itself
const PICTURE = /\.(jpe?g|jfif|png|webp|hei[cf]|avif|tiff?|bmp|gif)$/i;

export class Uploads {
  #api;
  #path;
  #seconds;
  #waiting = [];
  #running = 0;
  #atATime = AT_A_TIME;
  #events;

  /** `events`: `changed(local)` whenever a state changes, `arrived(local, photo)` when the service has the photo. */
  constructor(api, batch, uploadSeconds, events) {
    this.#api = api;
    this.#seconds = 2 * uploadSeconds; // for a body, and for the rest of one that was refused
    this.#path = `/v1/batches/${encodeURIComponent(batch)}/photos`;
    this.#events = events;
  }

  add(locals) {
    this.#waiting.push(...locals);
    this.#fill();
  }

  #fill() {
    while (this.#running < this.#atATime && this.#waiting.length > 0) {
      this.#run(this.#waiting.shift());
    }
  }

  async #run(local) {
    this.#running += 1;
    await this.#sendOne(local);
    this.#running -= 1;
    this.#fill();
  }

  async #sendOne(local) {
    try {
      const photo = await this.#api.persist(() => this.#attempt(local), (error) => error && this.#put(local, "queued", error));
      local.state = "sent";
      local.fault = null;
      this.#events.arrived(local, photo);
    } catch (error) {
      local.tries += 1;
      if (error.status === TOO_SLOW && local.tries < MOST_TRIES) {
        this.#atATime = 1;
        this.#waiting.unshift(local);
        this.#put(local, "queued", error);
        return;
      }
      this.#put(local, "failed", error);
    }
  }

  async #attempt(local) {
    local.state = "sending";
    this.#events.changed(local);
    if (!(await canBeRead(local.file))) {
      throw new Error(t("file_gone"));
    }
    return this.#api.upload(`${this.#path}?name=${encodeURIComponent(local.name)}`, local.file, this.#seconds);
  }

  #put(local, state, error) {
    local.state = state;
    local.fault = error?.message ?? null;
    this.#events.changed(local);
  }
}

let lastKey = 0;

/** A photo of this device that the service does not have yet; `known` if it looks like one that it has. */
export function localPhoto(file, maxBytes, known) {
  lastKey += 1;
  const tooLarge = file.size > maxBytes;
  return {
    key: `local-${lastKey}`,
    file,
    name: file.name,
    known,
    tries: 0,
    state: tooLarge ? "failed" : "queued",
    fault: tooLarge ? t("too_large", { megabytes: Math.floor(maxBytes / 1e6) }) : null,
  };
}

/** A file that was moved or changed after it was chosen would look like a service that does not answer. */
const canBeRead = (file) =>
  file.slice(0, 1).arrayBuffer().then(
    () => true,
    () => false,
  );

/**
 * The files of a drop, also out of folders: `{files, others, unread}`. Of a folder only pictures are taken, `others` counts
 * the rest; `unread` names what the device did not give.
 */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) {
    return { files: [...transfer.files], others: 0, unread: [] };
  }
  const unread = [];
  const read = (kind, work) => Promise.all(entries.filter((entry) => entry[kind]).map((entry) => work(entry, unread)));
  const files = (await read("isFile", fileOf)).flat();
  const inside = (await read("isDirectory", filesIn)).flat();
  const pictures = picturesOf(inside);
  return { files: [...files, ...pictures], others: inside.length - pictures.length, unread };
}

/** Of the files of a folder those that are pictures by their name, in the order of their names. */
export function picturesOf(files) {
  return files.filter((file) => PICTURE.test(file.name)).sort((one, other) => one.name.localeCompare(other.name));
}

/** One file, or none. */
async function fileOf(entry, unread) {
  try {
    return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  } catch {
    unread.push(entry.name);
    return [];
  }
}

async function filesIn(folder, unread) {
  const reader = folder.createReader();
  const files = [];
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)).catch(() => null);
    if (entries === null) {
      unread.push(folder.name);
    }
    if (!entries?.length) {
      return files;
    }
    for (const entry of entries) {
      files.push(...(await (entry.isDirectory ? filesIn(entry, unread) : fileOf(entry, unread))));
    }
  }
}

// Sends photos a few at a time. A service that is busy is asked again; a photo that cannot be sent says why.
import { t } from "./texts.js";

const AT_A_TIME = 3;
const PICTURE = /\.(jpe?g|jfif|png|webp|hei[cf]|avif|tiff?|bmp|gif)$/i;

export class Uploads {
  #api;
  #batch;
  #waiting = [];
  #running = 0;
  #events;

  /** `events`: `changed(local)` whenever a state changes, `arrived(local, photo)` when the service has the photo. */
  constructor(api, batch, events) {
    this.#api = api;
    this.#batch = batch;
    this.#events = events;
  }

  add(locals) {
    this.#waiting.push(...locals);
    for (let lane = this.#running; lane < AT_A_TIME; lane += 1) {
      this.#next();
    }
  }

  async #next() {
    const local = this.#waiting.shift();
    if (!local) {
      return;
    }
    this.#running += 1;
    await this.#sendOne(local);
    this.#running -= 1;
    this.#next();
  }

  async #sendOne(local) {
    local.state = "sending";
    this.#events.changed(local);
    const path = `/v1/batches/${encodeURIComponent(this.#batch)}/photos?name=${encodeURIComponent(local.name)}`;
    try {
      const photo = await this.#api.persist(() => this.#api.upload(path, local.file));
      local.state = "sent";
      this.#events.arrived(local, photo);
    } catch (error) {
      local.state = "failed";
      local.fault = error.message;
      this.#events.changed(local);
    }
  }
}

let lastKey = 0;

/** A photo of this device that the service does not have yet. */
export function localPhoto(file, maxBytes) {
  lastKey += 1;
  const tooLarge = file.size > maxBytes;
  return {
    key: `local-${lastKey}`,
    file,
    name: file.name,
    state: tooLarge ? "failed" : "queued",
    fault: tooLarge ? t("too_large", { megabytes: Math.floor(maxBytes / 1e6) }) : null,
  };
}

/** The files of a drop, also out of folders: `{files, others}`; of a folder only pictures are taken. */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) {
    return { files: [...transfer.files], others: 0 };
  }
  const alone = entries.filter((entry) => entry.isFile);
  const folders = entries.filter((entry) => entry.isDirectory);
  const files = await Promise.all(alone.map(fileOf));
  const inside = (await Promise.all(folders.map(filesIn))).flat();
  const pictures = picturesOf(inside);
  return { files: [...files, ...pictures], others: inside.length - pictures.length };
}

/** Of the files of a folder those that are pictures by their name, in the order of their names. */
export function picturesOf(files) {
  return files.filter((file) => PICTURE.test(file.name)).sort((one, other) => one.name.localeCompare(other.name));
}

const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

async function filesIn(folder) {
  const reader = folder.createReader();
  const files = [];
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) {
      return files;
    }
    for (const entry of entries) {
      files.push(...(entry.isDirectory ? await filesIn(entry) : [await fileOf(entry)]));
    }
  }
}

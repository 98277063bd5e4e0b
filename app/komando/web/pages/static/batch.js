// The photos of one event: made with the first photo, kept by the service, the same again after a reload.
import { Events } from "./events.js";
import { byId, later } from "./dom.js";
import { t } from "./texts.js";
import { Uploads, localPhoto } from "./uploads.js";
import { recallUnsent, rememberUnsent } from "./unsent.js";

const SAY_MS = 4000;
const NAMES_TOLD = 4;

export class Batch {
  #api;
  #gallery;
  #viewer;
  #finish;
  #terms;
  #desk;
  #role;
  #batch = null;
  #making = null;
  #uploads = null;
  #events = null;
  #again = 0;
  #say;

  constructor({ api, gallery, viewer, finish, terms, desk, role }) {
    this.#api = api;
    this.#gallery = gallery;
    this.#viewer = viewer;
    this.#finish = finish;
    this.#terms = terms;
    this.#desk = desk;
    this.#role = role;
    this.#say = later(() => {
      byId("said").textContent = byId("progress-text").textContent;
    }, SAY_MS);
    addEventListener("beforeunload", (event) => {
      if (this.#batch && rememberUnsent(this.#batch.id, gallery.locals) > 0) {
        event.preventDefault();
      }
    });
    byId("unsent-dismiss").addEventListener("click", () => {
      byId("unsent").hidden = true;
      rememberUnsent(this.#batch.id, gallery.locals);
    });
    byId("notice-dismiss").addEventListener("click", () => {
      byId("notice").hidden = true;
    });
  }

  /** Shows a batch that the service has. */
  async open(id) {
    const path = `/v1/batches/${encodeURIComponent(id)}`;
    try {
      const batch = await this.#api.persist(() => this.#api.get(path));
      const { photos, revision } = await this.#api.persist(() => this.#api.get(`${path}/photos`));
      this.#start(batch, revision);
      for (const photo of photos) {
        this.#gallery.put(photo, true);
      }
    } catch (error) {
      history.replaceState(null, "", "/");
      this.#notice(error.status === 404 ? t("batch_gone") : error.message);
      return;
    }
    this.#tellUnsent(recallUnsent(id));
  }

  /** Takes photos from this device; the first ones make the batch. */
  async add(files, others) {
    if (others > 0) {
      this.#notice(t("others_left_out", { count: others }));
    }
    if (files.length === 0) {
      return;
    }
    if (this.#batch && this.#batch.state !== "open") {
      this.#notice(t("batch_over_add"));
      return;
    }
    const room = this.#desk.max_photos - this.#gallery.photos.length - this.#gallery.locals.length;
    if (files.length > room) {
      this.#notice(t("too_many", { most: this.#desk.max_photos, left: files.length - room }));
    }
    const locals = files.slice(0, Math.max(room, 0)).map((file) => localPhoto(file, this.#desk.max_bytes));
    for (const local of locals) {
      this.#gallery.addLocal(local);
    }
    this.#showGallery();
    byId("unsent").hidden = true;
    try {
      await this.#made();
    } catch (error) {
      this.#notMade(locals, error);
      return;
    }
    rememberUnsent(this.#batch.id, this.#gallery.locals);
    this.#uploads.add(locals.filter((local) => local.state === "queued"));
  }

  async refresh() {
    this.#showBatch(await this.#api.get(`/v1/batches/${encodeURIComponent(this.#batch.id)}`));
    const { photos } = await this.#api.get(`/v1/batches/${encodeURIComponent(this.#batch.id)}/photos`);
    for (const photo of photos) {
      this.#gallery.put(photo);
    }
  }

  /** How far it is: photos that are checked, of all that were chosen. */
  progress() {
    const { photos, coming, unchecked } = this.#gallery;
    const checked = photos.length - unchecked;
    const total = photos.length + coming;
    const undecided = photos.filter((photo) => photo.outcome === "undecided").length;
    const done = checked === total;
    byId("progress").value = checked;
    byId("progress").max = Math.max(total, 1);
    byId("progress-box").classList.toggle("done", done);
    const words = done ? this.#doneText(total, undecided) : t("progress", { checked, total });
    if (byId("progress-text").textContent !== words) {
      byId("progress-text").textContent = words;
      this.#say();
    }
    this.#finish.refresh();
  }

  #doneText(total, undecided) {
    return undecided > 0 ? t("done_undecided", { total, undecided }) : t("done", { total });
  }

  #made() {
    if (this.#batch) {
      return Promise.resolve();
    }
    this.#making ??= this.#make().finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  async #make() {
    const batch = await this.#api.persist(() => this.#api.send("POST", "/v1/batches", this.#terms.chosen));
    history.replaceState(null, "", `/?batch=${encodeURIComponent(batch.id)}`);
    this.#start(batch, 0);
  }

  #notMade(locals, error) {
    for (const local of locals) {
      this.#gallery.forget(local);
    }
    this.#notice(error.message);
    byId("start").hidden = false;
    byId("work").hidden = true;
  }

  #start(batch, revision) {
    this.#uploads = new Uploads(this.#api, batch.id, {
      changed: (local) => this.#gallery.changedLocal(local),
      arrived: (local, photo) => this.#arrived(local, photo),
    });
    this.#showBatch(batch);
    this.#showGallery();
    if (batch.state === "open") {
      this.#events = new Events(this.#api, batch.id, revision, {
        photo: (photo) => this.#changed(photo),
        batch: (changed) => this.#showBatch(changed),
        end: () => this.refresh(),
      });
    }
  }

  #arrived(local, photo) {
    this.#again += this.#gallery.arrived(local, photo) ? 1 : 0;
    if (rememberUnsent(this.#batch.id, this.#gallery.locals) === 0 && this.#again > 0) {
      this.#notice(t("there_already", { count: this.#again }));
      this.#again = 0;
    }
  }

  #changed(photo) {
    this.#gallery.put(photo);
    this.#viewer.changed(photo);
  }

  #showGallery() {
    byId("start").hidden = true;
    byId("work").hidden = false;
  }

  #showBatch(batch) {
    this.#batch = batch;
    byId("batch-title").textContent = batch.title || t("untitled");
    byId("desk").classList.toggle("over", batch.state !== "open");
    byId("over").hidden = batch.state === "open";
    byId("over-text").textContent = batch.state === "open" ? "" : t(`over_${batch.state}`);
    byId("add-photos").hidden = batch.state !== "open";
    this.#terms.showBatch(batch);
    this.#finish.show(batch, this.#role);
  }

  #tellUnsent(names) {
    byId("unsent").hidden = names.length === 0;
    const told = names.slice(0, NAMES_TOLD).join(", ");
    const more = names.length > NAMES_TOLD ? ", …" : "";
    byId("unsent-text").textContent = t("unsent", { count: names.length, names: told + more });
  }

  #notice(message) {
    byId("notice").hidden = false;
    byId("notice-text").textContent = message;
  }
}

// The photos of one event: made with the first photo, kept by the service, the same again after a reload.
import { Events } from "./events.js";
import { byId, later } from "./dom.js";
import { few, t } from "./texts.js";
import { Uploads, localPhoto } from "./uploads.js";
import { recallUnsent, rememberUnsent, signOf } from "./unsent.js";

const SAY_MS = 4000;

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
  #missing = [];
  #notices;
  #adds = 0;
  #say;

  constructor({ api, gallery, viewer, finish, terms, notices, desk, role }) {
    this.#api = api;
    this.#gallery = gallery;
    this.#viewer = viewer;
    this.#finish = finish;
    this.#terms = terms;
    this.#notices = notices;
    this.#desk = desk;
    this.#role = role;
    this.#say = later(() => {
      byId("said").textContent = byId("progress-text").textContent;
    }, SAY_MS);
    addEventListener("beforeunload", (event) => {
      if (this.#batch && this.#remember() > 0 && !api.leaving) {
        event.preventDefault();
      }
    });
    byId("unsent-dismiss").addEventListener("click", () => {
      this.#tellMissing([]);
      this.#remember();
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
      this.#notices.tell("batch", error.status === 404 ? t("batch_gone") : error.message);
      return;
    }
    this.#tellMissing(recallUnsent(id, this.#gallery.photos));
  }

  /**
   * Takes photos from this device; the first ones make the batch. `others` counts files of a folder that are no photos,
   * `unread` names those that could not be read.
   */
  async add(files, { others = 0, unread = [] } = {}) {
    this.#adds += 1;
    this.#tellLeftOut(others, unread);
    if (files.length === 0) {
      return;
    }
    if (this.#batch && this.#batch.state !== "open") {
      this.#notices.tell("batch", t("batch_over_add"));
      return;
    }
    this.#forgetFailed(files);
    const locals = this.#fitting(files);
    for (const local of locals) {
      this.#gallery.addLocal(local);
    }
    this.#showGallery();
    const chosen = new Set(locals.map((local) => local.name));
    this.#tellMissing(this.#missing.filter(({ name }) => !chosen.has(name)));
    try {
      await this.#made();
    } catch (error) {
      this.#notMade(locals, error);
      return;
    }
    this.#remember();
    this.#uploads.add(locals.filter((local) => local.state === "queued"));
  }

  /** Those for which there is room. One that looks like a photo of the batch takes none: the service knows it again. */
  #fitting(files) {
    const { photos, locals } = this.#gallery;
    const coming = locals.filter((local) => local.state !== "failed");
    const here = new Set([...photos.map(({ name, bytes }) => signOf(name, bytes)), ...coming.map(({ file }) => signOf(file.name, file.size))]);
    let room = this.#desk.max_photos - photos.length - coming.filter((local) => !local.known).length;
    const fitting = [];
    const left = [];
    for (const file of files) {
      const local = localPhoto(file, this.#desk.max_bytes, here.has(signOf(file.name, file.size)));
      const takesRoom = !local.known && local.state !== "failed";
      (takesRoom && room <= 0 ? left : fitting).push(local);
      room -= takesRoom ? 1 : 0;
    }
    if (left.length > 0) {
      const names = few(left.map((local) => local.name));
      this.#notices.tell(`left-${this.#adds}`, t("too_many", { most: this.#desk.max_photos, left: left.length, names }));
    }
    return fitting;
  }

  /** A photo that is chosen again gets another chance: what was said of its last one goes. */
  #forgetFailed(files) {
    const chosen = new Set(files.map((file) => signOf(file.name, file.size)));
    for (const local of this.#gallery.locals) {
      if (local.state === "failed" && chosen.has(signOf(local.name, local.file.size))) {
        this.#gallery.forget(local);
      }
    }
  }

  #tellLeftOut(others, unread) {
    if (others > 0) {
      this.#notices.tell(`others-${this.#adds}`, t("others_left_out", { count: others }));
    }
    if (unread.length > 0) {
      this.#notices.tell(`unread-${this.#adds}`, t("unread_left_out", { count: unread.length, names: few(unread) }));
    }
  }

  async refresh() {
    const path = `/v1/batches/${encodeURIComponent(this.#batch.id)}`;
    this.#showBatch(await this.#api.persist(() => this.#api.get(path)));
    const { photos } = await this.#api.persist(() => this.#api.get(`${path}/photos`));
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
    this.#notices.tell("batch", error.message);
    byId("start").hidden = false;
    byId("work").hidden = true;
  }

  #start(batch, revision) {
    this.#uploads = new Uploads(this.#api, batch.id, this.#desk.upload_seconds, {
      changed: (local) => this.#changedLocal(local),
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
    this.#settled();
  }

  #changedLocal(local) {
    this.#gallery.changedLocal(local);
    if (local.state === "failed") {
      this.#settled();
    }
  }

  /** One photo less is on its way. */
  #settled() {
    if (this.#remember() === 0 && this.#again > 0) {
      this.#notices.tell("again", t("there_already", { count: this.#again }));
      this.#again = 0;
    }
  }

  #remember() {
    return rememberUnsent(this.#batch.id, this.#gallery.locals, this.#missing);
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

  #tellMissing(missing) {
    this.#missing = missing;
    byId("unsent").hidden = missing.length === 0;
    byId("unsent-text").textContent = t("unsent", { count: missing.length, names: few(missing.map(({ name }) => name)) });
  }
}

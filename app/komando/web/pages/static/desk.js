// The desk: from the first photo that is dropped to the last one decided.
import { Api, Unreachable } from "./api.js";
import { Batch } from "./batch.js";
import { byId, tell } from "./dom.js";
import { Earlier } from "./earlier.js";
import { Finish } from "./finish.js";
import { Gallery } from "./gallery.js";
import { Keys } from "./keys.js";
import { recall, remember } from "./memory.js";
import { Notices } from "./notices.js";
import { askToken } from "./signin.js";
import { Sources } from "./sources.js";
import { Terms } from "./terms.js";
import { t } from "./texts.js";
import { Viewer } from "./viewer.js";

const BEFORE = "before"; // who was signed in before somebody else was
const REMEMBERED_SECONDS = 365 * 24 * 3600;

const api = new Api({
  onOnline: (online) => {
    byId("offline").hidden = online;
  },
  onDelay: (problem) => {
    const told = problem !== null && !(problem instanceof Unreachable); // of that one #offline tells
    byId("delayed").hidden = !told;
    tell("delayed-text", told ? problem.message : "");
  },
  onOther: (before) => {
    remember(BEFORE, before);
    location.reload();
  },
  signIn: () => askToken(api),
});

function setUpShell() {
  for (const link of document.querySelectorAll(".languages a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.cookie = `komando_lang=${link.lang}; path=/; max-age=${REMEMBERED_SECONDS}; samesite=strict`;
      location.reload();
    });
  }
  for (const button of document.querySelectorAll("[data-opens]")) {
    button.addEventListener("click", () => byId(button.dataset.opens).showModal());
  }
  for (const button of document.querySelectorAll("dialog [data-closes]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
}

function showWho(session) {
  if (session.login === "none") {
    return;
  }
  byId("who").hidden = false;
  byId("who-name").textContent = session.name;
  byId("who-role").textContent = t(`role_${session.role}`);
  byId("sign-out").addEventListener("click", async () => {
    await api.send("DELETE", "/v1/session");
    location.assign("/");
  });
}

async function setUp() {
  setUpShell();
  let session = await api.persist(() => api.session());
  if (!session.signed_in) {
    session = await askToken(api);
  }
  showWho(session);
  const notices = new Notices("notice");
  const before = recall(BEFORE);
  if (before !== null) {
    remember(BEFORE, null);
    notices.tell("who", t("somebody_else", { name: session.name, before: String(before) }));
  }
  const [desk, policies, newest] = await api.persist(() =>
    Promise.all([api.get("/v1/desk"), api.get("/v1/policies"), api.get("/v1/batches?limit=1")]),
  );
  const earlier = [new Earlier(api, "earlier", ["open"], 200), new Earlier(api, "finished", ["closed", "expired", "discarded"], 10)];
  await Promise.all(earlier.map((list) => list.more()));
  const terms = new Terms(policies, newest.batches[0]);
  const lost = new Notices("lost", "viewer-lost");
  const gallery = new Gallery({ onOpen: (id) => viewer.open(id), onRendered: () => batch.progress() });
  const viewer = new Viewer(api, gallery, { role: session.role, desk, lost, onClosed: (id) => gallery.focus(id) });
  const finish = new Finish(api, gallery, { onEnded: () => batch.refresh() });
  const batch = new Batch({ api, gallery, viewer, finish, terms, notices, desk, role: session.role });
  new Keys(viewer, gallery);
  const id = new URLSearchParams(location.search).get("batch");
  if (id) {
    await batch.open(id);
  }
  byId("desk").setAttribute("aria-busy", "false");
  return batch;
}

const ready = setUp();
ready.catch((error) => {
  byId("broken").hidden = false;
  byId("broken-text").textContent = error.message;
});
new Sources(async (files, leftOut) => {
  const batch = await ready.catch(() => null); // photos that are chosen before the page is ready wait for it
  batch?.add(files, leftOut);
});

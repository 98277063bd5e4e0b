// Photos that were chosen and not sent yet: a reload loses the files, but not the knowledge of them.
import { recall, remember } from "./memory.js";

const keyOf = (batch) => `unsent.${batch}`;

/** Two files of the same name and size are nearly always the same; the service looks at every byte. */
export const signOf = (name, bytes) => `${bytes} ${name}`;

/** Beside `locals`, `missing` are photos from before that nobody has chosen again; how many are on their way. */
export function rememberUnsent(batch, locals, missing) {
  const coming = locals.filter((local) => local.state === "queued" || local.state === "sending");
  const all = new Map([...coming.map(({ file }) => ({ name: file.name, bytes: file.size })), ...missing].map((each) => [signOf(each.name, each.bytes), each]));
  remember(keyOf(batch), all.size > 0 ? [...all.values()] : null);
  return coming.length;
}

/** Those that were left when the page was last closed. One may have arrived all the same, without the page hearing of it. */
export function recallUnsent(batch, photos) {
  const here = new Set(photos.map(({ name, bytes }) => signOf(name, bytes)));
  const left = recall(keyOf(batch));
  return Array.isArray(left) ? left.filter((each) => each?.name && !here.has(signOf(each.name, each.bytes))) : [];
}

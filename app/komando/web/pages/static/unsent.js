// Names of photos that were chosen and not sent yet: a reload loses the files, but not the knowledge of them.
import { recall, remember } from "./memory.js";

const keyOf = (batch) => `unsent.${batch}`;

/** Beside `locals`, `missing` are names from before that nobody has chosen again; how many are on their way. */
export function rememberUnsent(batch, locals, missing) {
  const names = locals.filter((local) => local.state === "queued" || local.state === "sending").map((local) => local.name);
  const all = [...new Set([...names, ...missing])];
  remember(keyOf(batch), all.length > 0 ? all : null);
  return names.length;
}

/** The names that were left when the page was last closed. */
export function recallUnsent(batch) {
  const names = recall(keyOf(batch));
  return Array.isArray(names) ? names.map(String) : [];
}

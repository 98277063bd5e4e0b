// Names of photos that were chosen and not sent yet: a reload loses the files, but not the knowledge of them.
import { recall, remember } from "./memory.js";

const keyOf = (batch) => `unsent.${batch}`;

/** How many they are. */
export function rememberUnsent(batch, locals) {
  const names = locals.filter((local) => local.state === "queued" || local.state === "sending").map((local) => local.name);
  remember(keyOf(batch), names.length > 0 ? names : null);
  return names.length;
}

/** The names that were left when the page was last closed. */
export function recallUnsent(batch) {
  const names = recall(keyOf(batch));
  return Array.isArray(names) ? names.map(String) : [];
}

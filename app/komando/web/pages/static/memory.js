// What this browser remembers; where storage is full, forbidden or spoilt it remembers nothing, and nothing else happens.

export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(`komando.${key}`));
  } catch {
    return null;
  }
}

/** Null forgets. */
export function remember(key, value) {
  try {
    if (value === null) {
      localStorage.removeItem(`komando.${key}`);
    } else {
      localStorage.setItem(`komando.${key}`, JSON.stringify(value));
    }
  } catch {
    // as above
  }
}

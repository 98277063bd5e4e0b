// The sentences of the page, in its language, as the server put them there.

const given = JSON.parse(document.getElementById("texts").textContent);

export const language = document.documentElement.lang;

/** The sentence of this key, with `{name}` filled in. */
export function t(key, values = {}) {
  const sentence = given.texts[key];
  if (sentence === undefined) {
    throw new Error(`There is no text "${key}".`);
  }
  return sentence.replace(/\{(\w+)\}/g, (_, name) => number(values[name]));
}

/** The text in the page's language out of `{id, en}`. */
export const local = (localized) => (localized ? localized[language] : "");

export const gestureName = (code) => given.gestures[code] ?? code;
export const verdictName = (verdict) => given.verdicts[verdict];
export const handVerdictName = (verdict) => given.hand_verdicts[verdict];
export const adviceFor = (verdict) => given.advice[verdict] ?? "";
export const errorText = (code) => given.errors[code];
export const fingerNames = given.fingers;
export const fingerStateName = (state) => given.finger_states[state];
export const hintFor = (code) => given.hints[code] ?? "";
export const problemText = (code) => given.problems[code];

const NAMES_TOLD = 4;
const LOCAL = "local"; // whoever sits at the computer itself, without a name
const locale = language === "en" ? "en-GB" : language;
const numbers = new Intl.NumberFormat(locale);
const moments = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const days = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });

function number(value) {
  return typeof value === "number" ? numbers.format(value) : String(value);
}

/** The first names of a list that may be long. */
export const few = (names) => names.slice(0, NAMES_TOLD).join(", ") + (names.length > NAMES_TOLD ? ", …" : "");

/** A time such as `2026-11-22T09:30:00Z`, as it is read here. */
export const moment = (time) => moments.format(new Date(time));

/** A day such as `2027-02-14`, whatever the time zone. */
export const day = (text) => days.format(new Date(`${text}T00:00:00Z`));

/** Who it was; whoever sits at the computer itself has no name of their own. */
export const whoName = (who) => (who === LOCAL ? t("somebody_here") : who);

/** What was decided and by whom, in a few words. */
export function decided({ decision, who }) {
  const cleared = decision === "clear";
  if (who === LOCAL) {
    return t(cleared ? "cleared" : "held");
  }
  return t(cleared ? "cleared_by" : "held_by", { who });
}

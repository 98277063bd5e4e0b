// Beside the large photo: everything that is known of it.
import { byId } from "./dom.js";
import { handItem, historyItem, reasonItems, sourceItem } from "./facts.js";
import { adviceFor, errorText, hintFor, t } from "./texts.js";

const SEVERITY = ["hold", "review", "unreadable", "pass"];

/** The hands of the record, worst first, with the number that all reports give them. */
export function handsOf(detail) {
  const hands = detail?.record?.hands ?? [];
  return hands
    .map((hand, index) => ({ ...hand, index, number: index + 1, box: hand.box_xyxy, joints: detail.landmarks[index] }))
    .sort((one, other) => SEVERITY.indexOf(one.verdict) - SEVERITY.indexOf(other.verdict) || one.index - other.index);
}

/** `detail` is null as long as the service has not told it; `onLabel` is null for people who may not correct. */
export function showFacts(photo, detail, { desk, onHand, onLabel }) {
  const hands = handsOf(detail);
  const record = detail?.record;
  fill("reasons", record ? reasonItems(detail, hands, onHand) : []);
  tell("advice", adviceFor(photo.verdict));
  tell("error", record?.error ? `${errorText(record.error.code) ?? record.error.message} ${hintFor(record.error.code)}` : "");
  fill("hands", hands.map((hand, index) => handItem(detail, hand, {
    gestures: desk.gestures,
    onShow: () => onHand(index),
    onLabel: onLabel && ((gesture) => onLabel(hand.index, gesture)),
  })));
  byId("hands-count").textContent = hands.length;
  byId("no-hands").hidden = !record || hands.length > 0 || Boolean(record.error);
  const limit = record?.smallest_readable_hand_px;
  tell("limit", limit ? t("limit", { pixels: limit }) : "");
  fill("sources", Object.entries(detail?.sources ?? {}).map(([key, source]) => sourceItem(key, source)));
  fill("history", (detail?.decisions ?? []).map((decision) => historyItem(decision, desk)).reverse());
  byId("facts").textContent = factsLine(photo);
}

/** Puts items into a list; a section that would be empty is not shown. */
function fill(name, items) {
  byId(name).replaceChildren(...items);
  const section = byId(`${name}-section`);
  if (section) {
    section.hidden = items.length === 0;
  }
}

function tell(name, text) {
  byId(name).textContent = text;
  byId(name).hidden = text === "";
}

function factsLine(photo) {
  const size = photo.width ? `${photo.width} × ${photo.height} px` : null;
  return [size, `SHA-256 ${photo.sha256.slice(0, 16)}`].filter(Boolean).join(" · ");
}

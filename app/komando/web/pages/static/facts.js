// What is told of one photo: reasons, hands with their fingers, sources, decisions.
import { element, icon, verdictIcon } from "./dom.js";
import { day, decided, fingerNames, fingerStateName, gestureName, handVerdictName, local, moment, t } from "./texts.js";

/**
 * One item for each rule and verdict, worst first. Where several hands have the same reason, their numbers are buttons;
 * the sentence is that of the hand that was asked for last.
 */
export function reasonItems(detail, hands, onHand) {
  const groups = new Map();
  for (const finding of detail.record.findings) {
    const key = `${finding.verdict} ${finding.rule}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const placeOf = (index) => hands.findIndex((hand) => hand.index === index);
  const worst = [...groups.values()].sort((one, other) => one[0].verdict.localeCompare(other[0].verdict)); // hold, review
  return worst.map((group) => reasonItem(group, (index) => onHand(placeOf(index))));
}

function reasonItem(group, onHand) {
  const message = element("p", {}, local(group[0].message));
  const buttons = group.flatMap((finding) =>
    finding.hands.map((index) => {
      const button = element("button", { type: "button", class: "number", "aria-label": t("zoom_to", { number: index + 1 }) }, String(index + 1));
      button.addEventListener("click", () => {
        message.textContent = local(finding.message);
        onHand(index);
      });
      return button;
    }),
  );
  const rule = element("span", {}, `${t("rule")} `, element("code", {}, group[0].rule));
  const facts = element("p", { class: "small facts-row" });
  if (buttons.length > 0) {
    facts.append(element("span", { class: "numbers" }, t("hand_numbers"), ...buttons));
  }
  facts.append(rule);
  if (group[0].sources.length > 0) {
    facts.append(element("span", {}, `${t("sources")} `, element("code", {}, group[0].sources.join(", "))));
  }
  return element("li", { class: group[0].verdict }, verdictIcon(group[0].verdict), element("div", {}, message, facts));
}

/** A hand: what it shows, its fingers by name, where it is; a reviewer may say what it really is. */
export function handItem(detail, hand, { gestures, onShow, onLabel }) {
  const title = element("span", { class: "gesture" }, gestureName(hand.gesture));
  const verdict = element("span", { class: "hand-verdict" }, verdictIcon(hand.verdict), handVerdictName(hand.verdict));
  const show = element("button", { type: "button", class: "show-hand", "aria-pressed": "false" }, element("span", { class: "number" }, String(hand.number)), title, verdict);
  show.addEventListener("click", onShow);
  const facts = element("p", { class: "small" }, handFacts(detail.record, hand));
  const item = element("li", { class: hand.verdict }, show, fingers(hand), facts);
  if (onLabel) {
    item.append(labelField(detail, hand, gestures, onLabel));
  }
  return item;
}

function fingers(hand) {
  const items = hand.fingers.map((state, finger) =>
    element("li", { class: state }, element("i", { "aria-hidden": "true" }), element("span", {}, fingerNames[finger], " ", element("b", {}, fingerStateName(state)))),
  );
  return element("ul", { class: "fingers", "aria-label": t("fingers") }, ...items);
}

function handFacts(record, hand) {
  const person = record.people.find((each) => each.id === hand.person);
  const side = t(hand.handedness === "right" ? "right_hand" : "left_hand");
  const place = person ? t("place", { row: person.row, place: person.place }) : null;
  const readings = hand.readings.map((reading) => (reading.kind === "number" ? t("reads_number", { number: reading.value }) : t("reads_heart")));
  const sure = hand.gesture === "unreadable" ? null : t("sure", { percent: Math.round(hand.confidence * 100) });
  return [side, place, ...readings, t("pixels", { pixels: hand.size_px }), sure].filter(Boolean).join(" · ");
}

function labelField(detail, hand, gestures, onLabel) {
  const known = detail.labels.find((label) => label.hand === hand.index);
  const options = gestures.map((gesture) => element("option", { value: gesture.code, selected: known?.right === gesture.code }, local(gesture.text)));
  const select = element("select", {}, element("option", { value: "" }, t("label_none")), ...options);
  const saved = element("span", { role: "status" });
  select.addEventListener("change", async () => {
    if (select.value && (await onLabel(select.value))) {
      saved.textContent = t("label_saved");
    }
  });
  const field = element("label", { class: "label-field small" }, element("span", {}, t("label")), select, saved);
  return element("details", { open: Boolean(known) }, element("summary", { class: "small" }, t("label_wrong")), field);
}

/** A source as text: nothing leads out of this page. */
export function sourceItem(key, source) {
  const date = source.date ? `, ${day(source.date)}` : "";
  const address = source.address ? element("span", { class: "address" }, source.address) : null;
  return element("li", {}, element("span", {}, `${source.title}${date} `, element("code", {}, key)), address);
}

export function historyItem(decision, desk) {
  const what = decided(decision);
  const said = [reasonText(desk, decision), decision.note].filter(Boolean).join(" — ");
  const when = element("time", { datetime: decision.at, class: "small" }, moment(decision.at));
  return element("li", {}, icon(decision.decision === "clear" ? "clear" : "keep"), element("div", {}, element("p", {}, element("strong", {}, what)), element("p", {}, said), when));
}

/** The reason of a decision in words; one that is no longer in the list stays as its code. */
export function reasonText(desk, decision) {
  const reason = desk.reasons[decision.decision].find((each) => each.code === decision.reason);
  return reason ? local(reason.text) : decision.reason;
}

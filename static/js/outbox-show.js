// Draws what waits: in the place with data-outbox-waiting of its kind, else in the one for the rest
// (""), else in the line at the top of the page.
import { give, giveBefore } from "./keep-focus.js";
import { button, element, entry, isOpenCall, isToSend } from "./outbox-entry.js";
import { words } from "./words.js";

// `rows` are those of this person, `sent` and `dropped` what became of some while the page was open.
export function draw(page, act) {
  const { rows, sent, dropped, answer } = page;
  const items = [...sent, ...dropped, ...rows].sort(inOrder);
  const places = [...document.querySelectorAll("[data-outbox-waiting]")];
  const placeOf = (kind) => places.find(isOf(kind)) ?? places.find(isOf(""));
  for (const place of places) fill(place, items.filter(({ kind }) => placeOf(kind) === place), answer, act);
  const line = document.querySelector("[data-outbox-line]");
  const isHomeless = ({ kind }) => !placeOf(kind);
  if (line) top(line, { ...page, rows: rows.filter(isHomeless) }, items.filter(isHomeless), act);
}

// Calls for help stand first.
const inOrder = (one, other) =>
  (other.kind === "call") - (one.kind === "call") || one.seq - other.seq;

const isOf = (kind) => (place) => place.dataset.outboxWaiting === kind;

function top(line, page, homeless, act) {
  const count = counted(page);
  const shown = page.isReadable ? homeless : [];
  if (!isNews(line, [count, shown, page.answer])) return;
  line.hidden = !count && !shown.length;
  const list = element("div");
  fill(list, shown, page.answer, act);
  const whole = element(shown.length ? "details" : "div", "", "notice outbox-line");
  if (shown.length) whole.classList.add("folded");
  const isUrgent = shown.some(isOpenCall);
  whole.open = isUrgent || Boolean(line.querySelector("details[open]"));
  whole.append(element(shown.length ? "summary" : "p", count || words("sent")), list);
  const hadFocus = line.contains(document.activeElement);
  line.replaceChildren(...(line.hidden ? [] : [whole]));
  if (hadFocus) giveAgain(line);
}

export function counted({ rows, isSignedOut }) {
  const refused = rows.filter(({ state }) => state === "refused").length;
  const num = rows.length - refused;
  const sentences = [];
  if (num) {
    const isToSignIn = isSignedOut || rows.some(({ state }) => state === "sign-in");
    sentences.push(words(isToSignIn ? "things-sign-in" : "things-wait", { num }));
  }
  if (refused) sentences.push(words("things-refused", { num: refused }));
  return sentences.join(" ");
}

function fill(place, items, answer, act) {
  if (!isNews(place, [items, answer])) return;
  const hadFocus = place.contains(document.activeElement) && document.activeElement.textContent;
  const list = element("ul", "", "list outbox");
  list.append(...items.map((item) => entry(item, act)));
  place.replaceChildren(...(items.length ? [list] : []));
  if (items.some(isToSend)) place.append(sendNow(answer, act));
  if (hadFocus !== false) giveAgain(place, hadFocus);
}

function giveAgain(place, label) {
  const buttons = [...place.querySelectorAll("button, a, summary")];
  const next = buttons.find((one) => one.textContent === label) ?? buttons[0];
  if (next) give(next);
  else giveBefore(place);
}

function sendNow(answer, act) {
  const row = element("div", "", "row");
  row.append(button(words("tap-send-now"), () => act("send")), element("span", answer, "meta"));
  return row;
}

const drawn = new WeakMap();

// Nothing is drawn anew without need: a finger may be on its way to a button.
function isNews(place, what) {
  const now = JSON.stringify(what);
  const isNew = drawn.get(place) !== now || !place.firstChild;
  drawn.set(place, now);
  return isNew;
}

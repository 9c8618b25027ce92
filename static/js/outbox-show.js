// Draws what waits: in each place with data-outbox-waiting (of one kind, or of all), and in the line
// at the top of the page what has no such place. Words of a person only ever become text nodes.
const SAID = {
  waiting: "Waiting for a signal.",
  later: "Not sent yet. We try again soon.",
  "sign-in": "Not sent yet. Please sign in, then we send it.",
};
const CALL = "Waiting for a signal. Nobody knows yet. Please call one of the lines.";

// `rows` are those of this person, `sent` and `dropped` what became of some while the page was open.
export function draw(page, act) {
  const { rows, sent, dropped } = page;
  const items = [...sent, ...dropped, ...rows].sort((one, other) => one.seq - other.seq);
  const places = [...document.querySelectorAll("[data-outbox-waiting]")];
  const isAt = (kind) => (place) => [kind, ""].includes(place.dataset.outboxWaiting);
  for (const place of places) fill(place, items.filter(({ kind }) => isAt(kind)(place)), act);
  const line = document.querySelector("[data-outbox-line]");
  if (line) top(line, page, items.filter(({ kind }) => !places.some(isAt(kind))), act);
}

function top(line, page, homeless, act) {
  const words = counted(page);
  const shown = page.isReadable ? homeless : [];
  if (!isNews(line, [words, shown])) return;
  line.hidden = !words && !shown.length;
  const list = element("div");
  fill(list, shown, act);
  const summary = element(shown.length ? "summary" : "p", words || "Sent.");
  const whole = element(shown.length ? "details" : "div", "", "notice outbox-line");
  if (shown.length) whole.className += " folded";
  whole.open = Boolean(line.querySelector("details[open]"));
  whole.append(summary, list);
  line.replaceChildren(...(line.hidden ? [] : [whole]));
}

export function counted({ rows, isReadable }) {
  const things = (count) => (count === 1 ? "1 thing" : `${count} things`);
  const verb = (count) => (count === 1 ? "waits" : "wait");
  const refused = rows.filter(({ state }) => state === "refused").length;
  const count = rows.length - refused;
  const sentences = [];
  if (count && (!isReadable || rows.some(({ state }) => state === "sign-in"))) {
    sentences.push(`${things(count)} ${verb(count)}. Please sign in to send.`);
  } else if (count) sentences.push(`${things(count)} ${verb(count)} for a signal.`);
  if (refused) sentences.push(`${things(refused)} could not be sent.`);
  return sentences.join(" ");
}

function fill(place, items, act) {
  if (!isNews(place, items)) return;
  const hadFocus = place.contains(document.activeElement);
  const list = element("ul", "", "list outbox");
  list.append(...items.map((item) => entry(item, act)));
  place.replaceChildren(...(items.length ? [list] : []));
  if (hadFocus) place.querySelector("button, a")?.focus({ preventScroll: true });
}

function entry(item, act) {
  const part = element("li", "", "outbox__item");
  part.dataset.outboxItem = item.kind;
  part.dataset.state = item.state;
  part.append(element("p", item.words.join("\n"), "outbox__words"), element("p", stateOf(item), "meta"));
  const buttons = element("div", "", "row");
  buttons.append(...actions(item).map(([name, label]) => button(label, () => act(name, item))));
  if (item.state === "sent" && item.link) buttons.append(link(item.link, "Open"));
  if (item.state === "sign-in") buttons.prepend(link("/login", "Sign in"));
  if (buttons.childNodes.length) part.append(buttons);
  return part;
}

function stateOf(item) {
  const at = new Date(item.said_at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  if (item.state === "sent") return "Sent.";
  if (item.state === "dropped") return "Put away. It is not sent.";
  if (item.state === "refused") return `From ${at}. Not sent. ${item.why}`;
  if (item.state === "waiting" && item.kind === "call") return CALL;
  return `From ${at}. ${SAID[item.state] ?? SAID.waiting}`;
}

function actions({ state }) {
  if (state === "sent") return [];
  if (state === "dropped") return [["undo", "Undo"]];
  if (state === "refused") return [["copy", "Copy"], ["drop", "Put away"]];
  return [["send", "Send now"], ["drop", "Do not send"]];
}

function button(label, tapped) {
  const made = element("button", label, "button button--quiet");
  made.type = "button";
  made.addEventListener("click", tapped);
  return made;
}

function link(href, label) {
  const made = element("a", label, "button button--quiet");
  made.href = href;
  return made;
}

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

const drawn = new WeakMap();

// Nothing is drawn anew without need: a finger may be on its way to a button.
function isNews(place, what) {
  const now = JSON.stringify(what);
  const isNew = drawn.get(place) !== now || !place.firstChild;
  drawn.set(place, now);
  return isNew;
}

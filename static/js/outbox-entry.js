// One thing that waits, was sent, was refused or was put away: what was written, how it stands, and
// what can be done with it. Words of a person only ever become text nodes.
const SAID = {
  waiting: "Waiting for a signal.",
  later: "Not sent yet. We try again soon.",
  "sign-in": "Not sent yet. Please sign in, then we send it.",
};
const CALL = {
  waiting: "Waiting for a signal. Nobody knows yet. Please call one of the lines.",
  later: "Not sent yet. Nobody knows yet. Please call one of the lines.",
  "sign-in": "Not sent yet. Nobody knows yet. Please sign in, or call one of the lines.",
};

export const isToSend = ({ state }) => state in SAID;
// Also one that came too late to tell anybody without a question.
export const isOpenCall = (item) => item.kind === "call" && (isToSend(item) || item.state === "refused");

export function entry(item, act) {
  const part = element("li", "", "outbox__item");
  part.dataset.outboxItem = item.kind;
  part.dataset.state = item.state;
  part.append(element("p", item.words.join("\n"), "outbox__words"), element("p", stateOf(item), "meta"));
  const buttons = element("div", "", "row");
  buttons.append(...actions(item).map(([name, label]) => button(label, () => act(name, item))));
  if (item.state === "sent" && item.link) {
    buttons.append(link(item.link, item.kind === "call" ? "See who was told" : "Open"));
  }
  const linesAreHere = document.querySelector('[data-outbox-waiting="call"]');
  if (isOpenCall(item) && !linesAreHere) {
    buttons.append(link("/help", "Who can help now"));
  }
  if (item.state === "sign-in") buttons.prepend(link("/login", "Sign in"));
  if (buttons.childNodes.length) part.append(buttons);
  return part;
}

function stateOf(item) {
  const at = timeOf(new Date(item.said_at));
  if (item.state === "sent") return "Sent.";
  if (item.state === "dropped") return "Put away. It is not sent.";
  if (item.state === "refused") return `From ${at}. Not sent. ${item.why}`;
  if (item.kind === "call" && item.state in CALL) return CALL[item.state];
  return `From ${at}. ${SAID[item.state] ?? SAID.waiting}`;
}

function timeOf(at) {
  const isToday = at.toDateString() === new Date().toDateString();
  const style = isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return at.toLocaleString(document.documentElement.lang, style);
}

function actions({ kind, state }) {
  if (state === "sent") return [];
  if (state === "dropped") return [["undo", "Undo"]];
  if (state === "refused" && kind === "call") return [["again", "Yes, tell them now"], ["drop", "No"]];
  if (state === "refused") return [["copy", "Copy"], ["drop", "Put away"]];
  return [["drop", "Do not send"]];
}

export function button(label, tapped) {
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

export function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

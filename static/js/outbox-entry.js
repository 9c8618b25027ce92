// One thing that waits, was sent, was refused or was put away: what was written, how it stands, and
// what can be done with it. Words of a person only ever become text nodes.
import { formats, words } from "./words.js";

const TO_SEND = ["waiting", "later", "sign-in"];

export const isToSend = ({ state }) => TO_SEND.includes(state);
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
    buttons.append(link(item.link, words(item.kind === "call" ? "tap-who-was-told" : "tap-open")));
  }
  const linesAreHere = document.querySelector('[data-outbox-waiting="call"]');
  if (isOpenCall(item) && !linesAreHere) {
    buttons.append(link("/help", words("tap-who-can-help")));
  }
  if (item.state === "sign-in") buttons.prepend(link("/login", words("tap-sign-in")));
  if (buttons.childNodes.length) part.append(buttons);
  return part;
}

function stateOf(item) {
  const { state, kind } = item;
  if (kind === "call" && isToSend(item)) return words(`call-${state}`);
  const why = item.why || words("why-refused");
  const said = { time: timeOf(new Date(item.said_at)), why };
  return words(state, said) || words("waiting", said);
}

function timeOf(at) {
  const isToday = at.toDateString() === new Date().toDateString();
  const style = isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return at.toLocaleString(formats(), style);
}

function actions({ kind, state }) {
  if (state === "sent") return [];
  if (state === "dropped") return [["undo", words("tap-undo")]];
  if (state === "refused" && kind === "call") {
    return [["again", words("tap-tell-them")], ["drop", words("tap-no")]];
  }
  if (state === "refused") return [["copy", words("tap-copy")], ["drop", words("tap-put-away")]];
  return [["drop", words("tap-do-not-send")]];
}

export function button(label, tapped) {
  const made = element("button", label, "button button--quiet");
  made.type = "button";
  made.addEventListener("click", async () => {
    made.setAttribute("aria-busy", "true");
    try {
      await tapped();
    } finally {
      made.removeAttribute("aria-busy");
    }
  });
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

// Puts messages that came into a conversation that is open: a changed one in its own place, a new one
// at the end, each day said once.
import htmx from "htmx.org";
import { onContent } from "./content.js";
import { isNearTheEnd, tellOfMoreBelow, toTheEnd } from "./conversation-place.js";
import { give } from "./keep-focus.js";
import { words } from "./words.js";

export function put(part, found) {
  const isNear = isNearTheEnd();
  const last = Number([...part.querySelectorAll("[data-number]")].at(-1)?.dataset.number ?? 0);
  let isNew = false;
  for (const line of [...found.querySelectorAll("[data-message-id]")]) {
    const known = document.getElementById(line.id);
    if (known) renew(known, line);
    else if (Number(line.dataset.number) > last) {
      add(part, line);
      isNew = true;
    }
    htmx.process(line);
  }
  part.dataset.after = found.dataset.after;
  sayDaysOnce(part);
  if (isNew && isNear) toTheEnd();
  else if (isNew && !document.querySelector("[data-near]")) tellOfMoreBelow(); // it stands above that
  part.dispatchEvent(new CustomEvent("conversation-shown", { bubbles: true }));
}

// Where somebody is about to do something with it, only what is said above it changes.
function renew(known, line) {
  const isInUse = known.querySelector("details[open]") || known.contains(document.activeElement);
  if (isInUse && line.querySelector("details")) {
    known.querySelector(".meta").replaceWith(line.querySelector(".meta"));
    return;
  }
  const hadFocus = known.contains(document.activeElement);
  known.replaceWith(line);
  if (hadFocus) give(line);
}

function add(part, line) {
  const list = [...part.querySelectorAll("[data-lines]")].at(-1);
  const day = line.previousElementSibling;
  if (day?.matches("[data-day]")) list.append(day);
  list.append(line);
  part.querySelector("[data-empty]")?.remove();
  // for who listens; of one's own, that it is there
  const parts = line.matches(".talk__line--mine") ? [".meta"] : [".meta", ".talk__said"];
  const said = parts.map((one) => line.querySelector(one)?.textContent.trim());
  part.querySelector("[data-conversation-news]").textContent = said.join(". ");
}

// The answer to "Send" brings it: to ask for it would leave nothing of it in sight where the signal
// goes away in between.
function showJustSaid(part) {
  const brought = document.querySelector("[data-just-said]");
  if (!brought) return;
  put(part, brought.content.querySelector("ol"));
  brought.remove();
}

function sayDaysOnce(part) {
  const said = new Set();
  for (const day of part.querySelectorAll("[data-day]")) {
    if (said.has(day.dataset.day)) day.remove();
    said.add(day.dataset.day);
  }
}

// Nothing more can be sent. What is half-written stays, so that it can be copied.
export function close(sentence) {
  const isNear = isNearTheEnd();
  const said = document.querySelector("[data-conversation-said]");
  said.textContent = sentence;
  said.hidden = false;
  if (isNear) toTheEnd();
}

export function clear(part) {
  part.querySelectorAll("[data-lines], #earlier, [data-conversation-news]").forEach((one) => one.replaceChildren());
  close(words("conversation-gone"));
}

// What was sent is folded away.
function fold() {
  const form = document.querySelector('form[data-outbox="message"]');
  if (form && !form.querySelector(".error")) form.querySelectorAll("details").forEach((one) => (one.open = false));
}

onContent("[data-conversation]", (part) => {
  document.addEventListener("htmx:after:swap", () => {
    showJustSaid(part);
    sayDaysOnce(part);
    fold();
  });
});

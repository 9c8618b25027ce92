// Puts messages that came into a conversation that is open: a changed one in its own place, a new one
// at the end, each day said once. Who reads further up is not pulled down, but told.
import htmx from "htmx.org";
import { onContent } from "./content.js";

const NEAR = 160; // pixels from the end: then it is followed

const end = () => document.documentElement.scrollHeight - innerHeight - scrollY;
const below = () => document.querySelector("[data-conversation-below]");
const toTheEnd = () => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });

export function put(part, found) {
  const list = [...part.querySelectorAll("[data-lines]")].at(-1);
  const isNear = end() < NEAR;
  const last = Number([...part.querySelectorAll("[data-number]")].at(-1)?.dataset.number ?? 0);
  let isNew = false;
  for (const line of [...found.querySelectorAll("[data-message-id]")]) {
    const known = document.getElementById(line.id);
    const day = line.previousElementSibling;
    if (known) renew(known, line);
    else if (Number(line.dataset.number) > last) {
      if (day?.matches("[data-day]")) list.append(day);
      list.append(line);
      isNew = true;
      tell(part, line);
    }
    htmx.process(line);
  }
  part.dataset.after = found.dataset.after;
  part.querySelector("[data-empty]")?.remove();
  sayDaysOnce(part);
  if (isNew && isNear) toTheEnd();
  else if (isNew && below()) below().hidden = false;
  part.dispatchEvent(new CustomEvent("conversation-shown", { bubbles: true }));
}

// For who listens.
function tell(part, line) {
  if (!line.hasAttribute("data-new")) return;
  const words = [".meta", ".talk__said"].map((one) => line.querySelector(one)?.textContent.trim());
  part.querySelector("[data-conversation-news]").textContent = words.join(". ");
}

// Where somebody is about to do something with it, only what is said above it changes.
function renew(known, line) {
  const isInUse = known.querySelector("details[open]") || known.contains(document.activeElement);
  if (isInUse && line.querySelector("details")) {
    known.querySelector(".meta").replaceWith(line.querySelector(".meta"));
  } else known.replaceWith(line);
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
  const isNear = end() < NEAR;
  const said = document.querySelector("[data-conversation-said]");
  said.textContent = sentence;
  said.hidden = false;
  if (isNear) toTheEnd();
}

export function clear(part) {
  part.querySelectorAll("[data-lines], #earlier, [data-conversation-news]").forEach((one) => one.replaceChildren());
  close("This is not here for you any more. What you wrote below was not sent. You can copy it.");
}

function closeAfterSending() {
  const form = document.querySelector('form[data-outbox="message"]');
  if (form && !form.querySelector(".error")) form.querySelectorAll("details").forEach((one) => (one.open = false));
}

onContent("[data-conversation]", (part) => {
  if (location.hash === "" || location.hash === "#newest") toTheEnd();
  window.addEventListener("scroll", () => {
    if (end() < NEAR && below()) below().hidden = true;
  }, { passive: true });

  // what is opened in the last one is in sight
  part.addEventListener("toggle", () => end() < NEAR && toTheEnd(), true);

  // What is loaded above does not move what is read.
  let first;
  let place;
  document.addEventListener("htmx:before:swap", () => {
    first = part.querySelector("[data-message-id]");
    place = first?.getBoundingClientRect().top;
  });
  document.addEventListener("htmx:after:swap", () => {
    sayDaysOnce(part);
    closeAfterSending();
    if (first?.isConnected && part.querySelector("[data-message-id]") !== first) {
      scrollBy({ top: first.getBoundingClientRect().top - place, behavior: "instant" });
    }
  });
});

// A newer version is offered, in [data-newer], and comes by itself at the next start of the app. It is
// news only where this page is made of other files than the newest worker: a page from the server is
// always new. Nothing is loaded anew without a tap, nor where something is typed.
import { say } from "./connection.js";
import { isTyped } from "./drafts.js";
import { give } from "./keep-focus.js";
import { isThere } from "./outbox-plain.js";

const EVERY = 3_600_000; // milliseconds: a page that stays open for days asks when it is looked at
const MINE = [import.meta.url, document.querySelector('link[rel="stylesheet"]').href].map(pathOf);

let registration;
let asked = Date.now();

export function watch(found) {
  registration = found;
  look();
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => installing.state === "installed" && look());
  });
  navigator.serviceWorker.addEventListener("controllerchange", look); // another tab took it over
  window.addEventListener("pageshow", ({ persisted }) => persisted && look());
  document.addEventListener("visibilitychange", askTheServer);
  document.querySelector("[data-newer-take]")?.addEventListener("click", take);
}

function askTheServer() {
  if (document.hidden || Date.now() - asked < EVERY) return;
  asked = Date.now();
  registration.update().catch(() => {}); // no signal
}

// One of before there was this question does not answer.
function look() {
  const { waiting, active } = registration;
  if (!active) return;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data: { assets } }) => judge(assets, waiting);
  (waiting ?? active).postMessage({ update: "describe" }, [port2]);
}

function judge(assets, waiting) {
  const isSame = MINE.every((file) => assets.includes(file));
  if (isSame) waiting?.postMessage({ update: "take-over-if-alone" });
  else offer();
}

// Not under the fingers of who is writing.
function offer() {
  const isWriting = document.activeElement?.matches("textarea, input, select");
  if (isWriting && !document.hidden) document.addEventListener("focusout", offer, { once: true });
  else document.querySelector("[data-newer]").hidden = false;
}

async function take({ currentTarget: button }) {
  button.setAttribute("aria-busy", "true");
  const canLoad = await isThere();
  if (canLoad) await takeOver(registration.waiting);
  button.removeAttribute("aria-busy");
  if (!canLoad) say(button.dataset.newerNotYet);
  else if (isInUse()) stay();
  else location.reload();
}

function takeOver(worker) {
  return new Promise((done) => {
    if (!worker) return done(); // another tab was quicker
    worker.addEventListener("statechange", () => ["activated", "redundant"].includes(worker.state) && done());
    worker.postMessage({ update: "take-over" });
  });
}

// What a new page would not have any more: what is typed, chosen, or on its way.
function isInUse() {
  const { forms } = document;
  const fields = [...forms].flatMap(({ elements }) => [...elements]);
  const isSending = [...forms].some((form) => form.getAttribute("aria-busy") === "true");
  return isSending || isTyped(document) || fields.some((field) => field.files?.length || isChosen(field));
}

function isChosen({ options, selectedIndex }) {
  const first = [...(options ?? [])].findIndex(({ defaultSelected }) => defaultSelected);
  return options && selectedIndex !== Math.max(first, 0);
}

// The worker is the new one, and so is the next page.
function stay() {
  const stays = document.querySelector("[data-newer-stays]");
  stays.hidden = false;
  give(stays);
  document.querySelector("[data-newer-offer]").hidden = true;
}

function pathOf(address) {
  return new URL(address).pathname;
}

// On a device with a PIN: a page out of sight is covered at once (also in the phone's list of apps),
// and after two minutes locked. The server, the service worker and the other pages hear of it; a page
// in sight says so once a minute, since another one may have gone out of sight.
import { note, noted, unnote } from "./door.js";
import { AFTER, HIDDEN, hasPin, isLate } from "./early-lock.js";
import { ask, cover, onRight, uncover } from "./lock-cover.js";
import { ticketOf } from "./outbox-post.js";

const OFTEN = 60_000; // milliseconds
const LOCKED = "0"; // in place of when it was hidden: for good, until the server says otherwise
const PIN = "pin"; // in the storage, for the pages that the phone keeps, which do not say it

let token = document.querySelector('meta[name="csrf-token"]')?.content;
const isKept = !token;
const isDoor = document.querySelector('form[action="/unlock"], form[action="/login"]') !== null;
let timer;
let isLocked = false;
let isAway = false;

function store(act) {
  try {
    return act(localStorage);
  } catch {
    return null; // no storage: this page and the server know all the same
  }
}

export const isLockable = () => hasPin() || (isKept && store((storage) => storage.getItem(PIN)) !== null);

async function tell(what) {
  token ??= (await ticketOf())?.csrf_token;
  const headers = { "X-CSRFToken": token ?? "", "HX-Request": "true" };
  return fetch(what, { method: "POST", headers, keepalive: true });
}

function hide() {
  if (isLocked || isAway) return;
  isAway = true;
  cover();
  const now = String(Date.now());
  store((storage) => storage.setItem(HIDDEN, now));
  note(HIDDEN, now).catch(() => {});
  tell("/lock/away").catch(() => {});
  clearTimeout(timer);
  timer = setTimeout(shut, AFTER);
}

function show() {
  clearTimeout(timer);
  isAway = false;
  if (isLocked || isLate()) return shut();
  uncover();
  stay();
}

// In sight, and not locked as far as this page knows.
async function stay() {
  store((storage) => storage.removeItem(HIDDEN));
  timer = setTimeout(() => document.hidden || stay(), OFTEN);
  const at = await noted(HIDDEN);
  if (at && at !== LOCKED) await unnote(HIDDEN);
  const answer = await tell("/lock/here").catch(() => null);
  if (answer?.ok) await unnote(HIDDEN);
  else if (answer?.status === 401 && hasPin()) shut();
}

// Another page may be in sight by now: then only this one stays covered.
function shut() {
  if (document.hidden && !isLate()) return;
  isLocked = true;
  ask();
  lock().catch(() => {});
}

// So that nothing comes back from memory, the mark of pageshow.js goes too.
export async function lock() {
  store((storage) => storage.setItem(HIDDEN, LOCKED));
  store((storage) => storage.removeItem("visit"));
  await Promise.allSettled([note(HIDDEN, LOCKED), tell("/lock")]);
}

function open() {
  isLocked = false;
  store((storage) => storage.removeItem(HIDDEN));
  show();
}

if (isDoor) {
  store((storage) => [HIDDEN, "visit"].forEach((key) => storage.removeItem(key)));
  if (document.querySelector('form[action="/unlock"]')) note(HIDDEN, LOCKED).catch(() => {});
  else unnote(HIDDEN).catch(() => {});
} else if (isLockable() && !document.querySelector("[data-closed]")) {
  if (hasPin()) store((storage) => storage.setItem(PIN, "yes"));
  onRight(open);
  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : show()));
  window.addEventListener("pagehide", hide);
  window.addEventListener("pageshow", ({ persisted }) => persisted && !document.hidden && show());
  if (!document.hidden) show();
} else if (!isKept) {
  store((storage) => [PIN, HIDDEN].forEach((key) => storage.removeItem(key)));
}

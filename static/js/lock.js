// On a device with a PIN: a page out of sight is covered at once (also in the phone's list of apps),
// and after two minutes locked. The server, the service worker and the other pages hear of it; a page
// in sight says so once a minute, since another one may have gone out of sight.
import { note, noted, unnote } from "./door.js";
import { AFTER, HIDDEN, VISIT, hasPin, isLate, isTooLong } from "./early-lock.js";
import { ask, cover, onRight, uncover } from "./lock-cover.js";
import { isKept, lock, LOCKED, store, tell } from "./lock-told.js";
import { disown } from "./outbox-store.js";
import { mark, markNow } from "./pageshow.js";

const OFTEN = 60_000; // milliseconds
const PIN = "pin"; // in the storage, for the pages that the phone keeps, which do not say it

const isDoor = document.querySelector('form[action="/unlock"], form[action="/login"]') !== null;
const hidesNothing = isKept && !document.querySelector("[data-outbox-owner]"); // such as the tools
let timer;
let isLocked = false;
let isAway = isKept; // until it is known to be open
let visit = mark();

export const isLockable = () => hasPin() || (isKept && store((storage) => storage.getItem(PIN)) !== null);

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

async function show() {
  clearTimeout(timer);
  if (isLocked || isLate() || (await isNotedLate())) return shut();
  if (!(await isSameVisit())) return close();
  if (document.hidden) return;
  isAway = false;
  visit = mark();
  uncover();
  stay();
}

// A copy does not come from the server: only the note says whether it may be read.
async function isNotedLate() {
  const at = isKept ? await noted(HIDDEN) : undefined;
  return at !== undefined && isTooLong(at);
}

// Where another page has asked for the PIN meanwhile, the mark of pageshow.js is a new one. Whether it
// was typed, the server says.
async function isSameVisit() {
  return isKept || markNow() === visit || tell("/lock/here").then(({ ok }) => ok, () => false);
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
  close();
  lock().catch(() => {});
}

// This page alone. What helps in five minutes stays open.
function close() {
  if (hidesNothing) return uncover();
  isLocked = true;
  ask();
}

function open() {
  isLocked = false;
  store((storage) => storage.removeItem(HIDDEN));
  visit = mark();
  show();
}

// Where somebody has to sign in again, the words that wait are shown to nobody before.
function signedOut() {
  unnote(HIDDEN).catch(() => {});
  if (store((storage) => storage.getItem(PIN))) disown().catch(() => {});
}

if (isDoor) {
  store((storage) => [HIDDEN, VISIT].forEach((key) => storage.removeItem(key)));
  if (document.querySelector('form[action="/unlock"]')) note(HIDDEN, LOCKED).catch(() => {});
  else signedOut();
} else if (isLockable() && !document.querySelector("[data-closed]")) {
  if (hasPin()) store((storage) => storage.setItem(PIN, "yes"));
  if (isKept && !hidesNothing) cover(); // until it is known to be open
  onRight(open);
  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : show()));
  window.addEventListener("pagehide", hide);
  window.addEventListener("pageshow", ({ persisted }) => persisted && !document.hidden && show());
  if (!document.hidden) show();
} else if (document.querySelector('meta[name="person"]')) {
  // no PIN any more; what shows nobody, such as help while it is locked, knows nothing of that
  store((storage) => [PIN, HIDDEN].forEach((key) => storage.removeItem(key)));
  unnote(HIDDEN).catch(() => {});
}

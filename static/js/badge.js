// The number on the app's icon, where the platform has one: messages to read, calls and requests to
// answer, mentees who need me, and one more while something waits that a reminder rang for today.
// Each page says what it knows (data-unread, data-call-waits, data-asked, data-needing, data-waits);
// of the rest the last word is remembered. Signed out it is gone: another may hold the phone.
import { clearBadge, keepBadge } from "./badge-store.js";

const REMEMBERED = "badge"; // in the storage, which signing out empties
const isSignedIn = document.querySelector('meta[name="person"]') !== null;
const today = () => new Date().toDateString();

let shown; // undefined until the page has said what it knows

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED)) ?? {};
  } catch {
    return {};
  }
}

function remember(known) {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(known));
  } catch {
    // each page says again what it knows
  }
}

function said() {
  const known = { ...remembered(), ...page() };
  if (known.day !== today()) known.waits = "";
  const checkIn = document.querySelector("[data-today][data-checkin-id]"); // not of an earlier day
  if (checkIn) known.waits = known.waits?.split(" ").filter((kind) => kind !== "check_in").join(" ");
  return known;
}

// What rang is told as it was when the page came.
function page() {
  const of = (name) => document.querySelector(`[data-${name}]`)?.dataset[name];
  const [asked, needing, waits] = ["asked", "needing", "waits"].map(of);
  return {
    unread: Number(of("unread") ?? 0),
    calls: document.querySelectorAll("[data-call-waits]").length,
    ...(asked !== undefined && { asked: Number(asked) }),
    ...(needing !== undefined && { needing: Number(needing) }),
    ...(waits !== undefined && shown === undefined && { waits, day: today() }),
  };
}

function show() {
  const known = said();
  remember(known);
  const { unread, calls, asked = 0, needing = 0, waits } = known;
  const number = unread + calls + asked + needing + (waits ? 1 : 0);
  if (number === shown) return;
  shown = number;
  if (!number) return clearBadge();
  navigator.setAppBadge(number).catch(() => {});
  keepBadge({ shown: number, mentees: needing }).catch(() => {});
}

if ("setAppBadge" in navigator && isSignedIn) {
  show();
  document.addEventListener("unread-changed", show);
  document.addEventListener("htmx:after:process", show);
} else if ("setAppBadge" in navigator && document.querySelector('form[action^="/login"]')) {
  remember({});
  clearBadge();
}

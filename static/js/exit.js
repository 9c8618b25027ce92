// [data-exit] leaves at once for the address in it: first the screen is blank, then the session ends,
// what the phone keeps is wiped, and another site takes this page's place. Words that wait for a
// signal stay, with their person's id. An installed app has no other site to hide in: it goes to a
// blank page of ours, and with a PIN it is locked instead.
import { blank } from "./blank.js";
import { note, unnote } from "./door.js";
import { isLockable } from "./lock.js";
import { lock } from "./lock-told.js";
import { ticketOf } from "./outbox-post.js";
import { disown } from "./outbox-store.js";
import { isInstalled } from "./platform.js";
import { forgetPages, inTime } from "./sign-out.js";

const PATIENCE = 700; // milliseconds: nothing is on the screen any more
const BLANK = "/blank";
const LEAVING = "leaving";

// In the capture phase on window: nothing comes before.
window.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.("[data-exit]");
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(button);
  },
  true,
);

export async function leave({ dataset }) {
  const to = isInstalled() ? BLANK : dataset.exit;
  blank(dataset.exitNow);
  tellOthers(to);
  const isLocked = isInstalled() && isLockable();
  await inTime(isLocked ? lock() : Promise.allSettled([signOut(), forgetPages(), disown()]), PATIENCE);
  location.replace(to);
}

// The other windows of this browser go too. A storage event is all that they hear; it reaches no page
// that the back button keeps, and does not keep one from being kept.
function tellOthers(to) {
  try {
    localStorage.setItem(LEAVING, to);
    localStorage.removeItem(LEAVING);
  } catch {
    // no storage, so nobody hears
  }
}

window.addEventListener("storage", ({ key, newValue: to }) => {
  if (key !== LEAVING || !to) return;
  blank("");
  location.replace(to);
});

// If it does not get through, the service worker does it at the next start.
async function signOut() {
  const left = note("left").catch(() => {});
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? (await ticketOf())?.csrf_token;
  const headers = { "X-CSRFToken": token ?? "" };
  const { ok } = await fetch("/exit", { method: "POST", headers, keepalive: true });
  await left;
  if (ok) await unnote("left");
}

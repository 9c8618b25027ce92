// What a page with a PIN tells of its lock: the other pages (in the storage), the service worker (by a
// note, see door.js) and the server.
import { note } from "./door.js";
import { HIDDEN, VISIT } from "./early-lock.js";
import { ticketOf } from "./outbox-post.js";

export const LOCKED = "0"; // in place of when it was hidden: for good, until the server says otherwise

let token = document.querySelector('meta[name="csrf-token"]')?.content;
export const isKept = !token; // a page that the phone keeps

export function store(act) {
  try {
    return act(localStorage);
  } catch {
    return null; // no storage: this page and the server know all the same
  }
}

export async function tell(what) {
  token ??= (await ticketOf())?.csrf_token;
  const headers = { "X-CSRFToken": token ?? "", "HX-Request": "true" };
  return fetch(what, { method: "POST", headers, keepalive: true });
}

// So that nothing comes back from memory, the mark of pageshow.js goes too.
export async function lock() {
  store((storage) => storage.setItem(HIDDEN, LOCKED));
  store((storage) => storage.removeItem(VISIT));
  await Promise.allSettled([note(HIDDEN, LOCKED), tell("/lock")]);
}

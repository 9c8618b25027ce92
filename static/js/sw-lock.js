// What is shown of pages while the app is locked on this phone, and after somebody left in a hurry:
// no copy, and nothing signed in before the server knows that they left. Pages leave the notes
// (lock.js, exit.js).
import { noted, unnote } from "./door.js";
import { HIDDEN, isTooLong } from "./early-lock.js";
import { ticketOf } from "./outbox-post.js";

const CLOSED = "/locked";

// `page` answers a navigation as if there were no door.
export async function behindTheDoor(event, page) {
  const hasLeft = await noted("left");
  if (!hasLeft && !(await isLocked())) return page(event);
  try {
    const early = await event.preloadResponse;
    if (!hasLeft) return early ?? (await fetch(event.request));
    await finishLeaving(); // what came early may be of somebody signed in
    return await fetch(event.request);
  } catch {
    return (await caches.match(CLOSED)) ?? Response.error();
  }
}

async function isLocked() {
  const hiddenAt = await noted(HIDDEN);
  return hiddenAt !== undefined && isTooLong(hiddenAt);
}

async function finishLeaving() {
  const ticket = await ticketOf();
  if (ticket) await signOut(ticket);
  await unnote("left");
}

async function signOut({ csrf_token: token }) {
  const answer = await fetch("/exit", { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok) throw new Error("still signed in");
}

// What is shown of pages after somebody left in a hurry: no copy, and nothing signed in before the
// server knows that they left.
import { noted, unnote } from "./door.js";
import { ticketOf } from "./outbox-post.js";

const CLOSED = "/locked";

// `page` answers a navigation as if there were no door.
export async function behindTheDoor(event, page) {
  if (!(await noted("left"))) return page(event);
  try {
    await event.preloadResponse; // it was asked for before we could sign out
    await finishLeaving();
    return await fetch(event.request);
  } catch {
    return (await caches.match(CLOSED)) ?? Response.error();
  }
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

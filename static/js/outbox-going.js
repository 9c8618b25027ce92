// Sends what waits while the page is open, again and again until it is there, and has the parts of the
// page drawn anew that are about it.
import htmx from "htmx.org";
import { announce, look, page, told } from "./outbox-page.js";
import { flush } from "./outbox-send.js";
import { counted } from "./outbox-show.js";
import { words } from "./words.js";

const FIRST_WAIT = 2_000; // milliseconds, doubled each time, so that a low battery is spared
const LONGEST_WAIT = 60_000;

let wait = FIRST_WAIT;
let timer;

export async function send(isAsked = false) {
  clearTimeout(timer);
  const hadSome = page.rows.length > 0;
  await look();
  if (hadSome && !page.rows.length) announce(""); // another tab was quicker: what was said is old
  const mayGo = page.isReadable || page.isBehindThePin;
  if (!page.rows.length || !mayGo) return; // where nobody is signed in, nothing can be sent
  const before = page.rows;
  const wasReached = await flush(told, { isAsked });
  if (wasReached) page.answer = "";
  else if (isAsked) page.answer = words("still-no-signal");
  await look();
  const gone = before.filter((row) => !page.rows.some(({ seq }) => seq === row.seq));
  refresh(new Set(gone.map(({ kind }) => kind)));
  if (isAsked && !wasReached) announce(page.answer);
  else announce(counted(page) || (gone.length ? words("sent") : ""));
  if (page.rows.some(({ state }) => state !== "refused")) again();
}

function again() {
  clearTimeout(timer);
  timer = setTimeout(() => document.hidden || quietly(send), wait); // looked at again, it goes on
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

// The part of the page that is about it is drawn anew; what is being written in it stays. Another tab
// may have sent it.
export function refresh(kinds) {
  for (const part of document.querySelectorAll("[data-outbox-fresh]")) {
    if (!kinds.has(part.dataset.outboxFresh)) continue;
    const here = { target: `#${part.id}`, select: `#${part.id}`, swap: "outerMorph" };
    htmx.ajax("GET", location.pathname + location.search, here);
  }
}

// There is a signal.
export function hurry() {
  wait = FIRST_WAIT;
  quietly(send);
}

export const quietly = (work) => work().catch(() => {}); // no storage, as in some private windows

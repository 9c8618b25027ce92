// What could not be sent waits on the phone, is shown, and is sent as soon as there is a signal: when
// the page comes, when the phone says that it is online, when the app is looked at again, after any
// answer of the server, now and then, and by "Send now".
import htmx from "htmx.org";
import { onContent } from "./content.js";
import { flush } from "./outbox-send.js";
import { counted, draw } from "./outbox-show.js";
import { change, claim, drop, keep, owner, rows } from "./outbox-store.js";

const FIRST_WAIT = 2_000; // milliseconds, doubled each time, so that a low battery is spared
const LONGEST_WAIT = 60_000;

export const me = document.querySelector('meta[name="person"]');
const isOfflinePage = document.querySelector("[data-outbox-owner]") !== null;
const page = {
  rows: [],
  sent: [],
  dropped: [],
  isReadable: Boolean(me) || isOfflinePage,
  isSignedOut: document.querySelector('form[action^="/login"]') !== null,
};
let wait = FIRST_WAIT;
let timer;

// Whose words may be shown here. A page that says nobody only counts.
export const person = async () => me?.content ?? (isOfflinePage ? (await owner())?.person : undefined);

// Reads what waits, and shows it.
export async function look() {
  const who = await person();
  const all = await rows();
  page.rows = page.isReadable ? all.filter((row) => row.person === who) : all;
  paint();
}

function paint() {
  draw(page, act);
  const isCall = ({ kind, state }) => kind === "call" && state !== "refused";
  const hasCalled = [...page.rows, ...page.sent].some(isCall); // one call at a time
  for (const form of document.querySelectorAll('form[data-outbox="call"]')) form.hidden = hasCalled;
}

// A screen reader hears it.
export function announce(text = counted(page)) {
  const place = document.querySelector("[data-outbox-news]");
  if (place && place.textContent !== text) place.textContent = text;
}

// It is on the server. The last one of a kind is shown.
function told(row, link) {
  signalIsBack();
  page.sent = [...page.sent.filter(({ kind }) => kind !== row.kind), { ...row, state: "sent", link }];
  page.dropped = page.dropped.filter(({ seq }) => seq !== row.seq); // too late
}

// The page without a signal stays, to say what became of a call: it must not say that there is none.
function signalIsBack() {
  document.querySelector("[data-offline-head]")?.replaceChildren("The signal is back");
  document.querySelector("[data-offline-more]")?.remove();
}

export async function send(isAsked = false) {
  clearTimeout(timer);
  await look();
  if (!page.rows.length || !page.isReadable) return; // where nobody is signed in, nothing can be sent
  const before = page.rows;
  const wasReached = await flush(told, { isAsked });
  await look();
  const gone = before.filter((row) => !page.rows.some(({ seq }) => seq === row.seq));
  refresh(new Set(gone.map(({ kind }) => kind)));
  if (isAsked && !wasReached) announce("Still no signal.");
  else announce(counted(page) || (gone.length ? "Sent." : ""));
  if (page.rows.some(({ state }) => state !== "refused")) again();
}

function again() {
  clearTimeout(timer);
  timer = setTimeout(() => document.hidden || quietly(send), wait); // looked at again, it goes on
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

// The part of the page that is about it is drawn anew; what is being written in it stays. Another tab
// may have sent it.
function refresh(kinds) {
  for (const part of document.querySelectorAll("[data-outbox-fresh]")) {
    if (!kinds.has(part.dataset.outboxFresh)) continue;
    const here = { target: `#${part.id}`, select: `#${part.id}`, swap: "outerMorph" };
    htmx.ajax("GET", location.pathname + location.search, here);
  }
}

const ACTS = {
  send: () => send(true),
  copy: async ({ words }) => {
    await navigator.clipboard.writeText(words.join("\n"));
    announce("Copied.");
  },
  again: async (item) => {
    const said_at = new Date().toISOString(); // it is said now, and the same call
    const fields = item.fields.map(([name, value]) => [name, name === "said_at" ? said_at : value]);
    await change(item, { fields, said_at, state: "waiting", tries: 0, later: 0 });
    await send(true);
  },
  drop: async (item) => {
    await drop(item);
    page.dropped.push({ ...item, state: "dropped", was: item.state });
  },
  undo: async (item) => {
    page.dropped = page.dropped.filter((one) => one !== item);
    const { was, ...row } = item;
    await keep({ ...row, state: was });
  },
};

async function act(name, item) {
  await ACTS[name](item);
  await look();
}

// Only a page that has just come from the server knows who is signed in.
async function begin() {
  if (!me) return;
  const isMember = "member" in me.dataset;
  const was = await owner();
  const isOurs = was?.person === me.content && was.isMember === isMember;
  const isAlone = (await rows()).every((row) => row.person === me.content);
  if (!isOurs || !isAlone) await claim(me.content, isMember);
}

onContent("[data-outbox-member]", async (part) => {
  part.hidden = !(await owner().catch(() => null))?.isMember;
});

// By the service worker, see sw-outbox.js.
navigator.serviceWorker?.addEventListener("message", async ({ data }) => {
  const { row, link } = data?.outbox ?? {};
  if (!row || row.person !== (await person())) return;
  told(row, link);
  await quietly(look);
  refresh(new Set([row.kind]));
  announce(counted(page) || "Sent.");
});

const quietly = (work) => work().catch(() => {}); // no storage, as in some private windows

document.addEventListener("htmx:after:process", paint);
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const kind = ctx.request.form?.dataset.outbox;
  if (ctx.response.status < 400) page.sent = page.sent.filter((row) => row.kind !== kind); // old news
  if (page.rows.length) quietly(send);
});
document.addEventListener("visibilitychange", () => document.hidden || quietly(send));
window.addEventListener("online", () => {
  wait = FIRST_WAIT;
  quietly(send);
});
export const ready = quietly(begin);
ready.then(() => quietly(send));

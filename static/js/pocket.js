// Today, the last days and the plan open without a signal: this keeps the copies that sw-copies.js
// shows. They are made anew when the app starts, after each change, and now and then. They go where the
// server says that there is nothing to keep here (204) or that nobody is signed in, and where another
// person is; signing out empties all such caches at once (sign-out.js, and Clear-Site-Data).
import { markNow } from "./pageshow.js";
import { isFresh, noteAsked, outdate } from "./pocket-fresh.js";
import { drop, entryHere, POCKET, pagesIn, put } from "./sw-copies.js";

const SOON = 500; // milliseconds
const CHANGES = /^\/(checkins|sobriety|plan)\b/; // what of is in the copies

const isOpen = "caches" in window && "serviceWorker" in navigator; // only on https and localhost
const me = document.querySelector('meta[name="person"]');
const isMember = Boolean(me && "member" in me.dataset);
const { lang } = document.documentElement;

let latest = 0;

async function keep() {
  const visit = markNow();
  if (visit === "") return; // on the way out
  const ours = ++latest;
  try {
    const was = await wholeEntry();
    const answer = await ask(was?.headers.get("ETag"));
    if (!answer || answer.status >= 429) return; // no signal, and a fault of ours, take nothing away
    if (ours !== latest) return; // a later change is already asked for
    if (answer.status === 200) await take(answer);
    else if (was && answer.status === 304) await take({ headers: was.headers, text: await was.text() });
    else await drop();
    if (markNow() !== visit) return drop(); // somebody signed out in another tab meanwhile
    if ([200, 204, 304].includes(answer.status)) noteAsked(answer.status !== 204);
    await tell();
  } catch {
    cannot(); // no room: what is kept stays
  }
}

// By the worker: a page that has itself received what may not be stored does not come back from the
// browser's memory with what was typed in it. Without a worker nothing would show the copies.
async function ask(tag = null) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  active.postMessage({ pocket: tag }, [port2]);
  const { data } = await new Promise((done) => (port1.onmessage = done));
  port1.close();
  return data;
}

// What is kept, where it can be read.
async function wholeEntry() {
  try {
    const entry = await entryHere();
    await pagesIn(entry.clone());
    return entry.headers.get("ETag") ? entry : undefined;
  } catch {
    return undefined;
  }
}

async function take({ headers: of, text }) {
  if (JSON.parse(text).person !== me.content) return drop(); // another has signed in meanwhile
  const headers = new Headers(of);
  headers.set("X-Kept-At", new Date().toISOString());
  headers.delete("Content-Encoding"); // of the way here
  await put(me.content, new Response(text, { headers }));
}

async function tell() {
  const said = document.querySelector("[data-pocket-kept]");
  if (said) said.hidden = !(await wholeEntry());
}

function cannot() {
  for (const said of document.querySelectorAll("[data-pocket-kept]")) said.hidden = true;
  for (const said of document.querySelectorAll("[data-pocket-cannot]")) said.hidden = false;
}

let waiting;

// Once for all that a page or an answer brings.
function keepSoon() {
  if (!isMember) return;
  outdate();
  clearTimeout(waiting);
  waiting = setTimeout(keep, SOON);
}

async function begin() {
  if (document.querySelector('form[action^="/login"]')) await drop();
  if (me) await drop(isMember ? me.content : undefined); // those of others, or all
  let entry = await entryHere();
  if (me && entry && entry.headers.get("Content-Language") !== lang) {
    await drop(); // they read another one now
    entry = undefined;
  }
  if (isMember && !isFresh(Boolean(entry))) keepSoon();
  else await tell();
}

if (isOpen) {
  begin().catch(cannot); // no storage
  // a plain form leads to another page, which then asks
  document.addEventListener("submit", ({ target }) => target.method === "post" && outdate());
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const { method, action } = ctx.request;
    if (method !== "GET" && CHANGES.test(action) && ctx.response.status < 400) keepSoon();
  });
  document.addEventListener("outbox:sent", ({ detail: { kind } }) => kind === "checkin" && keepSoon());
}

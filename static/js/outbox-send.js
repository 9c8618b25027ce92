// Sends what waits: in the order of the taps, calls for help first, each until the server has said
// that it has it. The same id makes a repeat harmless. Who is signed in, and the token, are asked
// for at the moment of sending; what another person wrote is never sent.
import { change, claim, drop, rows } from "./outbox-store.js";

const ORDER = ["call", "message", "checkin"];
const PATIENCE = 15_000; // milliseconds
const FIRST_PAUSE = 5_000; // after an answer that the server cannot take it now; doubled each time
const LONGEST_PAUSE = { call: 60_000, other: 15 * 60_000 };

let queue = Promise.resolve();

// `isAsked`: the person has tapped "Send now", so no pause is kept. `told(row, link)` hears of each
// that was sent. Resolves to whether the server was reached.
export function flush(told, { isAsked = false } = {}) {
  queue = queue.then(() => alone(() => sendAll(told, isAsked))).catch(() => false);
  return queue;
}

// One tab at a time. A tab that is frozen in the middle does not hold up the others for good.
async function alone(work) {
  if (!navigator.locks) return work();
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return work();
  };
  const signal = AbortSignal.timeout(2 * PATIENCE);
  return navigator.locks.request("outbox", { signal }, begin).catch((error) => {
    if (hasBegun) throw error;
    return work();
  });
}

async function sendAll(told, isAsked) {
  const held = new Set(); // kinds whose next one cannot be sent now
  let ticket;
  for (let row = await next(held, isAsked); row; row = await next(held, isAsked)) {
    ticket ??= await ticketOf();
    if (ticket === null) await askToSignIn();
    if (ticket === null) return true;
    if (row.person !== ticket.person) await claim(ticket.person, ticket.is_member);
    else if (!(await send(row, ticket, told))) held.add(row.kind);
  }
  return true;
}

async function next(held, isAsked) {
  const due = new Map();
  for (const row of await rows()) {
    if (row.state !== "refused" && !due.has(row.kind)) due.set(row.kind, row);
  }
  return [...due.values()]
    .filter((row) => !held.has(row.kind) && (isAsked || row.later <= Date.now()))
    .sort((one, other) => rank(one) - rank(other))[0];
}

const rank = ({ kind }) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);

// null when nobody is signed in
async function ticketOf() {
  const headers = { "HX-Request": "true", Accept: "application/json" };
  const signal = AbortSignal.timeout(PATIENCE);
  const how = { headers, signal, cache: "no-store", redirect: "error" };
  const answer = await fetch("/outbox/ticket", how);
  if (answer.status === 401 || answer.status === 403) return null;
  if (!answer.ok) throw new Error("no ticket");
  return answer.json();
}

async function askToSignIn() {
  for (const row of await rows()) if (row.state !== "refused") await change(row, { state: "sign-in" });
}

// Whether the next of this kind may follow.
async function send(row, { csrf_token }, told) {
  const answer = await post(row, csrf_token);
  const said = await verdict(answer);
  if (said.state === "sent") {
    await drop(row);
    await told(row, said.link);
  } else if (said.state === "later") {
    const longest = LONGEST_PAUSE[row.kind] ?? LONGEST_PAUSE.other;
    const pause = Math.min(said.pause ?? FIRST_PAUSE * 2 ** row.tries, longest);
    await change(row, { state: "later", tries: row.tries + 1, later: Date.now() + pause });
  } else {
    await change(row, said);
  }
  return said.state === "sent" || said.state === "refused";
}

function post({ action, fields }, token) {
  const hasFile = fields.some(([, value]) => value instanceof Blob);
  const body = hasFile ? new FormData() : new URLSearchParams();
  for (const [name, value] of fields) body.append(name, value);
  body.append("sent_at", new Date().toISOString()); // by the clock of said_at, be it right or wrong
  return fetch(action, {
    method: "POST",
    body,
    headers: { "HX-Request": "true", Accept: "text/html", "X-CSRFToken": token },
    signal: AbortSignal.timeout(PATIENCE),
  });
}

async function verdict(answer) {
  const { status, headers } = answer;
  const link = headers.get("HX-Redirect") ?? (answer.redirected ? answer.url : undefined);
  const isSignedOut = link && new URL(link, location.href).pathname === "/login";
  if (status === 401 || status === 403 || isSignedOut) return { state: "sign-in" };
  if (answer.ok) return { state: "sent", link };
  const isOldPage = status === 400 && headers.has("HX-Refresh"); // the session is another by now
  if (status === 408 || status === 429 || status >= 500 || isOldPage) {
    const pause = Number(headers.get("Retry-After")) * 1000;
    return { state: "later", pause: pause || undefined };
  }
  if (typeof DOMParser === "undefined") return { state: "waiting" }; // a page is to read it
  return { state: "refused", why: sentenceOf(await answer.text()) };
}

function sentenceOf(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const found = page.querySelectorAll(".error").length ? ".error" : "main .lead";
  const sentences = [...page.querySelectorAll(found)].map((one) => one.textContent.trim());
  return sentences.join(" ") || "It could not be taken.";
}

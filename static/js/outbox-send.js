// Sends what waits: in the order of the taps, calls for help first, each until the server has said
// that it has it. The same id makes a repeat harmless. Who is signed in, and the token, are asked
// for at the moment of sending; what another person wrote is never sent.
import { deliver, PATIENCE, ticketOf } from "./outbox-post.js";
import { change, claim, rows } from "./outbox-store.js";
import { patience } from "./patience.js";

const ORDER = ["call", "message", "checkin"];

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
  const signal = patience(2 * PATIENCE);
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
    else if (!(await deliver(row, ticket, told))) held.add(row.kind);
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

async function askToSignIn() {
  for (const row of await rows()) if (row.state !== "refused") await change(row, { state: "sign-in" });
}

// Sends one thing that waits, and says what became of it: sent, to be tried later, to be signed in for,
// or refused with a sentence for the person.
import { change, drop, wipe } from "./outbox-store.js";
import { patience } from "./patience.js";
import { drop as dropCopies } from "./sw-copies.js";

export const PATIENCE = 15_000; // milliseconds
const FIRST_PAUSE = 5_000; // after an answer that the server cannot take it now; doubled each time
const LONGEST_PAUSE = { call: 60_000, other: 15 * 60_000 };

// null when nobody is signed in. Of who was erased meanwhile nothing stays here either.
export async function ticketOf() {
  const headers = { "HX-Request": "true", Accept: "application/json" };
  const signal = patience(PATIENCE);
  const how = { headers, signal, cache: "no-store", redirect: "error" };
  const answer = await fetch("/outbox/ticket", how);
  if (answer.status === 410) await wipe();
  if ([401, 403, 410].includes(answer.status)) {
    await dropCopies().catch(() => {}); // no storage
    return null;
  }
  if (!answer.ok) throw new Error("no ticket");
  return answer.json();
}

// Whether the next of this kind may follow.
export async function deliver(row, { csrf_token }, told) {
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
    signal: patience(PATIENCE),
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
  return sentences.join(" ");
}

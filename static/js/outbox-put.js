// Keeps what was said in a form on the phone, shows it, and tries to send it.
import { say } from "./connection.js";
import { ready } from "./outbox.js";
import { send } from "./outbox-going.js";
import { announce, look, person } from "./outbox-page.js";
import { keep, owner } from "./outbox-store.js";
import { wordsOf } from "./outbox-words.js";
import { words } from "./words.js";

const SECRET = ["csrf_token"];
const PATIENCE = 5_000; // milliseconds: at times a phone's storage never answers

// Resolves to whether it is kept. `state` is "sign-in" where the server asked for that.
export async function put(form, submitter, body, saidAt, state = "waiting") {
  const row = { ...rowOf(form, submitter, body, saidAt), state };
  const late = new Promise((over) => setTimeout(over, PATIENCE, false));
  // refused: no storage, or no room in it
  if (!(await Promise.race([isKept(row), late]).catch(() => false))) return false;
  renew(form, body);
  await look();
  sayKept(row.kind);
  if (state === "waiting") send().catch(() => {});
  const worker = await navigator.serviceWorker?.getRegistration();
  worker?.sync?.register("outbox").catch(() => {}); // not allowed
  return true;
}

async function isKept(row) {
  await ready;
  row.person = await person();
  if (!row.person || (await owner())?.person !== row.person) return false; // signed out meanwhile
  await keep(row);
  return true;
}

export function rowOf(form, submitter, body, saidAt) {
  const said_at = saidAt.toISOString();
  const isAnswered = ([, value]) => value !== "" || !("outboxAnswered" in form.dataset);
  const fields = [...body].filter(([name]) => !SECRET.includes(name)).filter(isAnswered);
  fields.push([form.dataset.outboxSaid ?? "said_at", said_at]);
  return {
    id: body.get("id"),
    kind: form.dataset.outbox,
    action: new URL(form.action, location.href).pathname,
    fields,
    words: wordsOf(form, submitter),
    said_at,
    state: "waiting",
    tries: 0,
    later: 0,
  };
}

// What is written next is another thing. The words of this one stand in the list now; a check-in's
// stay, since they are what the card says of the day.
function renew(form, body) {
  if (form.elements.id) form.elements.id.value = newId();
  if (form.dataset.outbox === "checkin") return;
  for (const field of form.querySelectorAll("textarea, input:not([type=hidden])")) {
    if (field.value === body.get(field.name)) field.value = field.defaultValue;
  }
}

// A UUID, also where the page did not come over https.
export const newId = () =>
  crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, random);

const random = (digit) =>
  (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16);

// It is in its list; where that is out of sight, it is said where the finger is.
function sayKept(kind) {
  const item = [...document.querySelectorAll(`[data-outbox-item="${kind}"]`)].at(-1);
  const { top, bottom } = item?.getBoundingClientRect() ?? {};
  if (top >= 0 && bottom <= innerHeight) announce();
  else say(words("kept"));
}

// A form with data-outbox="call", "message" or "checkin" that cannot reach the server is kept on the
// phone and sent later, once: see outbox.js. It has a field `id`, a UUID, by which the server knows
// it again; the instant of the tap goes along as `said_at`, or as what data-outbox-said names.
import { say, tellLost } from "./connection.js";
import { announce, look, person, ready, send } from "./outbox.js";
import { keep, owner } from "./outbox-store.js";
import { wordsOf } from "./outbox-words.js";

const PATIENCE = "15s"; // the same id makes it harmless if it did arrive
const SECRET = ["csrf_token"];

const underway = new Map(); // by htmx's context: when it was tapped

const formOf = (ctx) => ctx?.request?.form?.matches("[data-outbox]") && ctx.request.form;

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (!formOf(ctx)) return;
  const { request } = ctx;
  if (!request.body.get("id")) request.body.set("id", crypto.randomUUID());
  request.timeout = PATIENCE;
  request.headers["X-Outbox"] = "yes"; // what is lost elsewhere is kept here, see errors.py
  underway.set(ctx, new Date());
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (underway.has(ctx) && !ctx.response) hold(ctx);
});

// The session ended while the page was open: it waits for the person to sign in.
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const { status, headers } = ctx.response;
  const isOld = status === 400 && (headers.has("HX-Redirect") || headers.has("HX-Refresh"));
  if (underway.has(ctx) && (isOld || status === 401 || status === 403)) hold(ctx, "sign-in");
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => underway.delete(ctx));

// The phone was put away, or another page opened, before the answer came.
window.addEventListener("pagehide", () => {
  for (const ctx of underway.keys()) if (!ctx.response) hold(ctx);
});

async function hold(ctx, state) {
  const { form, submitter, body } = ctx.request;
  if (!(await put(form, submitter, body, underway.get(ctx), state))) tellLost(ctx);
}

// Whether it is kept.
async function put(form, submitter, body, saidAt, state = "waiting") {
  try {
    await ready;
    const who = await person();
    if (!who || (await owner())?.person !== who) return false; // signed out in another tab
    const said_at = saidAt.toISOString();
    const fields = [...body].filter(([name]) => !SECRET.includes(name));
    fields.push([form.dataset.outboxSaid ?? "said_at", said_at]);
    const id = fields.find(([name]) => name === "id")[1];
    const words = wordsOf(form, submitter);
    const action = new URL(form.action, location.href).pathname;
    const kind = form.dataset.outbox;
    await keep({ id, kind, person: who, action, fields, words, said_at, state, tries: 0, later: 0 });
  } catch {
    return false; // no storage, or no room in it
  }
  if (form.dataset.outbox !== "checkin") form.reset(); // its words stand in the list now
  if (form.elements.id) form.elements.id.value = crypto.randomUUID();
  await look();
  sayKept(form.dataset.outbox);
  if (state === "waiting") send().catch(() => {});
  return true;
}

// It is in its list; where that is out of sight, it is said where the finger is.
function sayKept(kind) {
  const item = [...document.querySelectorAll(`[data-outbox-item="${kind}"]`)].at(-1);
  const { top, bottom } = item?.getBoundingClientRect() ?? {};
  if (top >= 0 && bottom <= innerHeight) announce();
  else say("No signal. It is kept on this phone, and sent when the signal is back.");
}

// A form without htmx goes its usual way when the server answers at all; a form without a token, as
// on the offline page, is always sent from here.
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || !form.matches("[data-outbox]:not([hx-post])")) return;
  event.preventDefault();
  const saidAt = new Date();
  if (!form.elements.id.value) form.elements.id.value = crypto.randomUUID();
  const body = new FormData(form, submitter);
  if (form.elements.csrf_token && (await isThere())) return go(form, submitter);
  if (!(await put(form, submitter, body, saidAt))) tellLost({ request: { form } });
  form.removeAttribute("aria-busy");
});

async function isThere() {
  const there = fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5_000) });
  return there.then(() => true, () => false);
}

// form.submit() knows no button and asks no listener.
function go(form, submitter) {
  if (submitter?.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(field);
  }
  HTMLFormElement.prototype.submit.call(form);
}

// A form with data-outbox="call", "message" or "checkin" that cannot reach the server is kept on the
// phone and sent later, once: see outbox.js. It has a field `id`, a UUID, by which the server knows
// it again; the instant of the tap goes along as `said_at`, or as what data-outbox-said names. With
// data-outbox-answered its empty fields stay here: the form does not know what was said before.
import { tellLost } from "./connection.js";
import { me } from "./outbox-page.js";
import { newId, put, rowOf } from "./outbox-put.js";
import { keepAtOnce } from "./outbox-store.js";

const PATIENCE = "15s"; // the same id makes it harmless if it did arrive

const underway = new Map(); // by htmx's context: when it was tapped

const formOf = (ctx) => ctx?.request?.form?.matches("[data-outbox]") && ctx.request.form;

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (!formOf(ctx)) return;
  const { request } = ctx;
  if (!request.body.get("id")) request.body.set("id", newId());
  request.timeout = PATIENCE;
  request.headers["X-Outbox"] = "yes"; // what is lost elsewhere is kept here, see errors.py
  underway.set(ctx, new Date());
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (underway.has(ctx) && ctx.text === undefined) hold(ctx); // also an answer that was cut off
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
  for (const [ctx, at] of underway) {
    const { form, submitter, body } = ctx.request;
    if (me && !ctx.response) keepAtOnce({ ...rowOf(form, submitter, body, at), person: me.content });
  }
});

async function hold(ctx, state) {
  const { form, submitter, body } = ctx.request;
  if (!(await put(form, submitter, body, underway.get(ctx), state))) tellLost(ctx);
}

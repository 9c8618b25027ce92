// When an answer did not come, or is an error: a kind sentence. htmx swaps nothing then (see noSwap
// in base.html), so what was typed is still there.
import { putAway } from "./keep-focus.js";
import { words } from "./words.js";

// Why is "offline", "slow" or "other".
function lost(form, why) {
  const isTyped = form?.querySelector("input:not([type=hidden]), select, textarea");
  return words(`${isTyped ? "lost-words" : "lost-tap"}-${why}`);
}

// #notices is a live region, so a screen reader says it where the focus is.
export function say(text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  const sentence = document.createElement("p");
  sentence.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.textContent = words("ok");
  close.addEventListener("click", () => putAway(toast, () => toast.remove()));
  toast.append(sentence, close);
  document.getElementById("notices")?.replaceChildren(toast);
}

document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (ctx.response.status === 422) return; // the form comes back with its own messages
  if (ctx.hx.redirect) return; // nobody is signed in any more: htmx goes to the page that says so
  const page = new DOMParser().parseFromString(ctx.text, "text/html");
  say(page.querySelector("main .lead")?.textContent ?? lost(ctx.request.form, "other"));
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx?.request || ctx.response) return; // not a request, or its answer did come
  if (ctx.request.form?.matches("[data-outbox]")) return; // it is kept, see outbox-form.js
  if (ctx.sourceElement !== document.body) tellLost(ctx); // else nobody has tapped
});

export function tellLost({ request }) {
  say(lost(request.form, request.signal?.reason === "timeout" ? "slow" : "offline"));
}

// It is over when the person tries again.
document.addEventListener("htmx:config:request", () => {
  document.querySelector("#notices > .toast")?.remove();
});

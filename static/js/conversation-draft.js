// What is half-written in a conversation is there again after the page was loaded anew or another one
// was looked at. It is kept only from the moment the page is left until it is shown again, in this
// tab's storage, which signing out empties (sign-out.js); so does the page that asks to sign in (W4).
import { onContent } from "./content.js";

const KEPT = "half-written";

function keep(form) {
  const { value, defaultValue } = form.elements.body;
  const isSent = form.getAttribute("aria-busy") === "true";
  if (value === defaultValue || isSent) return;
  store((storage) => storage.setItem(KEPT, JSON.stringify({ match: form.dataset.matchId, value })));
}

function giveBack(form) {
  const kept = JSON.parse(store((storage) => storage.getItem(KEPT)) ?? "null");
  if (kept?.match !== form.dataset.matchId) return;
  store((storage) => storage.removeItem(KEPT));
  if (!form.elements.body.value) form.elements.body.value = kept.value;
}

function store(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null; // no storage, as in some private windows
  }
}

const here = () => document.querySelector('form[data-outbox="message"]');

if (document.querySelector('form[action^="/login"]')) store((storage) => storage.removeItem(KEPT));
if (here()) giveBack(here());
onContent("[data-conversation]", () => {
  window.addEventListener("pagehide", () => here() && keep(here()));
  // a page that the browser kept in memory still has it
  window.addEventListener("pageshow", () => store((storage) => storage.removeItem(KEPT)));
});

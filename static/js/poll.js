// A part that comes anew by itself while somebody looks: [data-poll] is the seconds in between. It
// rests in the background, behind the cover of a PIN, and while something is half-written in it or a
// form in it is open, so that nothing moves under a finger; it ends with the part that says no more. What goes wrong is said in
// the part, not as an answer to a tap that nobody made.
import { onContent } from "./content.js";
import { isTyped } from "./drafts.js";
import { isCovered } from "./lock-cover.js";

const GONE = [401, 403, 404];

onContent("[data-poll]", (part) => {
  let timer;

  function again() {
    clearTimeout(timer);
    if (!part.isConnected || !part.dataset.poll || document.hidden) return;
    timer = setTimeout(ask, part.dataset.poll * 1_000);
  }

  const isBusy = () => isTyped(part) || part.querySelector("details[open]:focus-within form, form[aria-busy=true]");

  function ask() {
    if (!part.isConnected || !part.dataset.poll) return;
    if (isCovered() || isBusy()) again();
    else part.dispatchEvent(new CustomEvent("poll"));
  }

  function lost(is) {
    for (const word of part.querySelectorAll("[data-poll-lost]")) word.hidden = !is;
  }

  function own(event) {
    if (event.detail.ctx?.sourceElement !== part) return false;
    event.stopPropagation();
    return true;
  }

  part.addEventListener("htmx:config:request", own);
  part.addEventListener("htmx:error", (event) => own(event) && lost(true));
  part.addEventListener("htmx:response:error", (event) => {
    if (!own(event)) return;
    if (GONE.includes(event.detail.ctx.response.status)) location.reload();
    else lost(true);
  });
  part.addEventListener("htmx:finally:request", (event) => own(event) && again());
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  again();
});

// A conversation that is open asks for what is new, and shows it: [data-conversation] is the address
// to ask, data-after what the page knows already. While the page is looked at, it asks every 1.5
// seconds, so that a message is there within two. In the background it does not ask at all.
import { onContent } from "./content.js";
import { clear, close, put } from "./conversation-lines.js";
import { isCovered } from "./lock-cover.js";
import { patience } from "./patience.js";

const EVERY = 1_500; // milliseconds
const PATIENCE = 10_000;

onContent("[data-conversation]", (part) => {
  let timer;
  let isAsking = false;
  let isOver = false;

  const later = () => {
    clearTimeout(timer);
    if (isOver || document.hidden || !part.isConnected) return;
    timer = setTimeout(look, EVERY);
  };

  async function look() {
    clearTimeout(timer);
    if (isAsking || isOver || document.hidden) return;
    if (isCovered()) return later(); // the server would not tell, and what is typed below stays
    isAsking = true;
    try {
      await take(await ask(`${part.dataset.conversation}?after=${part.dataset.after}`));
    } catch {
      // no connection, or too slow: asked again
    }
    isAsking = false;
    later();
  }

  async function take(response) {
    if (response.status === 401) location.reload(); // signed out elsewhere: to the sign-in page
    else if (response.status === 404) end(() => clear(part)); // it is not for this person any more
    else if (response.status === 200) {
      const found = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("ol");
      put(part, found);
      if (found.dataset.closed) end(() => close(found.dataset.closed));
    }
  }

  function end(show) {
    isOver = true;
    show();
  }

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const isSending = ctx.request.form?.dataset.outbox === "message";
    if (isSending) ctx.request.action += `?after=${part.dataset.after}`;
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));
  window.addEventListener("online", look);
  // what was just sent shows at once; whoever sends without htmx says "message-sent"
  document.addEventListener("htmx:finally:request", look);
  document.addEventListener("message-sent", look);
  later();
});

const ask = (address) =>
  fetch(address, { headers: { "HX-Request": "true" }, cache: "no-store", signal: patience(PATIENCE) });

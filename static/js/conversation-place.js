// Where one reads in a conversation: it opens at its end, and follows what comes while one is there.
// Who reads further up is not pulled down, but told; what is loaded above moves nothing.
import { onContent } from "./content.js";

const NEAR = 160; // pixels from the end

const end = () => document.documentElement.scrollHeight - innerHeight - scrollY;
const below = () => document.querySelector("[data-conversation-below]");

export const isNearTheEnd = () => end() < NEAR;
export const toTheEnd = () => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });

export function tellOfMoreBelow() {
  if (below()) below().hidden = false;
}

onContent("[data-conversation]", (part) => {
  if (location.hash === "" || location.hash === "#newest") toTheEnd();
  const look = () => {
    if (isNearTheEnd() && below()) below().hidden = true;
  };
  window.addEventListener("scroll", look, { passive: true });
  // what is opened in the last message is in sight
  part.addEventListener("toggle", () => isNearTheEnd() && toTheEnd(), true);

  let first;
  let place;
  document.addEventListener("htmx:before:swap", () => {
    first = part.querySelector("[data-message-id]");
    place = first?.getBoundingClientRect().top;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!first?.isConnected || part.querySelector("[data-message-id]") === first) return;
    // when all else that has to do with the swap is done
    queueMicrotask(() => scrollBy({ top: first.getBoundingClientRect().top - place, behavior: "instant" }));
  });
});

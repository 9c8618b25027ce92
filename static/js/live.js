// A part that looks for news by itself, every data-live seconds, while somebody looks at it: the
// server answers 204 while nothing is new. It stops in the background, and while something is
// half-written in it or a choice is open, so that nothing moves under a finger.
import { onContent } from "./content.js";
import { isTyped } from "./drafts.js";

onContent("[data-live]", (element) => {
  const every = element.dataset.live * 1000;
  let timer;

  const isBusy = () =>
    isTyped() || element.querySelector("[aria-busy=true], details[open] form") !== null;

  function look() {
    clearTimeout(timer);
    if (!element.isConnected || document.visibilityState === "hidden") return;
    timer = setTimeout(() => {
      if (navigator.onLine && !isBusy()) element.dispatchEvent(new CustomEvent("live"));
      look();
    }, every);
  }

  document.addEventListener("visibilitychange", look);
  look();
});

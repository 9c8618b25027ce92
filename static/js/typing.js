// Says that something is typed or chosen here, for a worker that would load the page anew
// (sw-replace.js), until the page is gone. Chromium keeps a page with a lock for the back button too;
// elsewhere the browser gives back what was typed.
import { isTyped } from "./drafts.js";
import { hold } from "./typed-lock.js";

// As the worker knows it: a later pushState changes nothing there.
const address = performance.getEntriesByType("navigation")[0]?.name ?? location.href;

let isHeld = false;

function say() {
  if (!isHeld) hold(address);
  isHeld = true;
}

document.addEventListener("input", say);
window.addEventListener("pageshow", () => isTyped() && say()); // what was typed may have come back

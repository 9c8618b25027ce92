// Shows the card with data-install-hint where the app is not on the home screen yet. In it:
// data-install is the button for browsers that can ask, data-install-ios the words for Safari on
// an iPhone, data-install-other those for the rest, data-install-dismiss says not now.
import { onContent } from "./content.js";

const DISMISSED = "install-hint";

let prompt = null;
const hints = new Set();

const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone;
// An iPad says that it is a Mac, but no Mac has a touch screen.
const isIos = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);

function dismissed() {
  try {
    return localStorage.getItem(DISMISSED) === "no";
  } catch {
    return false;
  }
}

function dismiss() {
  try {
    localStorage.setItem(DISMISSED, "no");
  } catch {
    // shown again next time
  }
  hints.forEach(show);
}

function show(hint) {
  hint.hidden = isInstalled() || dismissed();
  const way = prompt ? "install" : isIos() ? "installIos" : "installOther";
  for (const part of hint.querySelectorAll("[data-install], [data-install-ios], [data-install-other]")) {
    part.hidden = !(way in part.dataset);
  }
}

onContent("[data-install-hint]", (hint) => {
  hints.add(hint);
  show(hint);
  hint.querySelector("[data-install-dismiss]")?.addEventListener("click", dismiss);
  hint.querySelector("[data-install]")?.addEventListener("click", async () => {
    await prompt?.prompt();
    prompt = null;
    hints.forEach(show);
  });
});

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault(); // we ask in our own words, at our own time
  prompt = event;
  hints.forEach(show);
});

window.addEventListener("appinstalled", dismiss);

// Shows the card with data-install-hint where the app is not on the home screen yet: on today's page
// (data-install-hint="after-check-in") only once today's check-in is there, and not in a hard moment.
// In it: data-install is the button for browsers that can ask, data-install-ios the words for Safari
// on an iPhone, data-install-other those for the rest, data-install-dismiss puts it away.
import { onContent } from "./content.js";
import { putAway } from "./keep-focus.js";
import { isInstalled, isIos } from "./platform.js";

const PUT_AWAY = "install-hint"; // until when, in the storage
const LONG = 180 * 86_400_000; // milliseconds

let prompt = null;
const hints = new Set();

function isPutAway() {
  try {
    return Number(localStorage.getItem(PUT_AWAY)) > Date.now();
  } catch {
    return false;
  }
}

function dismiss() {
  try {
    localStorage.setItem(PUT_AWAY, Date.now() + LONG);
  } catch {
    // shown again next time
  }
  hints.forEach(show);
}

const isGoodMoment = () =>
  document.querySelector("[data-today][data-checkin-id]") && !document.querySelector("#not-alone > *");

function show(hint) {
  const isWelcome = !hint.dataset.installHint || (isGoodMoment() && !isPutAway());
  hint.hidden = isInstalled() || !isWelcome;
  const way = prompt ? "install" : isIos() ? "installIos" : "installOther";
  for (const part of hint.querySelectorAll("[data-install], [data-install-ios], [data-install-other]")) {
    part.hidden = !(way in part.dataset);
  }
}

onContent("[data-install-hint]", (hint) => {
  hints.add(hint);
  show(hint);
  hint.querySelector("[data-install-dismiss]")?.addEventListener("click", () => putAway(hint, dismiss));
  hint.querySelector("[data-install]")?.addEventListener("click", async () => {
    const asked = await prompt?.prompt();
    prompt = null; // a browser asks once
    if (asked?.outcome === "dismissed") dismiss();
    hints.forEach(show);
  });
});

document.addEventListener("htmx:after:process", () => hints.forEach(show)); // today's card has changed

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault(); // we ask in our own words, at our own time
  prompt = event;
  hints.forEach(show);
});

window.addEventListener("appinstalled", dismiss);
// the browser's own window keeps quiet too, where it shares the app's storage
if (isInstalled()) dismiss();

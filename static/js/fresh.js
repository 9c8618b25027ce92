// An installed app is brought back later with an old page on the screen: load it again, unless
// something is typed in it. A page with data-fresh is old after a minute, today's card after today.
import { isTyped } from "./drafts.js";

const OLD = 60_000; // milliseconds

let left = Infinity;

function today(zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format();
}

function isNewDay() {
  const card = document.querySelector("[data-today]");
  try {
    return Boolean(card) && today(card.dataset.zone) !== card.dataset.today;
  } catch {
    return false; // a zone that this browser does not know yet
  }
}

const isOld = () => Date.now() - left > OLD && document.querySelector("[data-fresh]") !== null;

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") left = Date.now();
  else if (navigator.onLine && (isOld() || isNewDay()) && !isTyped()) location.reload();
});

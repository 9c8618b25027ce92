// The hours and minutes of the first days go on while somebody looks, without being announced.
// The server has said it once already (peerapp/sobriety/live.py), by its own clock, which counts.
import { onContent } from "./content.js";
import { formats } from "./words.js";

const MINUTE = 60_000; // milliseconds

const say = (number, unit) =>
  new Intl.NumberFormat(formats(), { style: "unit", unit, unitDisplay: "long" }).format(number);

function inWords(minutes) {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const parts = [say(minutes % 60, "minute")];
  if (hours || days) parts.unshift(say(hours, "hour"));
  if (days) parts.unshift(say(days, "day"));
  return parts.join(", ");
}

onContent("[data-live-since]", (element) => {
  const since = Date.parse(element.dataset.liveSince);
  // a phone's clock may be wrong; a page that was kept on it (pocket-counts.js) has no other
  const ahead = (Date.parse(element.dataset.liveNow) || Date.now()) - Date.now();
  let timer;

  function show() {
    clearTimeout(timer);
    if (document.visibilityState === "hidden" || !element.isConnected) return;
    const passed = Math.max(0, Date.now() + ahead - since);
    const words = inWords(Math.floor(passed / MINUTE));
    if (element.textContent !== words) element.textContent = words;
    timer = setTimeout(show, MINUTE - (passed % MINUTE));
  }

  document.addEventListener("visibilitychange", show);
  show();
});

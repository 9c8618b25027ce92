// A copy says the day that it is for, how old it is, and that a phone's clock may be wrong.
import { eachDay, filled, inWords, isClockBehind, lang } from "./pocket-day.js";
import { entryHere } from "./sw-copies.js";

const MINUTE = 60_000; // milliseconds
const UNITS = [["day", 24 * 60], ["hour", 60], ["minute", 1]];

eachDay((today) => {
  for (const place of document.querySelectorAll("[data-pocket-date]")) {
    const day = inWords(today, { weekday: "long", month: "long", day: "numeric" });
    place.textContent = filled(place.dataset.pocketDate || "{day}", { day });
  }
  for (const part of document.querySelectorAll("[data-pocket-clock]")) part.hidden = !isClockBehind();
});

eachDay(async () => {
  const place = document.querySelector("[data-pocket-age]");
  const at = (await entryHere().catch(() => null))?.headers.get("X-Kept-At");
  if (place && at) place.textContent = filled(place.dataset.pocketAge, { when: ago(new Date(at)) });
});

// 3 days ago
function ago(at) {
  const minutes = Math.max(0, Math.round((Date.now() - at) / MINUTE));
  const [unit, of] = UNITS.find(([, of]) => minutes >= of) ?? UNITS.at(-1);
  const count = -Math.floor(minutes / of);
  return new Intl.RelativeTimeFormat(lang, { numeric: count ? "always" : "auto" }).format(count, unit);
}

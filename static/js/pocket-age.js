// A copy says the day that it is for, how old it is, and that a phone's clock may be wrong.
import { daysBetween } from "./counting.js";
import { dayAt, eachDay, filled, inWords, isClockBehind, lang } from "./pocket-day.js";
import { entryHere } from "./sw-copies.js";

eachDay((today) => {
  for (const place of document.querySelectorAll("[data-pocket-date]")) {
    const day = inWords(today, { weekday: "long", month: "long", day: "numeric" });
    place.textContent = filled(place.dataset.pocketDate || "{day}", { day });
  }
  for (const part of document.querySelectorAll("[data-pocket-clock]")) part.hidden = !isClockBehind();
});

eachDay(async (today) => {
  const place = document.querySelector("[data-pocket-age]");
  const at = (await entryHere().catch(() => null))?.headers.get("X-Kept-At");
  if (!place || !at) return;
  const words = filled(place.dataset.pocketAge, { when: when(at, today) });
  place.textContent = words.replace("..", "."); // "9:52 a.m." at the end of a Spanish sentence
});

// 3:05 PM; yesterday; 3 days ago
function when(at, today) {
  const days = daysBetween(dayAt(at), today);
  if (days <= 0) return new Date(at).toLocaleTimeString(lang, { timeStyle: "short" });
  return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(-days, "day");
}

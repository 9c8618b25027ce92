// Which day it is for the member, on a copy of a page that may be days old.
import { localDay } from "./counting.js";
import { formats } from "./words.js";

export const lang = formats();
const { zone, day: kept } = document.querySelector("[data-pocket-page]")?.dataset ?? {};

// Never before the day on which the copy was made: then the clock of the phone is behind.
export function today() {
  const day = localDay(Date.now(), knownZone());
  return kept && day < kept ? kept : day;
}

export const isClockBehind = () => Boolean(kept) && localDay(Date.now(), knownZone()) < kept;

export const dayAt = (instant) => localDay(new Date(instant), knownZone());

// undefined is the phone's own: a zone that this browser does not know yet.
function knownZone() {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

// Now, and when the page is looked at again, which may be on another day. What cannot be worked out
// stays as it was written, with the day for which it was.
export function eachDay(show) {
  const look = () => {
    try {
      show(today());
    } catch {
      // the copy is damaged
    }
  };
  look();
  document.addEventListener("visibilitychange", () => document.hidden || look());
}

export function inWords(day, style) {
  return new Intl.DateTimeFormat(lang, { timeZone: "UTC", ...style }).format(new Date(`${day}T00:00:00Z`));
}

// "Next: {what}, {when}" of the page, in its language.
export const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

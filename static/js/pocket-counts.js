// The day counts on a copy of Today, counted on the phone for the day that the page names.
import { calendarSpan, count, nextMilestone } from "./counting.js";
import { eachDay, filled, inWords, lang } from "./pocket-day.js";

const IN_WORDS_FROM = 60; // days
const LIVE_DAYS = 3; // peerapp/sobriety/live.py
const DAY = 86_400_000;

for (const part of document.querySelectorAll("[data-count-spans]")) {
  eachDay((today) => show(part, today));
}

function show(part, today) {
  const spans = JSON.parse(part.dataset.countSpans);
  const { days, total } = count(spans, today);
  const [first] = spans.find(([, end]) => end === null);
  const live = part.querySelector("[data-live-since]");
  const isShort = Boolean(live) && Date.now() - Date.parse(live.dataset.liveSince) < DAY;
  part.dataset.days = days;
  part.querySelector("[data-count-live]")?.toggleAttribute("hidden", days >= LIVE_DAYS);
  live?.classList.toggle("count__number", isShort);
  live?.classList.toggle("count__number--live", isShort);
  // next to 5 hours a large "1 day" would say another thing
  only(part, isShort && days ? "" : lineOf(days, total, spans));
  for (const line of part.querySelectorAll("[data-count-of]")) {
    const { number, unit } = inUnit(line.dataset.countOf === "total" ? total : days, "day");
    line.querySelector("[data-count-number]").textContent = number;
    line.querySelector("[data-count-word]").textContent = unit;
  }
  const span = days >= IN_WORDS_FROM ? calendarSpan(first, today) : {};
  put(part.querySelector("[data-count-said]"), spoken(span));
  const isFresh = spans.length > 1 && days <= 1;
  part.querySelector("[data-count-fresh]").hidden = !isFresh;
  put(part.querySelector("[data-count-next]"), isFresh || isShort ? "" : nextOf(part, first, today));
  const of = part.querySelector("[data-count-day]"); // last: now all of it is right for this day
  of.textContent = filled(of.dataset.countDay, { day: inWords(today, { dateStyle: "long" }) });
}

function lineOf(days, total, spans) {
  if (days) return "days";
  if (total) return "total";
  return spans.length > 1 ? "again" : "first";
}

function only(part, name) {
  for (const line of part.querySelectorAll("[data-count-when]")) {
    line.hidden = line.dataset.countWhen !== name;
  }
}

function put(line, words) {
  line.textContent = words;
  line.hidden = !words;
}

function nextOf(part, first, today) {
  const { day, number, unit } = nextMilestone(first, today);
  const { next, reached } = part.querySelector("[data-count-next]").dataset;
  const what = inUnit(number, unit).words;
  return filled(day === today ? reached : next, { what, when: inWords(day, { dateStyle: "long" }) });
}

// 1 year, 2 months, 3 days
function spoken({ years = 0, months = 0, days = 0 }) {
  const parts = [[years, "year"], [months, "month"], [days, "day"]].filter(([number]) => number);
  return parts.map(([number, unit]) => inUnit(number, unit).words).join(", ");
}

function inUnit(value, unit) {
  const style = new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" });
  const parts = style.formatToParts(value);
  const isWord = ({ type }) => type === "unit" || type === "literal";
  const text = (all) => all.map((part) => part.value).join("").trim();
  return {
    number: text(parts.filter((part) => !isWord(part))),
    unit: text(parts.filter(isWord)),
    words: text(parts),
  };
}

// Counts sober days without a signal: the same rules as peerapp/sobriety/counting.py, milestones.py and
// spoken.py, which a test holds against each other. Plain functions over days as "YYYY-MM-DD"; a span
// is [first sober day, day of the return to use or null].
const DAY = 86_400_000; // milliseconds: the days here are of UTC, where each has 24 hours

const FIRST_MILESTONES = [[24, "hour", 1], [7, "day", 7], [30, "day", 30], [60, "day", 60], [90, "day", 90]];
const MONTH_MILESTONES = [[6, "month", 6], [9, "month", 9], [1, "year", 12], [18, "month", 18]];

// Of an instant, on the wall clock of an IANA zone.
export function localDay(instant, timeZone) {
  const style = { timeZone, calendar: "gregory", year: "numeric", month: "2-digit", day: "2-digit" };
  const parts = new Intl.DateTimeFormat("en-u-nu-latn", style).formatToParts(instant);
  const { year, month, day } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${year.padStart(4, "0")}-${month}-${day}`;
}

export const dateOf = (day) => new Date(`${day}T00:00:00Z`);
const dayOf = (date) => date.toISOString().slice(0, 10);

export const daysBetween = (first, last) => Math.round((dateOf(last) - dateOf(first)) / DAY);
export const daysLater = (day, days) => dayOf(new Date(dateOf(day).getTime() + days * DAY));

// Whole days; never less than 0.
const daysOf = ([first, end], today) => Math.max(0, daysBetween(first, end ?? today));

export function count(spans, today) {
  const lengths = spans.map((span) => daysOf(span, today));
  const sum = (all) => all.reduce((one, other) => one + other, 0);
  return {
    days: sum(lengths.filter((_, place) => spans[place][1] === null)),
    total: sum(lengths),
    longest: Math.max(0, ...lengths),
  };
}

// The same day of a later month, or that month's last day where it is shorter.
export function monthsLater(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dayOf(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))));
}

// The coming milestone, today's included: {day, number, unit}.
export function nextMilestone(first, today) {
  const days = FIRST_MILESTONES.map(([number, unit, of]) => ({ number, unit, day: daysLater(first, of) }));
  const months = MONTH_MILESTONES.map(([number, unit, of]) => ({ number, unit, day: monthsLater(first, of) }));
  const found = [...days, ...months].find(({ day }) => day >= today);
  if (found) return found;
  for (let number = 2; ; number += 1) {
    const day = monthsLater(first, 12 * number);
    if (day >= today) return { day, number, unit: "year" };
  }
}

// Whole months first, then the days that are left.
export function calendarSpan(first, last) {
  if (last <= first) return { years: 0, months: 0, days: 0 };
  const [[year, month], [toYear, toMonth]] = [first, last].map((day) => day.split("-").map(Number));
  let months = (toYear - year) * 12 + toMonth - month;
  if (monthsLater(first, months) > last) months -= 1;
  const days = daysBetween(monthsLater(first, months), last);
  return { years: Math.floor(months / 12), months: months % 12, days };
}

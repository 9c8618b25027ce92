// What was said of each day: what was on the server when the copy was made, and what has been said on
// this phone since, which may still wait for a signal (outbox.js). Drawn into the days and the card.
import { daysLater } from "./counting.js";
import { dayAt, eachDay, filled, inWords, today } from "./pocket-day.js";

const HARD_MOOD = "1"; // peerapp/checkins/answers.py, is_heavy
const STRONG_CRAVING = 7;

const strip = document.querySelector("[data-pocket-moods]");
const card = document.querySelector("[data-pocket-checkin]");
let isTapped = false;
let here = []; // of this phone, in the order of the taps

document.addEventListener("outbox:shown", ({ detail: { rows, sent } }) => {
  here = [...sent, ...rows].filter(({ kind }) => kind === "checkin").map(saidIn);
  quietly(() => draw(today()));
});
eachDay(draw);

card?.addEventListener("submit", () => (isTapped = true), true);

function saidIn({ action, fields, said_at: at }) {
  const said = Object.fromEntries(fields);
  const [inPath] = /\d{4}-\d{2}-\d{2}$/.exec(action) ?? [];
  return { ...said, day: said.day || inPath || dayAt(at) };
}

function draw(day) {
  if (strip) drawDays(strip, day);
  if (card) drawCard(card, day);
}

function quietly(work) {
  try {
    work();
  } catch {
    // the copy is damaged: it stays as it was written
  }
}

function drawDays(strip, today) {
  const moods = JSON.parse(strip.dataset.pocketMoods);
  for (const { day, mood } of here) if (mood) moods[day] = Number(mood);
  const days = Array.from({ length: 30 }, (_, back) => daysLater(today, back - 29));
  strip.replaceChildren(...days.map((day) => drawnDay(day, moods[day] ?? 0, day === today)));
}

function drawnDay(day, mood, isToday) {
  const { content } = document.querySelector(`template[data-mood="${mood}"]`);
  const item = content.firstElementChild.cloneNode(true);
  item.classList.toggle("day--today", isToday);
  const name = inWords(day, { weekday: "short", month: "short", day: "numeric" });
  const words = item.querySelector("[data-day-words]");
  words.textContent = filled(words.dataset.dayWords, { day: name });
  item.querySelector(".day__number").textContent = Number(day.slice(-2));
  return item;
}

function drawCard(card, day) {
  const { day: of, mood: was } = card.dataset;
  const isOfServer = of === day && was !== "";
  const said = Object.assign({ mood: isOfServer ? was : "" }, ...here.filter((one) => one.day === day));
  for (const face of card.querySelectorAll("[name=mood]")) {
    face.setAttribute("aria-pressed", String(face.value === said.mood));
  }
  for (const form of card.querySelectorAll("form[data-pocket-of-day]")) form.setAttribute("action", `/checkins/${day}`);
  const lines = [...card.querySelectorAll("[data-pocket-was]")];
  for (const line of lines) line.hidden = line.dataset.pocketWas in said; // said anew, which waits above
  show(card, "[data-pocket-said]", isOfServer && lines.some((line) => !line.hidden));
  show(card, "[data-pocket-more]", Boolean(said.mood)); // without a face the server takes nothing else
  for (const button of card.querySelectorAll("[name=sober]")) {
    button.setAttribute("aria-pressed", String(button.value === said.sober));
  }
  answer(card, "[data-pocket-honest]", said.sober === "no");
  const isHeavy = said.mood === HARD_MOOD || Number(said.craving) >= STRONG_CRAVING;
  answer(card, "[data-pocket-heavy]", isHeavy && said.sober !== "no");
}

// What answers a tap is not left under the bar.
function answer(card, selector, isShown) {
  const part = card.querySelector(selector);
  const isNew = part.hidden && isShown;
  part.hidden = !isShown;
  if (isNew && isTapped) part.scrollIntoView({ block: "nearest" });
}

function show(card, selector, isShown) {
  for (const part of card.querySelectorAll(selector)) part.hidden = !isShown;
}

// Shift three times by itself, with at most five seconds between, is a tap on Exit. Each press is shown
// as a light and said to a screen reader. As the GOV.UK Design System's "Exit this page" does.
import { leave } from "./exit.js";

const PAUSE = 5_000; // milliseconds
const place = document.querySelector("[data-exit-two]");

let presses = 0;
let wasWithOthers = false; // Shift for a capital letter does not count
let timer;

function say(words, lights = presses) {
  place.querySelector("[data-exit-said]").textContent = words;
  const row = place.querySelector("[data-exit-lights]");
  row.hidden = lights === 0;
  [...row.children].forEach((light, number) => light.toggleAttribute("data-on", number < lights));
}

function press() {
  presses += 1;
  if (presses === 3) return leave(place.querySelector("[data-exit]"));
  say(presses === 1 ? place.dataset.exitTwo : place.dataset.exitOne);
  clearTimeout(timer);
  timer = setTimeout(stop, PAUSE);
}

function stop() {
  clearTimeout(timer);
  presses = 0;
  say(place.dataset.exitOver);
  timer = setTimeout(say, PAUSE, "");
}

if (place) {
  document.addEventListener(
    "keyup",
    ({ key, shiftKey }) => {
      if (key === "Shift" && !wasWithOthers) press();
      else if (presses) stop();
      wasWithOthers = shiftKey;
    },
    true,
  );
}

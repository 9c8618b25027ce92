// Slow breathing: in for 4 seconds, out for 6, which makes six breaths a minute. The circle is moved
// by tools.css at the same pace, and stands still where the system wants no motion; the words and the
// count are there for everybody. A screen reader hears the beginning and each minute, not each breath.
import { mayRest, stayAwake } from "./awake.js";
import { onContent } from "./content.js";
import { words } from "./words.js";

const IN = 4;
const BREATH = 10; // seconds
const BUZZ = { in: [60], out: [30, 60, 30] }; // milliseconds

onContent("[data-breathing]", (tool) => {
  const part = (name) => tool.querySelector(`[data-breathing-${name}]`);
  const button = part("button");
  const buzz = part("buzz");
  let began, timer, last;

  function beat() {
    const second = Math.floor((Date.now() - began) / 1000);
    if (second === last) return;
    last = second;
    const within = second % BREATH;
    const isIn = within < IN;
    part("word").textContent = words(isIn ? "breath-in" : "breath-out");
    part("count").textContent = isIn ? within + 1 : within - IN + 1;
    if ((within === 0 || within === IN) && buzz.querySelector("input").checked) {
      navigator.vibrate(isIn ? BUZZ.in : BUZZ.out);
    }
    if (second && second % 60 === 0) say(words("breath-minutes", { num: second / 60 }));
  }

  const say = (sentence) => {
    part("say").textContent = sentence;
  };

  function start() {
    began = Date.now();
    last = -1;
    timer = setInterval(beat, 100);
    beat();
    say(words("breath-begins"));
    part("circle").classList.add("breath__circle--moves");
    button.textContent = words("breath-stop");
    stayAwake();
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
    say(words("breath-stopped"));
    part("word").textContent = words("breath-after");
    part("count").textContent = "";
    part("circle").classList.remove("breath__circle--moves");
    button.textContent = words("breath-start");
    mayRest();
  }

  button.addEventListener("click", () => (timer ? stop() : start()));
  buzz.hidden = !("vibrate" in navigator);
  document.querySelector("[data-breathing-steps]").open = false;
  tool.hidden = false;
});

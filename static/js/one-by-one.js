// Steps that are read one at a time. Without this they stand below each other.
import { onContent } from "./content.js";
import { words } from "./words.js";

onContent("[data-one-by-one]", (tool) => {
  const part = (name) => tool.querySelector(`[data-steps${name}]`);
  const steps = [...part("").children];
  const [next, before] = [part("-next"), part("-before")];
  let at = 0;

  function show() {
    steps.forEach((step, place) => {
      step.hidden = place !== at;
      step.value = place + 1;
    });
    part("-place").textContent = words("step", { number: at + 1, most: steps.length });
    before.hidden = at === 0;
    next.textContent = words(at === steps.length - 1 ? "steps-again" : "step-next");
  }

  function go(way) {
    at = (at + way + steps.length) % steps.length;
    show();
    steps[at].tabIndex = -1;
    steps[at].focus({ preventScroll: true });
  }

  next.addEventListener("click", () => go(1));
  before.addEventListener("click", () => go(-1));
  part("-ways").hidden = false;
  show();
});

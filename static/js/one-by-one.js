// Steps that are read one at a time. Without this they stand below each other.
import { onContent } from "./content.js";

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
    const place = part("-place");
    place.textContent = place.dataset.says.replace("{at}", at + 1).replace("{all}", steps.length);
    before.hidden = at === 0;
    next.textContent = at === steps.length - 1 ? next.dataset.last : next.dataset.others;
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

// "Ride out an urge": a wave to ride on for 5, 10 or 20 minutes, with few words (templates/plan/
// tools/urge.html). The clock on the wall counts, so a phone that slept in between is right too.
import { mayRest, stayAwake } from "./awake.js";
import { onContent } from "./content.js";
import { words } from "./words.js";

const LOOK = 500; // milliseconds

onContent("[data-urge]", (tool) => {
  const part = (name) => tool.querySelector(`[data-urge-${name}]`);
  const sayings = [...part("say").content.children].map((one) => [Number(one.dataset.at) / 100, one.textContent]);
  let began, length, timer;

  function show(name) {
    for (const one of ["choose", "run", "over"]) part(one).hidden = one !== name;
    tool.querySelector("h2").hidden = name !== "choose";
  }

  function start(minutes) {
    began = Date.now();
    length = minutes * 60_000;
    timer = setInterval(look, LOOK);
    show("run");
    look();
    part("stop").focus({ preventScroll: true });
    tool.scrollIntoView({ block: "start" });
    stayAwake();
  }

  function look() {
    const gone = Math.min((Date.now() - began) / length, 1);
    const left = Math.ceil((length * (1 - gone)) / 1000);
    part("left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    say(sayings.findLast(([at]) => at <= gone)[1]);
    const path = part("path");
    const { x, y } = path.getPointAtLength(path.getTotalLength() * gone);
    part("rider").setAttribute("cx", x);
    part("rider").setAttribute("cy", y);
    if (gone === 1) end(words("urge-over"));
  }

  // A screen reader says it once, when it changes.
  function say(sentence) {
    if (part("words").textContent !== sentence) part("words").textContent = sentence;
  }

  function end(sentence) {
    clearInterval(timer);
    mayRest();
    part("end").textContent = sentence;
    show("over");
    part("end").focus({ preventScroll: true });
  }

  for (const button of tool.querySelectorAll("[data-urge-start]")) {
    button.addEventListener("click", () => start(Number(button.dataset.urgeStart)));
  }
  part("stop").addEventListener("click", () => {
    const num = Math.floor((Date.now() - began) / 60_000);
    end(num ? words("urge-stopped", { num }) : words("urge-stopped-at-once"));
  });
  part("again").addEventListener("click", () => {
    show("choose");
    tool.querySelector("h2").focus();
  });
  document.querySelector("[data-urge-steps]").open = false; // they are said one by one
  tool.hidden = false;
});

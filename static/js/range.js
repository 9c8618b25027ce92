// Turns a <select data-range> of numbers, whose first choice is empty, into a slider with a number
// beside it. Without JavaScript the select stays; unanswered stays possible either way.
import { onContent } from "./content.js";

onContent("select[data-range]", (select) => {
  const numbers = Array.from(select.options, (option) => option.value).filter(Boolean).map(Number);
  const unset = select.options[0].text;

  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = Math.min(...numbers);
  slider.max = Math.max(...numbers);
  const output = document.createElement("output");
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "button button--link";
  clear.textContent = select.dataset.clear ?? "Clear";

  const box = document.createElement("div");
  box.className = "range";
  const ends = document.createElement("div");
  ends.className = "range__ends";
  ends.append(clear);
  box.append(slider, output, ends);

  // The label and the descriptions go over to the slider; the select keeps the name and is sent.
  slider.id = select.id;
  select.removeAttribute("id");
  for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) {
    if (select.hasAttribute(name)) slider.setAttribute(name, select.getAttribute(name));
  }

  const show = () => {
    const isSet = select.value !== "";
    slider.value = isSet ? select.value : (Number(slider.min) + Number(slider.max)) / 2;
    slider.setAttribute("aria-valuetext", isSet ? select.value : unset);
    output.textContent = isSet ? select.value : unset;
    box.classList.toggle("range--unset", !isSet);
    clear.hidden = !isSet;
  };
  const choose = (value) => {
    select.value = value;
    show();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  slider.addEventListener("input", () => choose(slider.value));
  // A tap on the handle where it stands is an answer too, though it moves nothing.
  slider.addEventListener("click", () => choose(slider.value));
  slider.addEventListener("change", (event) => event.stopPropagation());
  clear.addEventListener("click", () => {
    choose("");
    slider.focus();
  });
  select.form?.addEventListener("reset", () => setTimeout(show));

  select.hidden = true;
  select.after(box);
  show();
});

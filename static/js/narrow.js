// A field above a long list of choices that leaves only those in sight which hold what is typed.
// What is chosen stays in sight. Without this the whole list is there.
import { onContent } from "./content.js";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

onContent("[data-narrow]", (field) => {
  const input = field.querySelector("input");
  const chips = [...document.getElementById(field.dataset.narrow).querySelectorAll(".chip")];
  const names = chips.map((chip) => plain(chip.textContent));
  field.hidden = false;
  input.addEventListener("input", () => {
    const wanted = plain(input.value);
    chips.forEach((chip, place) => {
      chip.hidden = !names[place].includes(wanted) && !chip.querySelector("input").checked;
    });
  });
  // Enter would send the whole page
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
});

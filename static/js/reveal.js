// Over the end of a password: a box to tick shows what was typed, for who cannot tell whether a key was
// hit. It is hidden again before it is sent, so that no browser keeps it as a word that was typed.
import { onContent } from "./content.js";
import { words } from "./words.js";

onContent('input[type="password"][autocomplete$="-password"]', (input) => {
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", autocomplete: "off" });
  label.className = "reveal";
  box.setAttribute("aria-label", words("tap-show-typed"));
  label.append(box, words("tap-show"));
  box.addEventListener("change", () => (input.type = box.checked ? "text" : "password"));
  input.form?.addEventListener("submit", () => {
    box.checked = false;
    input.type = "password";
  });
  input.autocapitalize = "none";
  input.spellcheck = false;
  input.after(label);
});

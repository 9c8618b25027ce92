// "Copy" puts the text of the field in its data-copy part on the clipboard, where the browser lets
// us. Without this the field can be selected by hand.
import { onContent } from "./content.js";

onContent("[data-copy]", (part) => {
  if (!navigator.clipboard?.writeText) return; // only on https and localhost
  const field = part.querySelector("input");
  const button = part.querySelector("[data-copy-button]");
  const answer = part.querySelector("[data-copy-answer]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      answer.textContent = answer.dataset.copied;
    } catch {
      field.select(); // not allowed: then by hand
      answer.textContent = answer.dataset.byHand;
    }
  });
});

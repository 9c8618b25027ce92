// A file that is too large is said so before it is sent: an upload of minutes for a "no" is unkind.
import { onContent } from "./content.js";

onContent("input[type=file][data-max-bytes]", (input) => {
  const message = input.closest(".field")?.querySelector("[data-too-large]");
  if (!message) return;
  const isTooLarge = () =>
    Array.from(input.files).some((file) => file.size > Number(input.dataset.maxBytes));

  input.addEventListener("change", () => {
    message.hidden = !isTooLarge();
    if (message.hidden) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
  });

  input.form?.addEventListener("submit", (event) => {
    if (!isTooLarge()) return;
    event.preventDefault();
    message.hidden = false;
    input.focus();
  });
});

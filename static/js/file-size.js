// A file that is too large is said before it is sent: <input type="file" data-most-bytes="..."
// data-too-large="the sentence">. The server says the same.
import { onContent } from "./content.js";

onContent("input[type=file][data-most-bytes]", (input) => {
  const words = document.createElement("p");
  words.className = "error";
  words.id = `${input.id}-too-large`;
  words.setAttribute("role", "alert");
  input.addEventListener("change", () => {
    const most = Number(input.dataset.mostBytes);
    const sentence = [...input.files].some(({ size }) => size > most) ? input.dataset.tooLarge : "";
    input.setCustomValidity(sentence);
    input.setAttribute("aria-invalid", String(Boolean(sentence)));
    words.textContent = sentence;
    // what the server said was about the file before
    input.closest(".field")?.querySelectorAll(".error").forEach((error) => error.remove());
    if (sentence) input.before(words);
  });
});

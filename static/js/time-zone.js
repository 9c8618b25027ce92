// Proposes the browser's time zone in an input or select with data-time-zone, unless the person
// has chosen one: then the server says data-time-zone="chosen".
import { onContent } from "./content.js";

onContent("[data-time-zone]", (input) => {
  if (input.dataset.timeZone === "chosen") return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  if (input instanceof HTMLSelectElement) {
    const known = Array.from(input.options).some((option) => option.value === zone);
    if (!known) return;
  }
  input.value = zone;
});

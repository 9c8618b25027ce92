// Proposes the browser's time zone in an input or select with data-time-zone; not in a form that
// came back with messages, where the person has chosen one.
import { onContent } from "./content.js";

onContent("[data-time-zone]", (input) => {
  if (input.form?.querySelector(".error")) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  if (input instanceof HTMLSelectElement) {
    const known = Array.from(input.options).some((option) => option.value === zone);
    if (!known) input.add(new Option(zone.replaceAll("_", " "), zone)); // another name of a place
  }
  input.value = zone;
});

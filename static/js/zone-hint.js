// A phone that has traveled: its clock differs from the one that the days are counted by. The card
// with data-zone-hint offers to follow it; the days never change by themselves.
import { onContent } from "./content.js";
import { putAway } from "./keep-focus.js";

const DISMISSED = "zone-hint";

// The same clock under another name is no travel.
function wallClock(zone) {
  const parts = { timeZone: zone, dateStyle: "short", timeStyle: "short" };
  return new Intl.DateTimeFormat("en-CA", parts).format();
}

function dismissed(zone) {
  try {
    return sessionStorage.getItem(DISMISSED) === zone;
  } catch {
    return false;
  }
}

function dismiss(zone) {
  try {
    sessionStorage.setItem(DISMISSED, zone);
  } catch {
    // shown again next time
  }
}

onContent("[data-zone-hint]", (hint) => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || dismissed(zone)) return;
  try {
    if (wallClock(zone) === wallClock(hint.dataset.zoneHint)) return;
  } catch {
    return; // a zone that this browser does not know yet
  }
  hint.querySelector("[name=timezone]").value = zone;
  hint.querySelector("[data-zone-name]").textContent = zone.split("/").pop().replaceAll("_", " ");
  hint.querySelector("[data-zone-dismiss]").addEventListener("click", () => {
    dismiss(zone);
    putAway(hint, () => (hint.hidden = true));
  });
  hint.hidden = false;
});

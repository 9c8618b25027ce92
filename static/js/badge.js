// The number on the app's icon, where the platform has one: 1 while something waits that a reminder
// rang for today. The service worker sets it when one rings; the app sets it right at each start, as
// the server says in data-waits (the kinds of reminders that wait), and takes it away with the
// check-in. Signed out it is gone: another person may hold the phone.
import { onContent } from "./content.js";

let waits = null; // not said on this page

function show() {
  if (waits?.size) navigator.setAppBadge(1).catch(() => {});
  else navigator.clearAppBadge().catch(() => {});
}

if ("setAppBadge" in navigator) {
  onContent("[data-waits]", (element) => {
    waits = new Set(element.dataset.waits.split(" ").filter(Boolean));
    show();
  });
  // on the page of an earlier day a check-in says nothing of today
  const note = () => {
    if (waits && document.querySelector("[data-today][data-checkin-id]") && waits.delete("check_in")) show();
  };
  document.addEventListener("htmx:after:process", note);
  if (document.querySelector('form[action^="/login"]')) show();
}

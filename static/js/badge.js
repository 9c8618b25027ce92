// The number on the app's icon, where the platform has one: messages that wait to be read, and one
// more while something waits that a reminder rang for today. The service worker sets it when one
// rings; the app sets it right at each start, as the server says in data-unread, and in data-waits
// (the kinds of reminders that wait) on the page that knows. Signed out it is gone: another person
// may hold the phone.
import { onContent } from "./content.js";

let waits = null; // not said on this page
let unread = 0;

function show() {
  const number = unread + (waits?.size ? 1 : 0);
  if (number) navigator.setAppBadge(number).catch(() => {});
  else navigator.clearAppBadge().catch(() => {});
}

if ("setAppBadge" in navigator) {
  const count = () => {
    unread = Number(document.querySelector("[data-unread]")?.dataset.unread ?? 0);
  };
  count();
  if (unread) show();
  document.addEventListener("unread-changed", () => {
    count();
    show();
  });
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

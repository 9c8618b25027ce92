// Before somebody signs out of a shared phone, the browser forgets too (W4, P2): its push
// subscription, what is cached, what is stored. Signing out never waits long for that. What is not
// sent yet would be lost, so it is said first.
import { rows, wipe } from "./outbox-store.js";

const PATIENCE = 1500; // milliseconds
const SHELL = "shell-"; // the caches of sw.js that hold no personal page

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('[data-sign-out], [action="/logout"]')) return;
  event.preventDefault();
  form.setAttribute("aria-busy", "true"); // a second tap waits, see busy.js
  if (await inTime(isToBeWarned(form))) {
    form.removeAttribute("aria-busy");
    return;
  }
  await inTime(forget());
  HTMLFormElement.prototype.submit.call(form);
});

const inTime = (work) =>
  Promise.race([work, new Promise((resolve) => setTimeout(resolve, PATIENCE))]).catch(() => {});

async function isToBeWarned(form) {
  const count = (await rows()).length;
  if (!count || form.querySelector("[data-unsent]")) return false;
  const warning = document.createElement("p");
  warning.className = "notice";
  warning.dataset.unsent = "";
  warning.setAttribute("role", "alert");
  const what = count === 1 ? "1 thing on this phone is" : `${count} things on this phone are`;
  warning.textContent = `${what} not sent yet, and would be lost. To sign out all the same, tap again.`;
  form.prepend(warning);
  return true;
}

async function forget() {
  for (const storage of ["localStorage", "sessionStorage"]) {
    try {
      window[storage].clear();
    } catch {
      // no storage, so nothing in it
    }
  }
  await Promise.allSettled([dropSubscription(), dropCaches(), wipe()]);
}

async function dropSubscription() {
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

async function dropCaches() {
  if (!("caches" in window)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !name.startsWith(SHELL)).map((name) => caches.delete(name)));
}

// Before somebody signs out of a shared phone, the browser forgets too (W4, P2): its push
// subscription, what is cached, what is stored. Signing out never waits long for that. What is not
// sent yet would be lost, so it is said first; also where the phone does not tell in time.
import { clearBadge } from "./badge-store.js";
import { DOOR } from "./door.js";
import { rows, wipe } from "./outbox-store.js";
import { words } from "./words.js";

const PATIENCE = 1500; // milliseconds
const PATIENCE_TO_LOOK = 8_000; // a phone that is slow would else be asked for a second tap
const SHELL = "shell-"; // the caches of sw.js that hold no personal page

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('[data-sign-out], [action="/logout"]')) return;
  event.preventDefault();
  form.setAttribute("aria-busy", "true"); // a second tap waits, see busy.js
  if (!form.querySelector("[data-unsent]")) {
    const loss = lossOf(await inTime(unsent(), PATIENCE_TO_LOOK));
    if (loss) {
      warn(form, loss);
      form.removeAttribute("aria-busy");
      return;
    }
  }
  await inTime(forget());
  HTMLFormElement.prototype.submit.call(form);
});

// What comes too late is undefined.
export const inTime = (work, patience = PATIENCE) =>
  Promise.race([work, new Promise((resolve) => setTimeout(resolve, patience))]).catch(() => {});

// Where there is no storage, nothing is kept in it.
const unsent = () => rows().then(({ length }) => length, () => 0);

function lossOf(count) {
  if (count === 0) return "";
  return count === undefined ? words("unsent-unknown") : words("unsent", { num: count });
}

function warn(form, loss) {
  const warning = document.createElement("p");
  warning.className = "notice";
  warning.dataset.unsent = "";
  warning.setAttribute("role", "alert");
  warning.textContent = loss;
  form.prepend(warning);
}

async function forget() {
  await Promise.allSettled([forgetPages(), wipe()]);
}

// All but what is not sent yet.
export async function forgetPages() {
  for (const storage of ["localStorage", "sessionStorage"]) {
    try {
      window[storage].clear();
    } catch {
      // no storage, so nothing in it
    }
  }
  await Promise.allSettled([clearBadge(), dropSubscription(), dropCaches()]);
}

async function dropSubscription() {
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

async function dropCaches() {
  if (!("caches" in window)) return;
  const names = await caches.keys();
  await Promise.all(names.filter(isOfSomebody).map((name) => caches.delete(name)));
}

const isOfSomebody = (name) => !name.startsWith(SHELL) && name !== DOOR;

// Before somebody signs out of a shared phone, the browser forgets too (W4, P2): its push
// subscription, what is cached, what is stored. Signing out never waits long for that.
const PATIENCE = 1500; // milliseconds
const SHELL = "shell-"; // the caches of sw.js that hold no personal page

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('[data-sign-out], [action="/logout"]')) return;
  event.preventDefault();
  form.setAttribute("aria-busy", "true"); // a second tap waits, see busy.js
  const leave = () => HTMLFormElement.prototype.submit.call(form);
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  Promise.race([forget(), patience]).then(leave, leave);
});

async function forget() {
  for (const storage of ["localStorage", "sessionStorage"]) {
    try {
      window[storage].clear();
    } catch {
      // no storage, so nothing in it
    }
  }
  await Promise.allSettled([dropSubscription(), dropCaches()]);
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

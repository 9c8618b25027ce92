// Reminders on this device: subscribes it, says what stands in the way, and at each start of the
// app compares the browser's subscription with the server's and mends what differs.
import { onContent } from "./content.js";
import { putAway } from "./keep-focus.js";
import { words } from "./words.js";

const ADDRESS = "/push/subscriptions";
const COMPARED = "push-compared"; // in the tab's storage, so that a start is compared once
const LOST = "push-lost"; // in the browser's, until the person has seen it
const PATIENCE = 10_000; // milliseconds until the service worker must be there

let lost = null;
try {
  lost = localStorage.getItem(LOST);
} catch {
  // no storage, so nothing in it
}

const canPush = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent)
  || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

// On /reminders: the element with data-push shows the part whose data-push-when is this state.
async function state() {
  if (!window.isSecureContext) return "not-secure";
  if (!canPush) return isApple ? "home-screen" : "unsupported";
  if (Notification.permission === "denied") return "denied";
  const isOn = Notification.permission === "granted" && (await mine());
  return isOn ? "on" : "off";
}

async function show(section, said) {
  const now = await state();
  for (const part of section.querySelectorAll("[data-push-when]")) {
    part.hidden = part.dataset.pushWhen !== now;
  }
  if (said === undefined) return;
  const answer = section.querySelector("[data-push-answer]");
  answer.textContent = said;
  answer.scrollIntoView({ block: "nearest" });
}

onContent("[data-push]", (section) => {
  const on = (selector, act) => {
    const button = section.querySelector(selector);
    button?.addEventListener("click", async () => {
      button.setAttribute("aria-busy", "true");
      await show(section, await act());
      button.removeAttribute("aria-busy");
    });
  };
  on("[data-push-subscribe]", turnOn);
  on("[data-push-unsubscribe]", turnOff);
  show(section);
  mend().then(() => show(section), () => {});
});

async function turnOn() {
  try {
    // first of all, while the tap still counts as the person's own
    if ((await Notification.requestPermission()) !== "granted") {
      return words("push-not-allowed");
    }
    const { key } = await ask("GET");
    await subscribe(key, await mine());
    return words("push-on");
  } catch (error) {
    return error.kind ?? words("push-out-of-reach");
  }
}

async function turnOff() {
  try {
    await (await mine())?.unsubscribe();
    await ask("DELETE", {});
  } catch (error) {
    if (error.status !== 404) return error.kind ?? words("push-not-off");
  }
  return words("push-off");
}

// Rang before, and the browser allows it no more: said once, on whatever page, until it is read.
function tellLost() {
  remember("yes");
  document.querySelectorAll("[data-push-lost]").forEach(showLost);
}

onContent("[data-push-lost]", (notice) => {
  notice.querySelector("[data-push-lost-dismiss]").addEventListener("click", () => {
    remember(null);
    putAway(notice, () => (notice.hidden = true));
  });
  showLost(notice);
});

function showLost(notice) {
  // the page of the reminders says by itself how it is, and what to do
  if (document.querySelector("[data-push]")) remember(null);
  notice.hidden = lost !== "yes";
}

function remember(what) {
  lost = what;
  try {
    if (what) localStorage.setItem(LOST, what);
    else localStorage.removeItem(LOST);
  } catch {
    // for this page only
  }
}

// Makes both sides the same. A subscription under another key (the server's has changed) or one
// that the browser has lost is replaced; where the permission is gone, the server forgets.
async function mend() {
  if (!canPush) return;
  const [there, here] = [await ask("GET"), await mine()];
  if (there.turned_off) {
    await here?.unsubscribe(); // from another device; here it is turned on again by a tap only
  } else if (Notification.permission !== "granted") {
    if (there.subscribed) {
      await ask("DELETE", {});
      tellLost();
    }
  } else if (here && isUnder(here, there.key)) {
    const tells = here.options?.applicationServerKey;
    await ask("POST", { ...here.toJSON(), again: true, key: tells ? there.key : undefined });
  } else if (here || there.subscribed) {
    await subscribe(there.key, here, { replaces: there.subscribed });
  }
  sessionStorage.setItem(COMPARED, "yes");
}

// A device keeps its place on the server, and what waits for it, when it `replaces` what it had.
async function subscribe(key, old, how) {
  if (old && !isUnder(old, key)) await old.unsubscribe();
  const { pushManager } = await ready();
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  const subscription = await pushManager.subscribe(options);
  await ask("POST", { ...subscription.toJSON(), key, ...how });
}

function ready() {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("no service worker")));
  return Promise.race([navigator.serviceWorker.ready, late]);
}

async function mine() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return registration?.pushManager.getSubscription();
}

async function ask(method, body) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  const response = await fetch(ADDRESS, {
    method,
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    body: body && JSON.stringify(body),
    redirect: "error", // to the sign-in page
  });
  const said = response.status === 204 ? {} : await response.json();
  if (response.ok) return said;
  throw Object.assign(new Error(said.error), { kind: said.error, status: response.status });
}

const bytes = (base64url) =>
  Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

function isUnder({ options }, key) {
  const theirs = options?.applicationServerKey;
  if (!theirs) return true; // a browser that does not tell
  const [one, other] = [new Uint8Array(theirs), bytes(key)];
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

// At the start, on whatever page; the page with the section compares by itself.
if (document.querySelector('form[action="/login"]')) {
  sessionStorage.removeItem(COMPARED); // another person may sign in
} else if (
  canPush &&
  document.querySelector(".nav") && // somebody is signed in
  Notification.permission !== "default" &&
  !sessionStorage.getItem(COMPARED) &&
  !document.querySelector("[data-push]")
) {
  mend().catch(() => {}); // offline: the next start tries again
}

// Shows a push, and opens what it is about. The payload is Declarative Web Push JSON, so a browser
// that knows it shows the same without us, except that its buttons only open pages.
import { answer } from "./sw-answer.js";
import { pictures, setBadge } from "./sw-look.js";
import { KNOWN, neutral } from "./sw-neutral.js";
import { tell } from "./sw-receipts.js";
import { noteSeen, wasSeen } from "./sw-seen.js";

self.addEventListener("push", (event) => {
  const said = read(event.data);
  // nothing holds up the notification itself
  event.waitUntil(Promise.all([show(said), setBadge(said.badge, true), tell("received", said.receipt)]));
});

// Always shows something: Safari ends a subscription after three pushes that showed nothing.
async function show({ texts, buttons, receipt, when }) {
  const { title, body, tag, navigate, lang, dir } = { ...(await neutral()), ...texts };
  const first = buttons.filter((one) => !buttons.some((other) => leadsTo(other, one)));
  const data = { navigate, receipt, buttons, when };
  const silent = await wasSeen(receipt);
  await self.registration.showNotification(title, { body, tag, lang, dir, data, silent, ...withButtons(first) });
  await noteSeen(receipt);
}

// Safari has no buttons; elsewhere there are mostly two, and the server sends the best ones first.
function withButtons(buttons) {
  const shown = buttons.slice(0, self.Notification?.maxActions ?? 0);
  return { actions: shown.map(({ action, title }) => ({ action, title })), ...pictures() };
}

// A button that does nothing by itself has others in its place: those that begin with its name.
const leadsTo = (one, other) => !one.token && other.action.startsWith(`${one.action}-`);

// The same notification with other buttons, without a sound.
async function turnOver(button, { title, body, tag, lang, dir, data }) {
  const { receipt, buttons, when } = data;
  const next = buttons.filter((one) => leadsTo(button, one));
  const again = { tag, lang, dir, silent: true, renotify: true }; // some platforms take it away with the tap
  const options = { ...again, body: when ?? body, data: { navigate: button.navigate, receipt, buttons, when } };
  await self.registration
    .showNotification(title, { ...options, ...withButtons(next) })
    .catch(() => open(target(button.navigate)));
}

function read(data) {
  try {
    const { web_push, notification, app_badge: badge } = data.json();
    if (web_push === 8030) return { ...understood(notification), badge };
  } catch {
    // shown all the same
  }
  return { texts: {}, buttons: [] };
}

function understood({ actions, data, ...said }) {
  const texts = Object.fromEntries(
    Object.entries(said).filter(([name, text]) => KNOWN.includes(name) && isText(text)),
  );
  const named = (Array.isArray(actions) ? actions : [])
    .map((one) => ({ ...one, token: data?.tokens?.[one?.action] }))
    .filter((one) => [one.action, one.title].every(isText));
  const works = (one) => isText(one.token) || named.some((other) => leadsTo(one, other));
  const buttons = named.filter(works);
  const [receipt, when] = [data?.receipt, data?.when].map((one) => (isText(one) ? one : undefined));
  return { texts, buttons, receipt, when };
}

const isText = (said) => typeof said === "string" && said !== "";

self.addEventListener("notificationclick", (event) => {
  const { action, notification } = event;
  const { navigate, receipt, buttons } = notification.data ?? {};
  const button = buttons?.find((one) => one.action === action);
  event.waitUntil(Promise.all([tapped(), tell("opened", receipt)]));

  function tapped() {
    if (button && !button.token) return turnOver(button, notification);
    notification.close(); // at once: that is the answer to the tap
    return button ? press(button, notification.tag) : open(target(navigate));
  }
});

// What a button says is done without opening anything; where that does not work, its page is opened.
async function press(button, tag) {
  if (!(await answer(button.token, tag))) await open(target(button.navigate));
}

function target(navigate) {
  try {
    const url = new URL(navigate, location.origin);
    return url.origin === location.origin ? url.href : `${location.origin}/`;
  } catch {
    return `${location.origin}/`;
  }
}

async function open(url) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((client) => client.url === url) ?? windows[0];
  if (!there) return self.clients.openWindow(url);
  const shown = await there.focus().catch(() => there); // without a tap of its own it may not
  if (shown.url === url) return shown;
  // a window that this worker does not control cannot be navigated
  return shown.navigate(url).catch(() => self.clients.openWindow(url));
}

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function renew({ newSubscription }) {
  const answer = await fetch("/push/subscriptions", { redirect: "error" });
  const { key, csrf_token: token } = await answer.json();
  const subscription = newSubscription
    ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  await fetch("/push/subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ ...subscription.toJSON(), replaces: true, ...(newSubscription ? {} : { key }) }),
  });
}

// Shows a push, and opens what it is about. The payload is Declarative Web Push JSON, so a browser
// that knows it shows the same without us.
const NEUTRAL = { title: "A moment for you?", body: "Tap when it suits you.", tag: "peerapp", navigate: "/" };

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));

// Always shows something: Safari ends a subscription after three pushes that showed nothing.
function show(data) {
  const { title, body, tag, navigate } = { ...NEUTRAL, ...read(data) };
  const options = { body, tag, data: { navigate }, icon: ours("icon-192"), badge: ours("badge-96") };
  return self.registration.showNotification(title, options);
}

function read(data) {
  try {
    const { web_push, notification } = data.json();
    if (web_push !== 8030) return {};
    const said = Object.entries(notification).filter(
      ([name, text]) => name in NEUTRAL && typeof text === "string" && text !== "",
    );
    return Object.fromEntries(said);
  } catch {
    return {};
  }
}

// One of our icons by its name; its address carries a hash.
function ours(name) {
  return self.release?.assets?.find((address) => address.includes(`/${name}.`));
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(target(event.notification.data?.navigate)));
});

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

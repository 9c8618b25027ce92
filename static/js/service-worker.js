// Registers the service worker once the page has what it needs itself. Where whoever runs the server
// has turned it off, the page parts from the one that it still has, see sw-off.js.
import { watch } from "./update.js";

const isOff = document.querySelector('meta[name="service-worker"][content="off"]') !== null;

const register = () =>
  navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" }).then(watch);

async function part() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  await registration?.unregister();
}

if ("serviceWorker" in navigator) {
  const start = () =>
    (isOff ? part() : register()).catch(() => {
      // Refused (a private window, a full disk): the app works without.
    });
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
  // A worker that takes over from a broken one wants to know which pages are whole.
  navigator.serviceWorker.addEventListener("message", ({ data, ports: [port] }) => {
    if (data?.isWell) port?.postMessage(true);
  });
}

// Where the browser has Background Sync (Chromium), what waits is sent when there is a signal, also
// with the app closed; see outbox-send.js. Pages that are open are told.
import { flush } from "./outbox-send.js";

self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(flush(told).then(again));
});

// The browser tries again later only where this fails.
function again(wasReached) {
  if (!wasReached) throw new Error("no signal");
}

async function told(row, link) {
  for (const page of await self.clients.matchAll()) page.postMessage({ outbox: { row, link } });
}

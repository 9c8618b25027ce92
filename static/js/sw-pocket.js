// Fetches the copies for a page (pocket.js), which then decides what becomes of them. `data.pocket` is
// the mark of what the page has, or null.
import { POCKET } from "./sw-copies.js";

self.addEventListener("message", (event) => {
  const { data, ports } = event;
  if (data && "pocket" in data) event.waitUntil(fetchFor(data.pocket, ports[0]));
});

async function fetchFor(tag, port) {
  try {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(POCKET, { cache: "no-store", redirect: "manual", headers });
    const { status } = answer;
    port.postMessage({ status, headers: [...answer.headers], text: await answer.text() });
  } catch {
    port.postMessage(null); // no signal
  }
}

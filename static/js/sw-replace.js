// Takes the place of a worker that does harm, at once: what it kept goes, and pages that it broke are
// loaded anew. A page that is whole says so, and stays; so does one in which something is typed, which
// may be too fast asleep to say anything. What waits in IndexedDB to be sent is not touched.
import { isTypedAt } from "./typed-lock.js";

const PATIENCE = 2_000; // milliseconds: a slow phone must be able to answer
const KEPT = /^(shell|mine)-/; // not what sw-push.js knows of pushes

export function replace(then = () => {}) {
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(takeOver(then)));
}

async function takeOver(then) {
  // only what came through the other: with nobody to take the place of, nothing is loaded anew
  const pages = await self.clients.matchAll({ type: "window" });
  const names = (await caches.keys()).filter((name) => KEPT.test(name));
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.disable();
  await then();
  await Promise.all(pages.map(mend));
}

// Not waited for: a page on its way waits until this worker is in charge, which it is only when all
// that is waited for here is over.
async function mend(page) {
  if ((await isWell(page)) || (await mayBeTyped(page))) return;
  page.navigate(page.url).catch(() => {}); // gone meanwhile
}

// See service-worker.js.
function isWell(page) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((heard) => (port1.onmessage = () => heard(true)));
  page.postMessage({ isWell: "?" }, [port2]);
  return Promise.race([answer, new Promise((late) => setTimeout(late, PATIENCE, false))]);
}

// A browser that cannot tell counts as yes: the worker goes all the same, and with it the harm.
const mayBeTyped = ({ url }) => isTypedAt(url).catch(() => true);

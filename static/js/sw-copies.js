// What the phone shows of pages without a signal: the member's own plan, if a copy is kept (see
// pocket.js), and the tools, which are the same for everybody.
export const MINE = "mine-plan";
export const POCKET = "/plan/pocket";
const PLAN = ["/plan", POCKET];
const PATIENCE = 3_000; // milliseconds: a signal that is only just there helps nobody in a hard hour

// The copy of a page, or undefined.
export function copyOf({ pathname }, shell) {
  if (PLAN.includes(pathname)) return caches.match(POCKET, { cacheName: MINE });
  return caches.match(pathname, { cacheName: shell });
}

// Rejects where there is a copy of the page and the network takes too long.
export async function outOfPatience(url, shell) {
  await new Promise((soon) => setTimeout(soon, PATIENCE));
  if (await copyOf(url, shell)) throw new Error("too slow");
  return new Promise(() => {}); // nothing else to show: it goes on waiting
}

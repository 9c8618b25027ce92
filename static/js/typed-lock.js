// What is typed on a page and not sent yet, as a service worker can see it also where the page cannot
// answer (frozen in the background, behind a dialog of the browser): a lock that the page holds, named
// after its address. Chromium tells a worker of no other tie between a lock and a page.
const PREFIX = "typed ";
const forGood = new Promise(() => {});

export function hold(address) {
  navigator.locks?.request(PREFIX + address, { mode: "shared" }, () => forGood).catch(() => {});
}

export async function isTypedAt(address) {
  const { held } = await navigator.locks.query();
  return held.some(({ name }) => name === PREFIX + address);
}

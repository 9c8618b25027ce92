// A new worker waits (sw.js does not hurry it), so that no page changes hands while somebody types.
// An open page may ask what it is made of, and tell it to take over: at once, since the person
// tapped for that, or where that page is the only one, see update.js.
const ACTS = {
  describe: ({ ports: [port] }) => port?.postMessage({ assets: self.release.assets }),
  "take-over": () => self.skipWaiting(),
  "take-over-if-alone": async () => {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (pages.length <= 1) await self.skipWaiting();
  },
};

self.addEventListener("message", (event) => {
  const act = Object.hasOwn(ACTS, event.data?.update) && ACTS[event.data.update];
  if (act) event.waitUntil(act(event));
});

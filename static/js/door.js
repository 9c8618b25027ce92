// Short notes for the service worker, which cannot see what happens in a page: in Cache Storage,
// which both can read. "left": somebody left in a hurry, and the server may not know yet.
export const DOOR = "door"; // a cache

const address = (what) => `/door/${what}`;

export async function note(what, said = "yes") {
  await (await caches.open(DOOR)).put(address(what), new Response(said));
}

// What was noted; undefined where nothing was, and where there is no storage.
export async function noted(what) {
  try {
    return await (await caches.match(address(what), { cacheName: DOOR }))?.text();
  } catch {
    return undefined;
  }
}

export async function unnote(what) {
  if (await noted(what)) await (await caches.open(DOOR)).delete(address(what));
}

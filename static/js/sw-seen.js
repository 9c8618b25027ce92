// Which pushes this phone has had. A server whose worker was killed sends what was on its way once
// more, and that must not ring again: also where the person has put the first one away.
const SEEN = "seen"; // a cache, since signing out empties those; ids only, an entry each
const MOST = 50;

const address = (receipt) => `/push/seen/${encodeURIComponent(receipt)}`;

export async function wasSeen(receipt) {
  try {
    return Boolean(receipt && (await (await caches.open(SEEN)).match(address(receipt))));
  } catch {
    return false; // no storage: it rings
  }
}

export async function noteSeen(receipt) {
  if (!receipt) return;
  try {
    const cache = await caches.open(SEEN);
    await cache.put(address(receipt), new Response());
    const oldest = (await cache.keys()).slice(0, -MOST);
    await Promise.all(oldest.map((entry) => cache.delete(entry)));
  } catch {
    // best effort
  }
}

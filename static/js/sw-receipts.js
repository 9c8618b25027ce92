// Tells the server that a notification came and that it was opened, so that a person can see on
// their page whether a phone still gets them. What could not be told goes with the next.
import { post } from "./sw-post.js";

const ADDRESS = "/push/receipts";
const KEPT = "receipts"; // a cache, since signing out empties those; ids only, an entry each
const MOST = 100; // more at once, the server refuses

export async function tell(what, receipt) {
  if (!receipt) return;
  try {
    const cache = await caches.open(KEPT);
    await cache.put(`${ADDRESS}?${what}=${encodeURIComponent(receipt)}`, new Response());
    await send(cache);
  } catch {
    // best effort: no storage, or no connection
  }
}

async function send(cache) {
  const all = await cache.keys();
  const entries = all.slice(-MOST);
  await forget(cache, all.slice(0, -MOST)); // the oldest say least
  const of = (what) => entries.map(({ url }) => new URL(url).searchParams.get(what)).filter(Boolean);
  const response = await post(ADDRESS, { received: of("received"), opened: of("opened") });
  // what is refused would be refused again; a busy server, and one that is down, may take it later
  if (response.ok || response.status === 400) {
    await forget(cache, entries);
  }
}

const forget = (cache, entries) => Promise.all(entries.map((entry) => cache.delete(entry)));

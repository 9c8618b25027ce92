// What the app's icon says, for the service worker, which sees no page: `shown`, and how many of it
// are mentees who need a mentor. It is a cache, since signing out empties those.
const BADGE = "badge";
const ENTRY = "/badge/kept";

export async function keepBadge(said) {
  await (await caches.open(BADGE)).put(ENTRY, new Response(JSON.stringify(said)));
}

export async function keptBadge() {
  const kept = await caches.match(ENTRY, { cacheName: BADGE }).catch(() => {});
  return { shown: 0, mentees: 0, ...(await kept?.json()) };
}

export const clearBadge = () => Promise.allSettled([navigator.clearAppBadge?.(), globalThis.caches?.delete(BADGE)]);

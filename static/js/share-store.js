// What another app has shared, kept on the phone until it stands in a note: for an hour, for one person
// if one was signed in. It is a cache, since signing out empties those (W4).
export const SHARED = "shared";
const ENTRY = "/share/kept";
const HOUR = 3_600_000; // milliseconds

export async function keepShared(words, person) {
  const entry = JSON.stringify({ words, person, at: Date.now() });
  await (await caches.open(SHARED)).put(ENTRY, new Response(entry));
}

// Where it is another's, or old, it goes.
export async function sharedWith(person) {
  if (!(await caches.has(SHARED))) return "";
  const kept = await (await caches.match(ENTRY, { cacheName: SHARED }))?.json();
  const isTheirs = kept && (!kept.person || !person || kept.person === person);
  if (isTheirs && Math.abs(Date.now() - kept.at) < HOUR) return kept.words;
  await dropShared();
  return "";
}

export const dropShared = () => caches.delete(SHARED);

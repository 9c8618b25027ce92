// What other apps have shared, kept on the phone until it stands in a saved note: for an hour, and each
// person's apart. What came while nobody was signed in is nobody's. It is a cache, since signing out
// empties those (W4).
export const SHARED = "shared";
const ENTRY = "/share/kept"; // a list of {words, person, at}; a worker of before leaves a single one
const HOUR = 3_600_000; // milliseconds
const MOST = 100_000; // letters

// Behind what waits already.
export async function keepShared(words, person) {
  const list = await all();
  const before = list.find((one) => one.person === person)?.words ?? "";
  const both = before.includes(words) ? before : [before, words].filter(Boolean).join("\n\n");
  const others = list.filter((one) => one.person !== person);
  await keep([...others, { words: both.slice(0, MOST), person, at: Date.now() }]);
}

// Without a person: nobody's.
export async function sharedBy(person) {
  return (await all()).find((one) => one.person === person)?.words ?? "";
}

export const isAnyShared = async () => (await all()).length > 0;

// `isMeant(person, words)`
export async function dropShared(isMeant = () => true) {
  const list = await all();
  const rest = list.filter(({ person, words }) => !isMeant(person, words));
  if (rest.length < list.length) await keep(rest);
}

async function all() {
  if (!("caches" in globalThis) || !(await caches.has(SHARED))) return [];
  const kept = await (await caches.match(ENTRY, { cacheName: SHARED }))?.json();
  return [kept ?? []].flat().filter(({ at }) => Math.abs(Date.now() - at) < HOUR);
}

async function keep(list) {
  if (!list.length) await caches.delete(SHARED);
  else await (await caches.open(SHARED)).put(ENTRY, new Response(JSON.stringify(list)));
}

// What the phone shows of pages without a signal: the member's own, if copies are kept (pocket.js),
// and those that are the same for everybody. Copies belong to one account: they are one entry, {person,
// pages}, in a cache that is named after whose they are, so that it is there as a whole or not at all.
export const POCKET = "/pocket";
const MINE = "mine-";
const FROM_MINE = { "/sobriety": "/" }; // what stands in for a page: all counts are on Today
const FROM_THE_SHELL = { "/help": "/offline/help" };
const PATIENCE = 3_000; // milliseconds: a signal that is only just there helps nobody in a hard hour

// The copy of a page, or undefined.
export async function copyOf({ pathname }, shell) {
  const mine = await pageOf(pathname).catch(() => undefined); // it cannot be read
  return mine ?? caches.match(FROM_THE_SHELL[pathname] ?? pathname, { cacheName: shell });
}

async function pageOf(pathname) {
  const entry = await entryHere();
  const page = entry && (await pagesIn(entry.clone()))[FROM_MINE[pathname] ?? pathname];
  if (!page) return undefined;
  const headers = new Headers(entry.headers); // with the Content-Security-Policy
  headers.set("Content-Type", "text/html; charset=utf-8");
  for (const name of ["Content-Length", "Content-Encoding", "ETag"]) headers.delete(name);
  return new Response(page, { headers });
}

// Throws where it is not what we have kept.
export async function pagesIn(entry) {
  const { pages } = await entry.json();
  if (typeof pages?.["/"] !== "string") throw new Error("no copy of ours");
  return pages;
}

// Of two people's nothing is shown.
export async function entryHere() {
  const [name, another] = await ours();
  return name && !another ? caches.match(POCKET, { cacheName: name }) : undefined;
}

const ours = async () => (await caches.keys()).filter((name) => name.startsWith(MINE));

export async function put(person, entry) {
  await (await caches.open(MINE + person)).put(POCKET, entry);
}

// All but those of a person.
export async function drop(person) {
  const others = (await ours()).filter((name) => name !== MINE + person);
  await Promise.all(others.map((name) => caches.delete(name)));
}

// The addresses of our files that the copies are made of.
export async function filesOfCopies() {
  const text = await (await entryHere())?.text();
  return new Set(text?.match(/\/static\/[\w./-]+/g));
}

// Rejects where there is a copy of the page and the network takes too long.
export async function outOfPatience(copy) {
  await new Promise((soon) => setTimeout(soon, PATIENCE));
  if (await copy) throw new Error("too slow");
  return new Promise(() => {}); // nothing else to show: it goes on waiting
}

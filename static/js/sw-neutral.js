// What a push that cannot be read says: its words come with the release, in each language. They are in
// the one in which this phone keeps its pages (shell-language.js), since that is the person's; where it
// keeps none, in the browser's.
const WORDS = self.release.neutral;
const THE_REST = { tag: "peerapp", navigate: "/" };

export const KNOWN = [...Object.keys(Object.values(WORDS)[0]), ...Object.keys(THE_REST)];

export async function neutral() {
  const kept = await languageOfPages().catch(() => undefined); // no storage
  const asked = [kept, ...navigator.languages].map((one) => one?.split("-")[0]);
  const code = asked.find((one) => one in WORDS);
  return { ...(WORDS[code] ?? Object.values(WORDS)[0]), ...THE_REST };
}

async function languageOfPages() {
  const shell = (await caches.keys()).find((name) => name.startsWith("shell-"));
  const page = shell && (await caches.match("/offline", { cacheName: shell }));
  return page?.headers.get("Content-Language");
}

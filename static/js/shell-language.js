// The pages that are kept for everybody (sw.js) are in one language. When another is read here, they
// are fetched anew in it.
const { lang } = document.documentElement;

async function speak() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-")).map(renew));
}

async function renew(name) {
  const cache = await caches.open(name);
  const page = await cache.match("/offline");
  if (!page || page.headers.get("Content-Language") === lang) return;
  const pages = (await cache.keys()).filter(({ url }) => !new URL(url).pathname.startsWith("/static/"));
  await cache.addAll(pages.map(({ url }) => new Request(url, { cache: "reload" })));
}

window.addEventListener("load", () => speak().catch(() => {})); // no storage, or no signal

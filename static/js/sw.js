// Served at /sw.js with a first line that sets self.release = {version, pages, assets}.
// No personal page is ever kept (W4): only the offline page and our own hashed files are.
import "./sw-push.js";

const { version, pages, assets } = self.release;
const SHELL = `shell-${version}`;
const OFFLINE = "/offline";

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function fill() {
  const cache = await caches.open(SHELL);
  // A hashed file may come from the browser's cache, a page may not.
  await cache.addAll([...assets, ...pages.map((page) => new Request(page, { cache: "reload" }))]);
  await self.skipWaiting();
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

// Served at /sw.js with a first line that sets self.release = {version, pages, assets}.
// No personal page is ever kept (W4): only the offline page and the files it is made of are.
import "./sw-outbox.js";
import "./sw-push.js";

const { version, pages, assets } = self.release;
const SHELL = `shell-${version}`;
const OFFLINE = "/offline";

// Online, our hashed files come out of the browser's own cache, which is quicker than a detour
// through here (and in Chromium 156 the detour at times breaks the transition between two pages).
let isOffline = false;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (isOffline && url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function fill() {
  const cache = await caches.open(SHELL);
  // A hashed file may come from the browser's cache, a page may not.
  await cache.addAll([...assets, ...pages.map((page) => new Request(page, { cache: "reload" }))]);
  await self.skipWaiting();
}

async function takeOver() {
  const names = await caches.keys();
  // not what waits to be told of pushes, see sw-receipts.js
  const old = names.filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function page(event) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    isOffline = false;
    return response;
  } catch {
    isOffline = true;
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

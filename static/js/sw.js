// Served at /sw.js with a first line that sets self.release = {version, pages, assets, words}.
// Kept are the pages that are the same for everybody and the files they are made of. Of what is
// personal only the plan is, in a cache of its own that signing out empties (pocket.js, W4).
import { copyOf, outOfPatience } from "./sw-copies.js";
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
  const url = new URL(event.request.url);
  try {
    const response = await Promise.race([online(event), outOfPatience(url, SHELL)]);
    if (response.status >= 500 && (await copyOf(url, SHELL))) throw new Error("out of order");
    isOffline = false;
    return response;
  } catch {
    isOffline = true;
    return (await copyOf(url, SHELL)) ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function online(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

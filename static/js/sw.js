// Served at /sw.js with a first line that sets self.release = {version, pages, assets, neutral}.
// Kept are the pages that are the same for everybody and the files they are made of. What is personal
// is in a cache of its own, that of one account, which signing out empties (pocket.js, W4).
import { copyOf, drop, filesOfCopies, outOfPatience } from "./sw-copies.js";
import { behindTheDoor } from "./sw-lock.js";
import "./sw-outbox.js";
import "./sw-pocket.js";
import "./sw-push.js";
import "./sw-share.js";
import "./sw-update.js";

const { version, pages, assets } = self.release;
const SHELL = `shell-${version}`;
const OFFLINE = "/offline";
// Where a preload fails, Firefox shows its own page of errors, whatever is answered here
// (github.com/GoogleChrome/workbox/issues/3134): nobody would see who can help.
const CAN_PRELOAD = !navigator.userAgent.includes("Firefox/");

// Online, our hashed files come out of the browser's own cache, which is quicker than a detour
// through here (and in Chromium 156 the detour at times breaks the transition between two pages).
let isOffline = false;
const isNoSignal = () => isOffline || navigator.onLine === false; // we may have been started just now

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(behindTheDoor(event, page));
  else if (isNoSignal() && url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function fill() {
  const cache = await caches.open(SHELL);
  // A hashed file may come from the browser's cache, a page may not.
  await cache.addAll([...assets, ...pages.map((page) => new Request(page, { cache: "reload" }))]);
}

async function takeOver() {
  await moveFilesOfCopies().catch(() => {}); // no room
  const names = await caches.keys();
  // not what waits to be told of pushes, see sw-receipts.js
  const old = names.filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all([...old, "mine-plan"].map((name) => caches.delete(name))); // the last: of old
  await self.registration.navigationPreload?.[CAN_PRELOAD ? "enable" : "disable"]();
  await self.clients.claim();
}

// Until the copies are made anew they want the files of the version of which they are.
async function moveFilesOfCopies() {
  const shell = await caches.open(SHELL);
  for (const file of await filesOfCopies()) {
    const was = await caches.match(file);
    if (was && !(await shell.match(file))) await shell.put(file, was);
  }
}

async function page(event) {
  const url = new URL(event.request.url);
  const copy = copyOf(url, SHELL).catch(() => undefined);
  try {
    const response = await Promise.race([online(event, copy), outOfPatience(copy)]);
    if (response.status >= 500 && (await copy)) throw new Error("out of order");
    isOffline = false;
    if (url.pathname === "/login" && response.ok) await drop(); // nobody is signed in any more
    return response;
  } catch {
    isOffline = true;
    return (await copy) ?? (await caches.match(OFFLINE, { cacheName: SHELL })) ?? Response.error();
  }
}

// Where there is a copy, only what came as a whole is shown instead of it.
async function online(event, copy) {
  const response = (await event.preloadResponse) ?? (await fetch(event.request));
  if (await copy) await response.clone().arrayBuffer();
  return response;
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

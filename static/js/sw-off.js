// Served at /sw.js with SERVICE_WORKER=off: no worker any more, so nothing rings on this phone either.
import { DOOR } from "./door.js";
import { SHARED } from "./share-store.js";
import { replace } from "./sw-replace.js";

const STAYS = [DOOR, SHARED]; // who left in a hurry, and words that are in no note yet

replace(async () => {
  const names = (await caches.keys()).filter((name) => !STAYS.includes(name));
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.registration.unregister();
});

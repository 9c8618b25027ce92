// Served at /sw.js with SERVICE_WORKER=off: no worker any more, so nothing rings on this phone either.
import { replace } from "./sw-replace.js";

replace(async () => {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  await self.registration.unregister();
});

// Another app shares a text: it stays on the phone, and the page comes that puts it into a note. So it
// is there too where somebody has to sign in first, or where there is no signal.
import { owner } from "./outbox-store.js";
import { keepShared } from "./share-store.js";
import { wordsIn } from "./share-words.js";

const SHARE = "/share";

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isShared = request.method === "POST" && url.origin === location.origin && url.pathname === SHARE;
  if (isShared && request.mode === "navigate") event.respondWith(take(request));
});

async function take(request) {
  const copy = request.clone();
  try {
    const words = wordsIn(await request.formData());
    const person = (await owner().catch(() => null))?.person;
    if (words) await keepShared(words, person);
    return Response.redirect(SHARE, 303);
  } catch {
    return fetch(copy); // no storage, or no form: the server shows what came
  }
}

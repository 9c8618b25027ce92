// Another app shares a text: it stays on the phone, and the page comes that puts it into a note. So it
// is there too where somebody has to sign in first, or where there is no signal. Another site could send a
// form here too. Only the server can tell (Sec-Fetch-Site), so it is asked first where there is a signal.
import { owner } from "./outbox-store.js";
import { keepShared } from "./share-store.js";
import { wordsIn } from "./share-words.js";

const SHARE = "/share";
const PATIENCE = 3_000; // milliseconds
const REFUSED = 403; // see share_views.py

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isShared = request.method === "POST" && url.origin === location.origin && url.pathname === SHARE;
  if (isShared && request.mode === "navigate") event.respondWith(take(request));
});

async function take(request) {
  const copies = [request.clone(), request.clone()];
  try {
    const refusal = await refusalOf(request);
    if (refusal) return refusal;
    const words = wordsIn(await copies[0].formData());
    const person = (await owner().catch(() => null))?.person;
    if (words) await keepShared(words, person);
    return Response.redirect(SHARE, 303);
  } catch {
    return fetch(copies[1]); // no storage, or no form: the server shows what came
  }
}

// As it came, or the browser would say that it comes from us.
async function refusalOf(request) {
  const late = new Promise((over) => setTimeout(over, PATIENCE));
  const answer = await Promise.race([fetch(request), late]).catch(() => undefined); // no signal
  return answer?.status === REFUSED ? answer : undefined;
}

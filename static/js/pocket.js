// The plan opens without a signal: this keeps the copy that sw-copies.js shows. It is made anew at
// each start of the app and each change of the plan. It goes where the server says that there is
// nothing to keep here (204), that this is somebody else's phone now, or that nobody is signed in;
// signing out empties all such caches at once (sign-out.js, and Clear-Site-Data).
import { onContent } from "./content.js";
import { mark } from "./pageshow.js";
import { MINE, POCKET } from "./sw-copies.js";

const SOON = 100; // milliseconds

const isOpen = "caches" in window; // only on https and localhost

let latest = 0;

async function keep() {
  const visit = mark();
  const ours = ++latest;
  try {
    const answer = await fetch(POCKET, { cache: "no-store", redirect: "manual" });
    if (answer.status >= 429) return; // too many at once, or a fault of ours, takes nothing away
    if (ours !== latest) return; // a later change is already asked for
    if (answer.status !== 200) return drop();
    await (await caches.open(MINE)).put(POCKET, answer);
    if (mark() !== visit) return drop(); // somebody signed out in another tab meanwhile
    for (const said of document.querySelectorAll("[data-pocket-kept]")) said.hidden = false;
  } catch {
    // no signal: what is kept stays
  }
}

const drop = () => caches.delete(MINE);

let waiting;

// Once for all that a page or an answer brings.
function keepSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(keep, SOON);
}

if (isOpen) {
  onContent("[data-pocket], [data-plan-changed]", keepSoon);
  if (document.querySelector('form[action^="/login"]')) drop();
}

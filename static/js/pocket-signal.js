// A copy looks for the signal: when the phone says that there is one, when the app is looked at again,
// and now and then. Whoever has not touched the page yet gets the real one; else it is offered, since
// nothing may be taken away from under a finger. Once in a while only: a page that takes too long to
// come each time would else come and go.
const FIRST = 2_000; // milliseconds, doubled each time, so that a low battery is spared
const LONGEST = 30_000;
const RESTS_FOR = 60_000;
const CAME = "pocket-came";

const place = document.querySelector("[data-pocket-back]");
let isTouched = false;
let wait = FIRST;
let timer;

async function look() {
  clearTimeout(timer);
  if (document.hidden) return; // looked at again, it goes on
  const there = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (there?.ok) return back();
  timer = setTimeout(look, wait);
  wait = Math.min(wait * 2, LONGEST);
}

function back() {
  const hasCalled = document.querySelector('[data-outbox-item="call"]');
  if (!isTouched && !hasCalled && !hasJustCome()) location.reload();
  else if (place) place.hidden = false;
}

function hasJustCome() {
  try {
    const last = Number(sessionStorage.getItem(CAME));
    sessionStorage.setItem(CAME, Date.now());
    return Date.now() - last < RESTS_FOR;
  } catch {
    return true; // no storage: it is offered
  }
}

for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(kind, () => (isTouched = true), { once: true, passive: true });
}
window.addEventListener("online", look);
document.addEventListener("visibilitychange", look);
timer = setTimeout(look, wait);

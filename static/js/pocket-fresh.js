// Whether this tab has asked for the copies lately (pocket.js): by the same app, in the same language,
// with no change since, and what the answer was is what is here: copies, or none.
const FRESH = 10 * 60_000; // milliseconds
const ASKED = "pocket";

const madeOf = `${document.documentElement.lang} ${document.querySelector("script[type=module]").src}`;

export function noteAsked(areKept) {
  store((storage) => storage.setItem(ASKED, `${Date.now()} ${areKept} ${madeOf}`));
}

export function outdate() {
  store((storage) => storage.removeItem(ASKED));
}

export function isFresh(areHere) {
  const [at, ...of] = (store((storage) => storage.getItem(ASKED)) ?? "").split(" ");
  return Date.now() - at < FRESH && of.join(" ") === `${areHere} ${madeOf}`;
}

function store(act) {
  try {
    return act(sessionStorage);
  } catch {
    return undefined; // no storage, as in some private windows
  }
}

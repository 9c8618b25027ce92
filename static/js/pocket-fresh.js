// Whether this tab has asked for the copies lately (pocket.js): by the same app, in the same language,
// and with no change since.
const FRESH = 10 * 60_000; // milliseconds
const ASKED = "pocket";

const madeOf = `${document.documentElement.lang} ${document.querySelector("script[type=module]").src}`;

export function noteAsked() {
  store((storage) => storage.setItem(ASKED, `${Date.now()} ${madeOf}`));
}

export function outdate() {
  store((storage) => storage.removeItem(ASKED));
}

export function isFresh() {
  const [at, ...of] = (store((storage) => storage.getItem(ASKED)) ?? "").split(" ");
  return Date.now() - at < FRESH && of.join(" ") === madeOf;
}

function store(act) {
  try {
    return act(sessionStorage);
  } catch {
    return undefined; // no storage, as in some private windows
  }
}

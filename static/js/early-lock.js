// A page that comes after the app was out of sight for two minutes is covered before it is seen, also
// where the server did not hear of it; lock.js then asks.
export const AFTER = 2 * 60_000; // milliseconds, as in accounts/models.py
export const HIDDEN = "hidden-at"; // in the storage
export const VISIT = "visit"; // there too, see pageshow.js

// A clock that was put back since tells nothing of the time: it counts as too long.
export function isTooLong(at) {
  const away = Date.now() - Number(at);
  return away < 0 || away >= AFTER;
}

export function isLate() {
  try {
    const at = localStorage.getItem(HIDDEN);
    return at !== null && isTooLong(at);
  } catch {
    return false; // no storage: the server knows
  }
}

export const hasPin = () => document.querySelector('meta[name="lock"]') !== null;

// A service worker has no page.
if (typeof document !== "undefined" && hasPin() && isLate()) document.documentElement.classList.add("is-covered");

// The browser may bring a page back from memory. After somebody signed out it must not (W4); else
// it should, since it still holds what was typed. A random mark in the storage, which says nothing
// of the person, tells the two apart: it changes when somebody signs out or is signed out. Where another
// person is signed in without that, all that is in the storages is of the one before, and goes.
import { VISIT as KEY } from "./early-lock.js";

const WHOSE = "whose";

const person = document.querySelector('meta[name="person"]')?.content;

function emptyOfOthers() {
  if (!person) return;
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      const was = window[name].getItem(WHOSE);
      if (was && was !== person) window[name].clear();
      if (was !== person) window[name].setItem(WHOSE, person);
    } catch {
      // no storage, so nothing in it
    }
  }
}

// Without a storage null, and "" where somebody signed out since: a page on its way out writes no new one.
export function markNow() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return null; // as in some private windows
  }
}

export function mark() {
  try {
    if (document.querySelector('form[action^="/login"]')) localStorage.removeItem(KEY);
    if (!localStorage.getItem(KEY)) localStorage.setItem(KEY, crypto.randomUUID());
  } catch {
    // as above
  }
  return markNow();
}

emptyOfOthers();
const ours = mark();

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (ours && markNow() === ours) return;
  document.body.hidden = true;
  location.reload();
});

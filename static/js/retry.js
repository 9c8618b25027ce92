// The offline page tries again by itself: when the phone says that it has a signal, when the app is
// looked at again, and now and then, since a phone on a network without the internet says nothing.
import { onContent } from "./content.js";

const FIRST = 2_000; // milliseconds, doubled each time, so that a low battery is spared
const LONGEST = 30_000;

onContent("[data-retry]", () => {
  let wait = FIRST;
  let timer;
  // whoever has called from here is told what became of it
  const reload = () => document.querySelector('[data-outbox-item="call"]') || location.reload();

  async function look() {
    clearTimeout(timer);
    if (document.hidden) return; // looked at again, it goes on
    const there = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
    if (there?.ok) return reload();
    timer = setTimeout(look, wait);
    wait = Math.min(wait * 2, LONGEST);
  }

  window.addEventListener("online", reload);
  document.addEventListener("visibilitychange", look);
  timer = setTimeout(look, wait);
});

// Runs before the page is shown, unlike app.js, so keep it tiny.
//
// When a service worker answered, Chromium 156 at times gives up the transition between two pages
// (@view-transition in motion.css) before it has read the stylesheet, and reports that as an error
// of ours ("ViewTransition ..."), as it does when one page follows another too soon ("Transition was
// skipped"). The page is there all the same, only without the transition.
addEventListener("unhandledrejection", (event) => {
  if (event.reason?.message?.includes("Transition")) event.preventDefault();
});

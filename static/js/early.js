// Runs before the page is shown, unlike app.js, so keep it tiny.
import "./early-lock.js";

// A browser that gives up the transition between two pages (@view-transition in motion.css), since
// the machine is busy or a service worker answered, reports that as an error of ours, though nobody
// asked for a promise (github.com/w3c/csswg-drafts/issues/13726). The page is there all the same.
addEventListener("unhandledrejection", (event) => {
  if (/ViewTransition|Transition was /.test(event.reason?.message)) event.preventDefault();
});

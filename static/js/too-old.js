// A browser that lacks what the other modules stand on gets none of them: it has the app without scripts,
// in which each form works. Safari has it all since 15.4, Chrome since 97, Firefox since 104.
const HAS_ALL = "HTMLDialogElement" in window && "findLast" in Array.prototype && "hasOwn" in Object;

if (!HAS_ALL) {
  for (const without of document.querySelectorAll("noscript")) without.outerHTML = without.textContent;
  throw new Error("too old for the scripts, and all works without them"); // ends app.js here
}

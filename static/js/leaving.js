// A link that was tapped shows it until the next page is there: an app on the home screen has none of
// the browser's own signs that a page is coming.
const LONGEST = 10_000; // milliseconds: a link to a file opens no page

window.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const isOther = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || isOther || event.defaultPrevented || staysHere(link)) return;
  link.dataset.leaving = "";
  setTimeout(() => delete link.dataset.leaving, LONGEST);
});

function staysHere({ href, origin, target, download, hash }) {
  const isPlace = hash && href.replace(hash, "") === location.href.replace(location.hash, "");
  return target || download || isPlace || origin !== location.origin;
}

window.addEventListener("pageshow", () => {
  for (const link of document.querySelectorAll("[data-leaving]")) delete link.dataset.leaving;
});

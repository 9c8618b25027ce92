// Runs a behavior on the elements of a page, and again on those that htmx brings in later.
export function onContent(selector, attach) {
  const attached = new WeakSet();
  const look = () => {
    for (const element of document.querySelectorAll(selector)) {
      if (attached.has(element)) continue;
      attached.add(element);
      attach(element);
    }
  };
  look();
  document.addEventListener("htmx:after:process", look);
}

// What has the focus and leaves takes it along, to the top of the page: who listens would begin anew.
export function give(element) {
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

// The last heading above the part in the page, from where reading goes on; without one, the main part.
export function giveBefore(part) {
  const isAbove = (it) => it.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING;
  const headings = [...document.querySelectorAll("main :is(h1, h2, h3)")];
  const above = headings.filter((it) => isAbove(it) && it.getClientRects().length > 0);
  give(above.at(-1) ?? document.getElementById("main"));
}

// `leave` hides the part, or takes it away.
export function putAway(part, leave) {
  const hadFocus = part.contains(document.activeElement);
  if (hadFocus) giveBefore(part);
  leave();
}

// Nothing of the page is left: not on the screen, not in the memory that the back button uses.
export function blank(word) {
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "alert");
  document.body.className = "blank";
  document.body.replaceChildren(said);
  said.textContent = word; // not before it is there, or a screen reader may not say it
}

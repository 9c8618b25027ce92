// Puts away the panel [data-near] of who can help, beside what was just written, without telling
// anybody. What was sent from the phone while the page was open may bring one.
import htmx from "htmx.org";
import { putAway } from "./keep-focus.js";

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-near-close]");
  if (!close) return;
  event.preventDefault();
  const part = close.closest("[data-near]");
  putAway(part, () => part.remove());
});

document.addEventListener("outbox:sent", ({ detail: { kind } }) => {
  // a call, which alone goes out behind a PIN too, has a page of its own that says who can help
  if (kind === "call" || !document.getElementById("near")) return;
  htmx.ajax("GET", "/help/near", { target: "#near", swap: "innerHTML" });
});

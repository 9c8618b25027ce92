// A form that is on its way shows it, and a second tap does not send it twice.
// Nothing is disabled: a disabled button loses the focus, and its name and value.
const STUCK = 30_000; // a plain form whose answer never comes may be sent again

const isBusy = (element) => element?.getAttribute("aria-busy") === "true";

// Another face, say, is not the same tap: it stands in the queue of its card.
const isSecond = ({ target, submitter }) =>
  isBusy(submitter) || (isBusy(target) && !(submitter?.name && target.hasAttribute("hx-sync")));

function begin(form, button) {
  for (const element of [form, button]) element?.setAttribute("aria-busy", "true");
}

function end(form) {
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll('[aria-busy="true"]')) {
    button.removeAttribute("aria-busy");
  }
}

// In the capture phase on window, so that a second submit reaches neither htmx nor the browser.
window.addEventListener(
  "submit",
  (event) => {
    if (!isSecond(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

window.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.target === "_blank") return;
  begin(event.target, event.submitter);
  setTimeout(() => end(event.target), STUCK);
});

// Not htmx:before:request, which comes only when it is its turn.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement.closest("form");
  if (form) begin(form, ctx.request.submitter);
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  // not all of the form: its other buttons may wait for their own answer
  for (const element of [ctx.request.form, ctx.request.submitter]) {
    element?.removeAttribute("aria-busy");
  }
});

window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(end));

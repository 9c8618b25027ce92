// After a swap the focus is where the person was, never lost at the top of the page: htmx keeps it
// on an element with the same id; where that is gone, it goes to what matters in the new part. A part
// that comes by itself (poll.js) leaves it where it was, and never scrolls the page to it.
import { give } from "./keep-focus.js";

const WRONG = '[aria-invalid="true"], .choices > .error ~ .chips input';
const GOALS = ["[data-focus]", WRONG, "h1, h2, h3"];

const swaps = new WeakMap();

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const swap = tasks.find((task) => task.type === "main");
  if (!swap?.target?.contains?.(document.activeElement)) return;
  swaps.set(ctx, { swap, place: document.activeElement.closest("[id]").id });
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const { swap, place } = swaps.get(ctx) ?? {};
  const wrong = ctx.response?.status === 422 && swap?.target.querySelector(WRONG);
  if (wrong) focus(wrong);
  if (!swap || (document.activeElement && document.activeElement !== document.body)) return;
  const part = swap.target; // htmx has put the new one there
  if (ctx.sourceElement?.matches("[data-poll]")) give(document.getElementById(place) ?? part);
  else focus(GOALS.map((goal) => part.querySelector(goal)).find(Boolean) ?? part);
});

function focus(element) {
  give(element);
  // with its label and its message
  (element.closest(".field") ?? element).scrollIntoView({ block: "nearest" });
}

// A whole page that came back with messages; the styleguide only shows how they look. A browser that
// gives little away has no entry.
const [{ responseStatus } = {}] = performance.getEntriesByType("navigation");
const wrong = document.querySelector(`main :is(${WRONG})`);
if (wrong && responseStatus !== 200) focus(wrong);

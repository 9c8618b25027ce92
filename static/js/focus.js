// After a swap the focus is where the person was, never lost at the top of the page: htmx keeps it
// on an element with the same id; where that is gone, it goes to what matters in the new part.
const TARGETS = ["[data-focus]", '[aria-invalid="true"]', "h1, h2, h3"];

const holders = new WeakMap();

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const target = tasks.find((task) => task.type === "main")?.target;
  if (!(target instanceof Element)) return;
  if (target.contains(document.activeElement)) holders.set(ctx, { target, id: target.id });
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const holder = holders.get(ctx);
  if (!holder || (document.activeElement && document.activeElement !== document.body)) return;
  const part = holder.target.isConnected ? holder.target : document.getElementById(holder.id);
  const goal = TARGETS.map((selector) => part?.querySelector(selector)).find(Boolean);
  focus(goal ?? part ?? document.getElementById("main"));
});

function focus(element) {
  if (!element) return;
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

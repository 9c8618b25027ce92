// What an answer brings and should be read, [data-in-sight], is not left under the bar or off screen.
const PARTS = "[data-in-sight]";
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

const before = new WeakMap();

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  before.set(ctx, new Set(document.querySelectorAll(PARTS)));
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const fresh = [...document.querySelectorAll(PARTS)].filter((part) => !before.get(ctx)?.has(part));
  fresh.at(-1)?.scrollIntoView({ block: "nearest", behavior: CALM.matches ? "instant" : "smooth" });
});

// A part that comes anew by itself (poll.js) moves nothing under the eyes: what was in sight stays where
// it was on the screen, also when somebody above it has gone further down. Who has gone far is not
// followed, as browsers do who move the focus along: the smallest step counts, in the page, and the
// focus comes back to the name that is nearest to where it was.
const ROWS = "main :is(article, section)[id]";

const BAR = 80; // pixels at the top, where rows go under the bar

const before = new WeakMap();

const top = (element) => element.getBoundingClientRect().top;
const placeOf = (row) => top(row) + scrollY;

function isInSight(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > BAR && top < innerHeight;
}

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (!ctx.sourceElement?.matches("[data-poll]")) return;
  const rows = [...document.querySelectorAll(ROWS)].filter(isInSight);
  const { activeElement: focused } = document;
  before.set(ctx, {
    places: rows.map((row) => [row.id, placeOf(row)]),
    focus: focused !== document.body && isInSight(focused) ? top(focused) : null,
    scrolled: scrollY,
  });
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const { places = [], focus, scrolled } = before.get(ctx) ?? {};
  const moves = places
    .map(([id, place]) => ({ row: document.getElementById(id), place }))
    .filter(({ row }) => row)
    .map(({ row, place }) => ({ row, step: placeOf(row) - place }))
    .sort((one, other) => Math.abs(one.step) - Math.abs(other.step));
  if (moves.length === 0) return;
  // at the very top one sees who comes first
  scrollTo({ top: scrolled === 0 ? 0 : scrolled + moves[0].step, behavior: "instant" });
  if (focus !== null && !isInSight(document.activeElement)) giveFocusNear(focus, moves);
});

function giveFocusNear(place, moves) {
  const far = (name) => Math.abs(top(name) - place);
  const names = moves.map(({ row }) => row.querySelector(":is(h1, h2, h3) a"));
  const [nearest] = names.filter(Boolean).sort((one, other) => far(one) - far(other));
  nearest?.focus({ preventScroll: true });
}

// On the page of one's own call: what came by itself (poll.js) is said at the foot of the screen
// while its place is out of sight, [data-call-news], and stays there until one looks. It moves nothing.
import { onContent } from "./content.js";

const newest = () => document.querySelector("#call .story > li:last-child > span")?.textContent;

function isInSight() {
  const { top, bottom } = document.querySelector("#call .lead")?.getBoundingClientRect() ?? {};
  return top >= 0 && bottom <= innerHeight;
}

onContent("[data-call-news]", (news) => {
  let known = newest();

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const said = newest();
    if (!said || said === known) return;
    known = said;
    if (ctx.sourceElement?.id !== "call") return; // of one's own tap
    news.querySelector("span").textContent = said;
    news.hidden = isInSight();
  });
  window.addEventListener("scroll", () => isInSight() && (news.hidden = true), { passive: true });
});

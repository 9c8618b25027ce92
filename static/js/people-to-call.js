// The page without a signal shows whom the member can call, out of the copy of their plan.
import { onContent } from "./content.js";
import { MINE, POCKET } from "./sw-copies.js";

onContent("[data-people-to-call]", async (place) => {
  const copy = await window.caches?.match(POCKET, { cacheName: MINE }).catch(() => null);
  if (!copy) return;
  const page = new DOMParser().parseFromString(await copy.text(), "text/html");
  place.classList.add("stack", "stack--close");
  place.replaceChildren(...page.querySelectorAll(".plan-call"));
});

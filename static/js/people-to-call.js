// The pages without a signal show what else is on this phone: whom the member can call, out of the
// copy of their plan, and the way to the copies. One that cannot be read is not passed over in silence.
import { onContent } from "./content.js";
import { entryHere, pagesIn } from "./sw-copies.js";

let asked;

// Once a page, and not on a page that does not want to know.
function reading() {
  asked ??= read();
  return asked;
}

async function read() {
  const entry = await entryHere().catch(() => null); // no storage, so nothing in it
  if (!entry) return {};
  return pagesIn(entry).then((pages) => ({ pages }), () => ({ isBroken: true }));
}

onContent("[data-people-to-call]", async (place) => {
  const { pages } = await reading();
  const page = new DOMParser().parseFromString(pages?.["/plan"] ?? "", "text/html");
  place.classList.add("stack", "stack--close");
  place.replaceChildren(...page.querySelectorAll(".plan-call"));
});

onContent("[data-if-kept]", async (part) => {
  part.hidden = !(await reading()).pages?.[part.dataset.ifKept];
});

onContent("[data-if-broken]", async (part) => {
  part.hidden = !(await reading()).isBroken;
});

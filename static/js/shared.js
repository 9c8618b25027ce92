// Puts what another app has shared, and the phone has kept (sw-share.js), into today's note, as a draft:
// it is saved by a tap only. What was there before stays in front of it.
import { onContent } from "./content.js";
import { dropShared, keepShared, sharedWith } from "./share-store.js";

const me = document.querySelector('meta[name="person"]')?.content;

const shared = () => ("caches" in window ? sharedWith(me).catch(() => "") : Promise.resolve(""));

async function fill(field) {
  const words = await shared();
  if (!words || field.value.includes(words)) return; // a page that comes back has it
  const before = field.value ? `${field.value}\n\n` : "";
  const room = Math.max(0, field.maxLength - before.length);
  field.value = (before + words.slice(0, room)).trimEnd();
  if (words.length > room) document.querySelector("[data-shared-cut]").hidden = false;
}

onContent("[data-shared-into]", fill);

// Once it is said, or put away, the phone forgets it.
onContent("form[data-shared]", (form) => form.addEventListener("submit", dropShared));
onContent("[data-shared-none]", dropShared);
onContent("[data-shared-drop]", (link) => link.addEventListener("click", dropShared));

// No service worker has kept it, and who sent it has to sign in first.
onContent("[data-shared-keep]", (field) => keepShared(field.value).catch(() => {}));

// It cannot be shown yet: there is no signal, or nobody is signed in.
const isOnTheWay = location.pathname === "/share" || new URLSearchParams(location.search).get("next") === "/share";
onContent("[data-shared-kept]", async (said) => {
  said.hidden = !isOnTheWay || !(await shared());
});

if (me) shared(); // what another person has left goes

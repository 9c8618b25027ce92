// Puts what another app has shared, and the phone has kept (sw-share.js), into today's note, as a draft:
// it is saved by a tap only. What was there before stays in front of it. What was shared before somebody
// signed in may be another's, so whoever signs in next is asked, and does not see it before.
import { onContent } from "./content.js";
import { dropShared, isAnyShared, keepShared, sharedBy } from "./share-store.js";
import { isOnTheWay, noteHere } from "./shared-here.js";
import { settled } from "./shared-saved.js";

const me = document.querySelector('meta[name="person"]')?.content;

const words = (person) => sharedBy(person).catch(() => ""); // no storage

async function fill(field) {
  await settled;
  const shared = await words(me);
  if (!shared || field.value.includes(shared)) return; // a page that comes back has it
  const before = field.value ? `${field.value}\n\n` : "";
  const room = Math.max(0, field.maxLength - before.length);
  field.value = (before + shared.slice(0, room)).trimEnd();
  if (shared.length > room) document.querySelector("[data-shared-cut]").hidden = false;
}

onContent("[data-shared-into]", fill);

onContent("[data-shared-ask]", async (part) => {
  await settled;
  part.hidden = !(await words());
  part.querySelector("[data-shared-use]").addEventListener("click", async () => {
    await keepShared(await words(), me);
    await done();
  });
  part.querySelector("[data-shared-not]").addEventListener("click", done);

  async function done() {
    await dropShared((person) => !person);
    part.hidden = true;
    const field = document.querySelector("[data-shared-into]");
    await fill(field);
    field.focus();
  }
});

const drop = () => dropShared().catch(() => {});
onContent("[data-shared-none]", drop);
onContent("[data-shared-drop]", (link) => link.addEventListener("click", drop));

// No service worker has kept it, and who sent it has to sign in first.
onContent("[data-shared-keep]", (field) => keepShared(field.value).then(noteHere, () => {}));

// It cannot be shown yet: there is no signal, or nobody is signed in.
onContent("[data-shared-kept]", async (said) => {
  said.hidden = !isOnTheWay || !(await isAnyShared().catch(() => false));
  if (!said.hidden) noteHere();
});

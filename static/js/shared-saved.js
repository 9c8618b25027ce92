// When the phone forgets what another app has shared: once the server has it, not at the tap, whose answer
// may be a refusal or never come. What another person has left goes as soon as somebody is signed in.
import { onContent } from "./content.js";
import { dropShared } from "./share-store.js";
import { store, wasHere } from "./shared-here.js";

const SENT = "shared-sent"; // in the session, until the next page
const me = document.querySelector('meta[name="person"]')?.content;

onContent("form[data-shared]", (form) => {
  form.addEventListener("submit", () => store((session) => session.setItem(SENT, "yes")));
});

// Only from what it has saved the server leads on to a page of the person.
function wasSaved() {
  const wasSent = store((session) => session.getItem(SENT));
  store((session) => session.removeItem(SENT));
  const { redirectCount, responseStatus } = performance.getEntriesByType("navigation")[0] ?? {};
  return wasSent && redirectCount > 0 && responseStatus === 200;
}

const isOver = wasSaved();
const isNotTheirs = (person) => (person ? person !== me : !wasHere());

// After this, what is there may be shown.
export const settled = me
  ? dropShared((person) => isNotTheirs(person) || (isOver && person === me)).catch(() => {})
  : Promise.resolve();

// It had waited for a signal.
document.addEventListener("outbox:sent", ({ detail: { fields = [] } }) => {
  const { note = "" } = Object.fromEntries(fields);
  dropShared((person, words) => person === me && note.includes(words)).catch(() => {});
});

// Asks the browser once, in the installed app, not to clear away what is kept for the time without a
// signal. Safari would after seven days unused; a browser that shows a question must not do so again.
import { isInstalled } from "./platform.js";

const ASKED = "asked-to-persist";

async function ask() {
  if (!isInstalled() || !document.querySelector('meta[name="person"]')) return;
  if (localStorage.getItem(ASKED) || (await navigator.storage.persisted())) return;
  localStorage.setItem(ASKED, "yes");
  await navigator.storage.persist();
}

ask().catch(() => {}); // a browser without it, or without storage

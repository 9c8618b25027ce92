// What waits on this phone, as the page that is open knows it, and shows it. Others send it
// (outbox-going.js) and say what a tap on it does (outbox.js).
import { give } from "./keep-focus.js";
import { counted, draw } from "./outbox-show.js";
import { owner, rows } from "./outbox-store.js";

export const me = document.querySelector('meta[name="person"]');
const isOfflinePage = document.querySelector("[data-outbox-owner]") !== null;
export const page = {
  rows: [],
  sent: [],
  dropped: [],
  answer: "", // to "Send now"
  isReadable: Boolean(me) || isOfflinePage,
  isBehindThePin: document.querySelector('form[action="/unlock"]') !== null, // a call goes out all the same
  isSignedOut: document.querySelector('form[action^="/login"]') !== null,
};

let act = () => {};
export const onTap = (does) => (act = does);

// Whose words may be shown here. A page that says nobody only counts.
export const person = async () => me?.content ?? (isOfflinePage ? (await owner())?.person : undefined);

// Reads what waits, and shows it.
export async function look() {
  const who = await person();
  const all = await rows();
  page.rows = page.isReadable ? all.filter((row) => row.person === who) : all;
  paint();
}

export function paint() {
  draw(page, act);
  const isCall = ({ kind, state }) => kind === "call" && state !== "refused";
  const hasCalled = [...page.rows, ...page.sent].some(isCall); // one call at a time
  for (const form of document.querySelectorAll('form[data-outbox="call"]')) {
    const hadFocus = hasCalled && form.contains(document.activeElement);
    form.hidden = hasCalled;
    if (hadFocus) give(document.querySelector('[data-outbox-item="call"]') ?? form.parentElement);
  }
  document.dispatchEvent(new CustomEvent("outbox:shown", { detail: page }));
}

// A screen reader hears it.
export function announce(text = counted(page)) {
  const place = document.querySelector("[data-outbox-news]");
  if (place && place.textContent !== text) place.textContent = text;
}

// It is on the server. The last one of a kind is shown.
export function told(row, link) {
  signalIsBack();
  document.dispatchEvent(new CustomEvent("outbox:sent", { detail: row }));
  page.sent = [...page.sent.filter(({ kind }) => kind !== row.kind), { ...row, state: "sent", link }];
  page.dropped = page.dropped.filter(({ seq }) => seq !== row.seq); // too late
}

// The page without a signal stays, to say what became of a call: it must not say that there is none.
function signalIsBack() {
  const head = document.querySelector("[data-offline-head]");
  head?.replaceChildren(head.dataset.then);
  document.querySelector("[data-offline-more]")?.remove();
}

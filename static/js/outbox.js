// What could not be sent waits on the phone, is shown, and is sent as soon as there is a signal: when
// the page comes, when the phone says that it is online, when the app is looked at again, after any
// answer of the server, now and then, and by "Send now".
import { onContent } from "./content.js";
import { hurry, quietly, refresh, send } from "./outbox-going.js";
import { announce, look, me, onTap, page, paint, person, told } from "./outbox-page.js";
import { counted } from "./outbox-show.js";
import { change, claim, drop, keep, owner, rows } from "./outbox-store.js";
import { words } from "./words.js";

const ACTS = {
  send: () => send(true),
  copy: async (item) => {
    await navigator.clipboard.writeText(item.words.join("\n"));
    announce(words("copied"));
  },
  again: async (item) => {
    const said_at = new Date().toISOString(); // it is said now, and the same call
    const fields = item.fields.map(([name, value]) => [name, name === "said_at" ? said_at : value]);
    await change(item, { fields, said_at, state: "waiting", tries: 0, later: 0 });
    await send(true);
  },
  drop: async (item) => {
    await drop(item);
    page.dropped.push({ ...item, state: "dropped", was: item.state });
  },
  undo: async (item) => {
    page.dropped = page.dropped.filter((one) => one !== item);
    const { was, ...row } = item;
    await keep({ ...row, state: was });
  },
};

onTap(async (name, item) => {
  await ACTS[name](item);
  await look();
});

// Only a page that has just come from the server knows who is signed in.
async function begin() {
  if (!me) return;
  const isMember = "member" in me.dataset;
  const was = await owner();
  const isOurs = was?.person === me.content && was.isMember === isMember;
  const isAlone = (await rows()).every((row) => row.person === me.content);
  if (!isOurs || !isAlone) await claim(me.content, isMember);
}

onContent("[data-outbox-member]", async (part) => {
  part.hidden = !(await owner().catch(() => null))?.isMember;
});

// By the service worker, see sw-outbox.js.
navigator.serviceWorker?.addEventListener("message", async ({ data }) => {
  const { row, link } = data?.outbox ?? {};
  if (!row || row.person !== (await person())) return;
  told(row, link);
  await quietly(look);
  refresh(new Set([row.kind]));
  announce(counted(page) || words("sent"));
});

document.addEventListener("htmx:after:process", paint);
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const kind = ctx.request.form?.dataset.outbox;
  if (ctx.response.status < 400) page.sent = page.sent.filter((row) => row.kind !== kind); // old news
  if (page.rows.length) quietly(send);
});
document.addEventListener("visibilitychange", () => document.hidden || quietly(send));
window.addEventListener("online", hurry);
export const ready = quietly(begin);
ready.then(() => quietly(send));

// What waits for a signal, in IndexedDB: {seq, id, kind, person, action, fields, words, said_at,
// state, why, tries, later}. Never a token or a header. And whose phone it is, which the offline
// page wants to know. All of it is gone when somebody signs out, or another signs in (W4).
import { openDB } from "idb";

const NAME = "outbox";
const VERSION = 1;
const OLDEST = { kind: "", fields: [], words: [], state: "waiting", tries: 0, later: 0 };

let opened = null; // a promise of the database
let here = null; // the database itself, while it is open

function upgrade(db) {
  const here = db.objectStoreNames;
  if (!here.contains("rows")) db.createObjectStore("rows", { keyPath: "seq", autoIncrement: true });
  if (!here.contains("facts")) db.createObjectStore("facts", { keyPath: "name" });
}

function database() {
  opened ??= open(VERSION)
    // made by a newer app, and this page is an older one: what it knows is still there
    .catch((error) => (error.name === "VersionError" ? open() : Promise.reject(error)))
    .then((db) => (here = db));
  opened.catch(closed);
  return opened;
}

function open(version) {
  const blocking = (_now, _next, event) => {
    event.target.close(); // a newer app in another tab, which must not wait for this one
    closed();
  };
  return openDB(NAME, version, { upgrade, blocking, terminated: closed });
}

function closed() {
  opened = here = null;
}

export const keep = async (row) => (await database()).add("rows", row);

// For a page that is going away: no answer of the database reaches it any more.
export function keepAtOnce(row) {
  const keep = here?.transaction("rows", "readwrite");
  keep?.store.add(row).catch(() => {});
  keep?.commit();
}

export const drop = async (row) => (await database()).delete("rows", row.seq);

// In the order of the taps. A row of an older app has less in it.
export async function rows() {
  return (await (await database()).getAll("rows")).map((row) => ({ ...OLDEST, ...row }));
}

export async function change(row, what) {
  const change = (await database()).transaction("rows", "readwrite");
  const now = await change.store.get(row.seq);
  if (now) await change.store.put({ ...now, ...what });
  await change.done;
}

export const owner = async () => (await database()).get("facts", "owner");

// This phone is theirs now: what another has left is wiped.
export async function claim(person, isMember) {
  const claim = (await database()).transaction(["rows", "facts"], "readwrite");
  const store = claim.objectStore("rows");
  for (const row of await store.getAll()) if (row.person !== person) store.delete(row.seq);
  claim.objectStore("facts").put({ name: "owner", person, isMember });
  await claim.done;
}

// Nobody's words are shown without a signal any more; those that wait stay with their person's id.
export const disown = async () => (await database()).delete("facts", "owner");

export async function wipe() {
  const db = await database();
  await Promise.all([db.clear("rows"), db.clear("facts")]);
}

// What waits for a signal, in IndexedDB: {seq, id, kind, person, action, fields, words, said_at,
// state, why, tries, later}. Never a token or a header. And whose phone it is, which the offline
// page wants to know. All of it is gone when somebody signs out, or another signs in (W4).
import { openDB } from "idb";

const NAME = "outbox";
const VERSION = 1;
const TAKEN_AWAY = ["UnknownError", "InvalidStateError"];
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

// An iPhone takes the database away from an app that was put aside, and tells who uses it next.
async function within(work) {
  try {
    return await work(await database());
  } catch (error) {
    if (!TAKEN_AWAY.includes(error.name)) throw error;
    closed();
    return work(await database());
  }
}

export const keep = (row) => within((db) => db.add("rows", row));

// For a page that is going away: no answer of the database reaches it any more.
export function keepAtOnce(row) {
  const keep = here?.transaction("rows", "readwrite");
  keep?.store.add(row).catch(() => {});
  keep?.commit();
}

export const drop = (row) => within((db) => db.delete("rows", row.seq));

// In the order of the taps. A row of an older app has less in it.
export async function rows() {
  return (await within((db) => db.getAll("rows"))).map((row) => ({ ...OLDEST, ...row }));
}

export const change = (row, what) =>
  within(async (db) => {
    const change = db.transaction("rows", "readwrite");
    const now = await change.store.get(row.seq);
    if (now) await change.store.put({ ...now, ...what });
    await change.done;
  });

export const owner = () => within((db) => db.get("facts", "owner"));

// This phone is theirs now: what another has left is wiped.
export const claim = (person, isMember) =>
  within(async (db) => {
    const claim = db.transaction(["rows", "facts"], "readwrite");
    const store = claim.objectStore("rows");
    for (const row of await store.getAll()) if (row.person !== person) store.delete(row.seq);
    claim.objectStore("facts").put({ name: "owner", person, isMember });
    await claim.done;
  });

// Nobody's words are shown without a signal any more; those that wait stay with their person's id.
export const disown = () => within((db) => db.delete("facts", "owner"));

export const wipe = () => within((db) => Promise.all([db.clear("rows"), db.clear("facts")]));

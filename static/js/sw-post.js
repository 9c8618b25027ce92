// Sends what a service worker has to say. What it sends is itself the right to say it, so no cookie
// goes with it, and it means the same whoever is signed in by now.
import { patience } from "./patience.js";

const PATIENCE = 5_000; // milliseconds: a tap lets us open a page instead for some ten seconds

export function post(address, body) {
  return fetch(address, {
    method: "POST",
    credentials: "omit",
    redirect: "error",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: patience(PATIENCE),
  });
}

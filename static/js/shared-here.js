// Whether something was shared in this window before anybody was signed in: in another one, whoever signs
// in is not even asked whether it was them.
const HERE = "shared-here";

export const isOnTheWay =
  location.pathname === "/share" || new URLSearchParams(location.search).get("next") === "/share";

export function noteHere() {
  store((session) => session.setItem(HERE, "yes"));
}

export const wasHere = () => Boolean(store((session) => session.getItem(HERE)));

export function store(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null; // no storage
  }
}

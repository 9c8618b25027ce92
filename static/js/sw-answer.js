// Does what a button of a notification says. Its token is all the right that it needs: no cookie
// goes with it, so it says the same whoever is signed in by now.
const PATIENCE = 5_000; // milliseconds: a tap lets us open a page instead for some ten seconds

// What the server says to it: { said, hint, navigate, app_badge }; null: it could not be done.
export async function press(token) {
  try {
    const response = await post("/push/answers", { token });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // offline, or too slow
  }
}

export function post(address, body) {
  return fetch(address, {
    method: "POST",
    credentials: "omit",
    redirect: "error",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
}

"""What a browser keeps of a person, and how a test waits for it."""

from playwright.sync_api import Page

COPY = "Boolean(await caches.match('/pocket'))"
ALL_KEPT = """async () => {
  const texts = [JSON.stringify([{...localStorage}, {...sessionStorage}])];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) texts.push(await (await cache.match(request)).text());
  }
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of db.objectStoreNames) {
      texts.push(JSON.stringify(await new Promise((done) => {
        const asked = db.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      })));
    }
    db.close();
  }
  return texts.join("\\n");
}"""
# Of these addresses, what the browser's own cache would show without asking the server.
FROM_HTTP_CACHE = """async (paths) => {
  const how = { cache: "only-if-cached", mode: "same-origin" };
  const texts = paths.map((path) => fetch(path, how).then((one) => one.text(), () => ""));
  return (await Promise.all(texts)).join("\\n");
}"""

# A page that shows a copy though the server is there is not loaded anew under a test's hands.
STAYS = "if (location.protocol === 'http:') sessionStorage['pocket-came'] = Date.now();"


def wait_for_worker(page: Page) -> None:
    """There is one, and it answers the next page. It need not be in charge of this one: a page that
    is loaded in the very moment in which the worker claims all of them is passed over.
    """
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def until(page: Page, condition: str) -> None:
    """In the page, which looks again and again, for as long as Playwright would wait."""
    found = page.evaluate(
        f"""async () => {{
          for (let look = 0; look < 1500; look++) {{
            if ({condition}) return true;
            await new Promise((soon) => setTimeout(soon, 20));
          }}
        }}"""
    )
    assert found, condition


def keep(page: Page) -> None:
    """The phone has the copies of the person who is signed in, and a worker that shows them."""
    page.goto("/")
    wait_for_worker(page)
    until(page, COPY)

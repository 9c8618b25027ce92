"""A server that is updated while phones have it open."""

from typing import Any
from wsgiref.types import WSGIApplication

import pytest
from flask import Flask
from playwright.sync_api import Page

from peerapp import assets
from peerapp.pwa import shell

NEXT = "app.next.js"
# Twice: the first may be answered by what the browser was asking by itself, before there was one.
ASK_FOR_A_NEWER_ONE = """navigator.serviceWorker.ready
  .then((found) => found.update().then(() => found.update())) && undefined"""
# What the worker that is in charge is made of.
IN_CHARGE = """async () => {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((heard) => (port1.onmessage = ({ data }) => heard(data.assets)));
  (await navigator.serviceWorker.ready).active.postMessage({ update: "describe" }, [port2]);
  return (await answer).join();
}"""


class NextFiles:
    """The same script under the name that it has in the next release."""

    def __init__(self, server: WSGIApplication, now: str) -> None:
        self.server = server
        self.now = now

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == f"/static/{NEXT}":
            environ["PATH_INFO"] = f"/static/{self.now}"
        return self.server(environ, start_response)


def update(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the server is a newer one, with another script."""
    now = assets.manifest()
    named = {**now, "app.js": NEXT}
    monkeypatch.setattr(app, "wsgi_app", NextFiles(app.wsgi_app, now["app.js"]))
    monkeypatch.setattr(assets, "manifest", lambda: named)
    monkeypatch.setattr(shell, "built", lambda: named)


def wait_for_worker(page: Page) -> None:
    """One is in charge of the page. A page that is loaded in the very moment in which the worker
    claims all of them is passed over, so it is loaded once more.
    """
    is_in_charge = page.evaluate(
        """navigator.serviceWorker.ready.then(() => new Promise((resolve) => {
          const worker = navigator.serviceWorker;
          worker.addEventListener("controllerchange", () => resolve(true));
          if (worker.controller) resolve(true);
          setTimeout(() => resolve(Boolean(worker.controller)), 2_000);
        }))"""
    )
    if not is_in_charge:
        page.reload()

"""The manifest and the service worker of the installed app."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask import current_app

from peerapp import language
from peerapp.assets import DIST, app_icon, asset
from peerapp.assets import manifest as built
from peerapp.language import _
from peerapp.pages import app_name
from peerapp.pwa.offers import offers

PAPER = "#faf6f0"  # --paper of static/css/tokens.css

# What the kept pages are made of, and what a notification shows beside its words.
KEPT = (
    "early.js",
    "app.js",
    "pocket-page.js",
    "style.css",
    "icons/ui.svg",
    "icons/faces.svg",
)
APP_ICONS = ("icon.svg", "icon-192.png", "badge-96.png")


def manifest() -> dict[str, Any]:
    """https://www.w3.org/TR/appmanifest/ ; nothing in it tells a stranger what the app is for."""
    name = app_name()
    return {
        "id": "/",
        "name": name,
        "short_name": name,
        "description": _("A moment for you, every day."),
        "lang": language.current(),
        "dir": language.locale().text_direction,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "display_override": ["standalone", "minimal-ui"],
        # There is one for light and dark; on our pages <meta name="theme-color"> says both.
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["lifestyle"],
        "icons": icons(),
        **offers(),
    }


def icons() -> list[dict[str, str]]:
    return [
        icon("icon-192.png", 192),
        icon("icon-512.png", 512),
        icon("maskable-512.png", 512, purpose="maskable"),
        icon("monochrome-512.png", 512, purpose="monochrome"),
    ]


def icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
    src = app_icon(name)
    return {"src": src, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def service_worker(pages: Mapping[str, str]) -> str:
    """Our built worker behind a line that says what to keep; it changes, and so is taken for an
    update by the browser, exactly when a kept file or page does. `pages`: each by its address.
    """
    release: dict[str, Any] = {
        "pages": list(pages),
        "assets": kept_files(),
        "words": words(),
    }
    content = json.dumps(release) + "".join(pages.values())
    release["version"] = hashlib.sha256(content.encode()).hexdigest()[:12]
    return worker("sw.js", release)


def kept_files() -> list[str]:
    return [*map(asset, KEPT), *map(app_icon, APP_ICONS)]


def words() -> dict[str, dict[str, str]]:
    """What the worker says, by the language: where a push has no words, and above its second row of
    buttons. In all of them, since it must not be another worker for who reads another.
    """
    return {code: words_in(code) for code in current_app.config["LANGUAGES"]}


def words_in(code: str) -> dict[str, str]:
    with language.speaking(code):
        return {
            "lang": code,
            "dir": language.locale().text_direction,
            "title": _("A moment for you?"),
            "body": _("Tap when it suits you."),
            "when": _("When would be better?"),
        }


def turned_off(how: str) -> str:
    """In place of a worker that does harm; `how` is "pushes" or "off" (SERVICE_WORKER)."""
    return worker(f"sw-{how}.js", {"assets": kept_files(), "words": words()})


def worker(script: str, release: Mapping[str, Any]) -> str:
    return f"self.release = {json.dumps(release)};\n{(DIST / built()[script]).read_text()}"

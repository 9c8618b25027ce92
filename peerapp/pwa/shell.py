"""The manifest and the service worker of the installed app."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from peerapp import language
from peerapp.assets import DIST, app_icon, asset
from peerapp.assets import manifest as built
from peerapp.language import _
from peerapp.pages import app_name
from peerapp.push import notifications
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
    }
    content = json.dumps(release) + "".join(pages.values())
    release["version"] = hashlib.sha256(content.encode()).hexdigest()[:12]
    return worker("sw.js", release)


def kept_files() -> list[str]:
    return [*map(asset, KEPT), *map(app_icon, APP_ICONS)]


def turned_off(how: str) -> str:
    """In place of a worker that does harm; `how` is "pushes" or "off" (SERVICE_WORKER)."""
    return worker(f"sw-{how}.js", {"assets": kept_files()})


def worker(script: str, release: Mapping[str, Any]) -> str:
    said = json.dumps({**release, "neutral": notifications.neutral()})
    return f"self.release = {said};\n{(DIST / built()[script]).read_text()}"

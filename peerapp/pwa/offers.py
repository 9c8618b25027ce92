"""What the installed app offers from outside: in the menu of its icon, in the sheet that shares
something, and in the browser's own window that asks whether to install it.
"""

from typing import Any

from peerapp.assets import asset
from peerapp.language import _, lazy

NARROW, WIDE = "585x1266", "1920x1200"  # as docs/take_install_pictures.py makes them
SCREENSHOTS = {
    "today": lazy("How is today? One tap."),
    "days": lazy("Your month at a glance."),
    "breathe": lazy("A few minutes for yourself."),
}


def offers() -> dict[str, Any]:
    return {
        "shortcuts": shortcuts(),
        "screenshots": screenshots(),
        "share_target": {
            # What is shared is private: it stands in no address and in no log.
            "action": "/share",
            "method": "POST",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
        # One window: a shortcut, or what is shared, comes to the app that is open.
        "launch_handler": {"client_mode": ["navigate-existing", "auto"]},
    }


def shortcuts() -> list[dict[str, Any]]:
    return [
        shortcut(_("Check in"), "/", "today"),
        shortcut(_("Help now"), "/help", "help"),
        shortcut(_("Messages"), "/messages", "messages"),
    ]


def shortcut(name: str, url: str, picture: str) -> dict[str, Any]:
    src = asset(f"icons/shortcut-{picture}-96.png")
    return {
        "name": name,
        "url": url,
        "icons": [{"src": src, "sizes": "96x96", "type": "image/png"}],
    }


def screenshots() -> list[dict[str, str]]:
    return [
        screenshot(name, str(label), form_factor, sizes)
        for form_factor, sizes in (("narrow", NARROW), ("wide", WIDE))
        for name, label in SCREENSHOTS.items()
    ]


def screenshot(name: str, label: str, form_factor: str, sizes: str) -> dict[str, str]:
    return {
        "src": asset(f"install/{name}-{form_factor}.webp"),
        "sizes": sizes,
        "type": "image/webp",
        "form_factor": form_factor,
        "label": str(label),
    }

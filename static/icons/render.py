"""Renders the PNG icons from the drawings beside it: `.venv/bin/python static/icons/render.py`.

They are committed, so that a build needs no browser. Chromium's path: CHROMIUM, if not Debian's.
"""

import os
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
# What a program can choose in place of ours: in a folder of its own, under the same names.
NEUTRAL = ("leaf", "calendar", "circle")
# name: (drawing, size in pixels, whether its corners are round)
APP_ICONS = {
    "icon-192.png": ("icon.svg", 192, True),
    "icon-512.png": ("icon.svg", 512, True),
    # Cut to their own shape by Android and iOS; what matters is within the middle 80 %.
    "maskable-512.png": ("icon.svg", 512, False),
    "apple-touch-icon.png": ("icon.svg", 180, False),
    # Android shows only its alpha, in one color, beside the clock.
    "badge-96.png": ("badge.svg", 96, False),
    # Likewise, where a phone gives all its icons one color.
    "monochrome-512.png": ("monochrome.svg", 512, False),
}
ICONS = APP_ICONS | {
    # In the menu of a long press.
    "shortcut-today-96.png": ("shortcut-today.svg", 96, True),
    "shortcut-help-96.png": ("shortcut-help.svg", 96, True),
    "shortcut-messages-96.png": ("shortcut-messages.svg", 96, True),
}


for folder in NEUTRAL:
    ICONS |= {
        f"{folder}/{name}": (f"{folder}/{drawing}", *how)
        for name, (drawing, *how) in APP_ICONS.items()
    }


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for name, (drawing, size, is_round) in ICONS.items():
            svg = (HERE / drawing).read_text()
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(
                "<style>body { margin: 0 } svg { display: block }</style>"
                + (svg if is_round else svg.replace('rx="116"', 'rx="0"'))
            )
            page.screenshot(path=HERE / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()

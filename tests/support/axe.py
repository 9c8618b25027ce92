"""What axe-core finds on the page that a browser shows."""

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Only what is wrong is brought back: the list of all that is right takes longer than the looking.
LEAN: Mapping[str, Any] = {"resultTypes": ["violations"], "iframes": False}
RULES = {
    **LEAN,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
CONTRAST = {**LEAN, "runOnly": ["color-contrast"]}

# axe-core decides nothing over a gradient. The glow at the top of a page is nowhere stronger than
# as a flat color, and all text stands on it or on less of it.
FLAT = """() => {
  const flat = new CSSStyleSheet();
  flat.replaceSync(`
    html { background: var(--paper) !important }
    body { background: var(--glow) !important }
    .top::before { display: none !important }
  `);
  document.adoptedStyleSheets = [flat];
}"""


def complaints(page: Page, where: str, rules: Mapping[str, Any] = RULES) -> list[str]:
    """One line for each element that breaks a rule."""
    page.evaluate(FLAT)
    return [
        f"{where}: {rule['id']} ({rule['impact']}) {rule['help']}: {node['html'][:160]}"
        for rule in Axe().run(page, options=dict(rules)).response["violations"]
        for node in rule["nodes"]
    ]


def complaints_light_and_dark(page: Page, where: str) -> list[str]:
    """All rules as the page is, and in the dark those of color, which are all that differ."""
    found = complaints(page, where)
    page.emulate_media(color_scheme="dark")
    found += complaints(page, f"{where} in the dark", CONTRAST)
    page.emulate_media(color_scheme="light")
    return found

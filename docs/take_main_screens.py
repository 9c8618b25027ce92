"""Every main screen: in the light, in the dark, and in Spanish; see docs/screens.md."""

from demo_browser import open_phone, save, save_as_it_stands, sign_in
from playwright.sync_api import Browser, Page

LOOKS = {"light": ("light", "en"), "dark": ("dark", "en"), "es": ("light", "es")}
OF_A_MEMBER = {
    "history": "/checkins",
    "calendar": "/checkins/calendar",
    "trends": "/checkins/trends?days=90",
    "dates": "/sobriety",
    "plan": "/plan",
    "tools": "/tools",
    "help": "/help",
    "me": "/account",
    "reminders": "/reminders",
    "exit": "/exit",
    "pin": "/account/pin",
    "data": "/privacy/data",
}
OF_A_MENTOR = {"mentees": "/mentees", "messages": "/messages"}
OF_A_COORDINATOR = {"program": "/program"}
OF_NOBODY = {"sign-in": "/login", "styleguide": "/styleguide"}


def take(browser: Browser, address: str, look: str) -> None:
    scheme, language = LOOKS[look]
    take_today(member_of(browser, address, "terry", scheme, language), look)
    maya = member_of(browser, address, "maya", scheme, language)
    take_places(maya, address, OF_A_MEMBER, look)
    take_conversation(maya, address, look)
    sam = member_of(browser, address, "sam", scheme, language)
    take_places(sam, address, OF_A_MENTOR, look)
    sam.goto(f"{address}/mentees")
    sam.click(".person__name a:text-is('Ana')")
    sam.wait_for_url("**/mentees/*")
    save(sam, f"screens/mentee-{look}")
    take_privacy(maya, address, look)  # now Sam has seen something
    rosa = member_of(browser, address, "rosa", scheme, language)
    take_places(rosa, address, OF_A_COORDINATOR, look)
    stranger = open_phone(browser, scheme)
    choose_language(stranger, f"{address}/login", language)
    take_places(stranger, address, OF_NOBODY, look)


def member_of(browser: Browser, address: str, name: str, scheme: str, language: str) -> Page:
    zone = "America/Los_Angeles" if name == "terry" else "America/Chicago"
    page = sign_in(browser, address, f"{name}@demo.example", scheme, zone)
    choose_language(page, f"{address}/account", language)
    return page


def choose_language(page: Page, where: str, language: str) -> None:
    page.goto(where)
    with page.expect_navigation():
        page.click(f"[data-language] button[value={language}]")


def take_today(member: Page, look: str) -> None:
    """Before the check-in, and right after."""
    member.click(".nav a[href='/']")
    member.wait_for_selector("#mood-4")
    save(member, f"screens/today-{look}")
    member.click("#mood-4")
    member.wait_for_selector("#undo")
    save(member, f"screens/today-saved-{look}")


def take_places(page: Page, address: str, places: dict[str, str], look: str) -> None:
    for name, path in places.items():
        page.goto(address + path)
        save(page, f"screens/{name}-{look}")


def take_conversation(member: Page, address: str, look: str) -> None:
    member.goto(address)
    member.click(".nav a[href*=messages]")
    member.wait_for_selector("[data-message-id]")
    member.wait_for_timeout(600)
    save_as_it_stands(member, f"screens/conversation-{look}")


def take_privacy(member: Page, address: str, look: str) -> None:
    """What the mentor sees, and who saw what."""
    member.goto(address)
    member.click("a[href$='/sharing']")
    member.wait_for_url("**/sharing")
    save(member, f"screens/sharing-{look}")
    member.goto(f"{address}/privacy/seen")
    save(member, f"screens/seen-{look}")

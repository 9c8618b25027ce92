"""The ways to be reminded that need no push: an email, and one's own calendar."""

from dataclasses import dataclass

from peerapp import mail
from peerapp.accounts.models import Person
from peerapp.reminders import email_wishes, emails, feeds
from peerapp.reminders.models import CalendarFeed

BACK = "/reminders?open=elsewhere#elsewhere"


@dataclass(frozen=True)
class Ways:
    """As a person has set them, for the page."""

    has_mail: bool  # whether this installation can send any
    is_emailed: bool  # they wish it
    is_unconfirmed: bool  # and did not yet say so from the mailbox
    last_is_lost: bool
    feed: CalendarFeed | None
    address: str | None  # of the feed; None: there is none, or it cannot be read

    @property
    def webcal(self) -> str | None:
        """What a phone's calendar app opens by itself."""
        return f"webcal:{self.address.partition(':')[2]}" if self.address else None


def ways(person: Person) -> Ways:
    wish = email_wishes.of(person)
    is_emailed = wish is not None
    feed = feeds.of(person)
    return Ways(
        has_mail=mail.is_set_up(),
        is_emailed=is_emailed,
        is_unconfirmed=wish is not None and wish.confirmed_at is None,
        last_is_lost=is_emailed and emails.last_is_lost(person),
        feed=feed,
        address=feeds.address(feed) if feed else None,
    )

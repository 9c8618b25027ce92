"""What the mentor of the demo saw of Maya in the last days, so that her list shows something."""

from datetime import datetime, timedelta

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching.models import Match
from peerapp.privacy import viewings
from peerapp.privacy.models import As, What
from peerapp.privacy.viewings import Look

# Hours ago, and what was seen; the oldest first.
SEEN: tuple[tuple[int, tuple[What, ...]], ...] = (
    (100, (What.LINE, What.NUMBER)),
    (75, (What.LINE, What.NUMBER, What.PAGE, What.PLAN, What.GOALS)),
    (50, (What.LINE, What.NUMBER)),
    (48, (What.LINE, What.NUMBER)),
    (46, (What.LINE, What.NUMBER)),
    (44, (What.LINE, What.NUMBER, What.PAGE, What.PLAN, What.GOALS)),
    (25, (What.LINE, What.NUMBER, What.MESSAGES)),
    (2, (What.NEWEST, What.MESSAGES)),
)
BY_COORDINATOR = 150  # hours ago, in a list of pairs


def fill(match: Match, coordinator: Person, now: datetime) -> None:
    look = Look(coordinator.id, match.member_id, As.COORDINATOR, What.PAIR)
    said = [(BY_COORDINATOR, [look])]
    for hours, whats in SEEN:
        seen_by = (match.mentor_id, match.member_id, As.MENTOR)
        said.append((hours, [Look(*seen_by, what, match.id) for what in whats]))
    db.session.commit()  # each look is a transaction of its own
    for hours, looks in said:
        viewings.write(looks, now - timedelta(hours=hours))

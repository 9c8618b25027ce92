"""One row of the mentor's list, or the head of a mentee's page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.checkins.models import CheckIn
from peerapp.language import _
from peerapp.matching.consent_fields import Field, Sees, is_not_shown
from peerapp.matching.models import Match
from peerapp.matching.numbers import Way
from peerapp.mentoring import acts, attention, glance
from peerapp.mentoring.attention import Reason
from peerapp.mentoring.facts import Contact, Said, Used
from peerapp.mentoring.models import FollowUp, HandOver
from peerapp.messages.unread import Unread
from peerapp.safety.models import HelpCall
from peerapp.sobriety.milestones import Milestone


@dataclass
class Mentee:
    match: Match
    today: date  # in the mentee's own zone
    days: list[date]  # that are shown
    sees: Sees = field(default_factory=Sees)  # what the member lets this mentor see
    hidden: set[date] = field(default_factory=set)  # days of the member's, with a check-in
    found: dict[date, Said] = field(default_factory=dict)  # of WINDOW days
    last: CheckIn | None = None  # the latest that is shown, without its words
    told: list[tuple[str, Milestone]] = field(default_factory=list)  # with the tracker's name
    returns: list[Used] = field(default_factory=list)
    coming: list[tuple[str, date]] = field(default_factory=list)
    contact: Contact | None = None  # the last
    done: acts.Done = field(default_factory=acts.Done)
    follow_ups: Sequence[FollowUp] = ()
    kept: FollowUp | None = None  # a moment ago, so that it can be taken back
    hand_over: HandOver | None = None
    call: HelpCall | None = None  # for someone, open now
    unread: Unread | None = None  # messages to the mentor
    wrote_at: datetime | None = None  # when the mentee last wrote
    line_at: datetime | None = None  # when the mentor last wrote
    talked_at: datetime | None = None  # as the mentor said of a call for someone
    way: Way | None = None  # to call them, if they let their mentors
    reasons: list[Reason] = field(default_factory=list)

    @property
    def person(self) -> Person:
        return self.match.member

    @property
    def shared_from(self) -> date:
        """The mentee's day on which the two were matched."""
        return clock.local_day(self.match.started_at, self.person.timezone)

    @property
    def checkin(self) -> Said | None:
        return self.found.get(self.today)

    @property
    def last_day(self) -> date | None:
        return max(self.found, default=None)

    @property
    def last_shown(self) -> date | None:
        return max((day for day, said in self.found.items() if said.is_shown), default=None)

    @property
    def not_shown(self) -> list[str]:
        """By name, what this mentor is not shown."""
        return is_not_shown(self.sees.fields)

    def may_see(self, day: date) -> frozenset[Field]:
        """Of the check-in of a day."""
        return self.sees.of_day(day, self.today, self.hidden)

    @property
    def needs_you(self) -> list[Reason]:
        return [one for one in self.reasons if one.kind not in attention.GOOD_TO_KNOW]

    @property
    def is_on_the_icon(self) -> bool:
        """Whether they add to the number on it: not who is in it by a call or a message already."""
        return bool(self.needs_you) and not (self.call or self.unread)

    @property
    def good_to_know(self) -> list[Reason]:
        return [one for one in self.reasons if one.kind in attention.GOOD_TO_KNOW]

    @property
    def next_step(self) -> str | None:
        return attention.NEXT[self.needs_you[0].kind] if self.needs_you else None

    @property
    def to_acknowledge(self) -> CheckIn | None:
        """Today's check-in, or an earlier one that worries."""
        worries = any(one.rank == attention.WORRY for one in self.needs_you)
        return self.last if self.last and (worries or self.last.day == self.today) else None

    @property
    def sentence(self) -> str:
        """Whole, so that nobody has to open the page for it."""
        today = (
            glance.sentence(self.checkin, self.last_day, self.today, self.shared_from)
            if self.sees.days
            else _("You do not see their check-ins.")
        )
        if not self.needs_you:
            return today
        why = glance.joined(one.text for one in self.needs_you)
        says_today = any(one.kind in attention.SAYS_TODAY for one in self.needs_you)
        return why if says_today else f"{why} {today}"

"""Of every table: what of it is a person's own and is exported, and what an erase does with it.

A table that is missing here fails the tests. So does one whose foreign keys do not do what stands
here, since it is the database that carries out most of an erase.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

from sqlalchemy import ColumnElement, Table, select

from peerapp.extensions import Base
from peerapp.language import lazy
from peerapp.who_saw.words import CONFIDED


class Erased(Enum):
    GOES = auto()  # with the person, or with what is theirs
    STAYS_NAMELESS = auto()  # it is others', or the program's; it forgets who
    NOT_OF_A_PERSON = auto()


@dataclass(frozen=True)
class Reader:
    """Who takes their data, and what they may read now (A3)."""

    id: UUID
    matches: frozenset[UUID]  # a member's, also ended ones; a mentor's while they go on
    as_mentor: frozenset[UUID]  # the matches in which they are the mentor, and see the mentee
    conversations: frozenset[UUID]  # by their match


Mine = Callable[[Table, Reader], ColumnElement[bool]]


@dataclass(frozen=True)
class Decision:
    """`mine`: which rows are exported; else `why_not`. `title`, `shown` (columns): what of them is
    in the page that people read; the rest is in the files beside it. `order`: the column they
    stand in order of.
    """

    erased: Erased
    mine: Mine | None = None
    why_not: str = ""
    title: str = ""
    shown: tuple[str, ...] = ()
    order: str | None = None
    left_out: tuple[str, ...] = ()  # columns that are of no use to anybody, or would open something


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def by(column: str) -> Mine:
    return lambda its, reader: its.c[column] == reader.id


def of(column: str, parent: str) -> Mine:
    """Of the rows of another table that are the person's."""

    def mine(its: Table, reader: Reader) -> ColumnElement[bool]:
        above = table(parent)
        whose = DECISIONS[parent].mine
        assert whose
        return its.c[column].in_(select(above.c.id).where(whose(above, reader)))

    return mine


def in_my_conversations(its: Table, reader: Reader) -> ColumnElement[bool]:
    return its.c.match_id.in_(reader.conversations)


def in_matches_i_mentor(its: Table, reader: Reader) -> ColumnElement[bool]:
    return its.c.match_id.in_(reader.as_mentor)


def my_matches(its: Table, reader: Reader) -> ColumnElement[bool]:
    return its.c.id.in_(reader.matches)


def my_requests(its: Table, reader: Reader) -> ColumnElement[bool]:
    """A mentor reads only of what they were asked and is open still."""
    asked = (its.c.mentor_id == reader.id) & its.c.asked_at.is_not(None)
    return (its.c.member_id == reader.id) | (asked & its.c.closed_at.is_(None))


def looks_that_are_told(its: Table, reader: Reader) -> ColumnElement[bool]:
    return (its.c.member_id == reader.id) & its.c.what.not_in(CONFIDED)


def gone(
    mine: Mine,
    title: str = "",
    *shown: str,
    order: str | None = None,
    left_out: tuple[str, ...] = (),
) -> Decision:
    return Decision(Erased.GOES, mine, "", title, shown, order, left_out)


def gone_unread(why_not: str) -> Decision:
    return Decision(Erased.GOES, why_not=why_not)


def nameless(why_not: str) -> Decision:
    return Decision(Erased.STAYS_NAMELESS, why_not=why_not)


def of_nobody(why_not: str) -> Decision:
    return Decision(Erased.NOT_OF_A_PERSON, why_not=why_not)


DAY = ("mood", "sober", "craving", "triggers", "note", "sleep", "anxiety", "connectedness",
       "medication", "meetings", "gratitude")  # fmt: skip
OPENS = "it would open something, and says nothing of the person"
QUEUE = "what is to be sent; it says nothing that is not elsewhere, and goes after a week"
PROGRAMS = "the program's own; who made it is forgotten"

DECISIONS: dict[str, Decision] = {
    # the account
    "people": gone(by("id"), lazy("Your account"), "display_name", "email", "timezone",
                   "language", "created_at", left_out=("password_hash",)),
    "role_grants": gone(by("person_id"), order="granted_at"),
    "sign_ins": gone(by("person_id"), lazy("Where you signed in"), "device", "created_at",
                     "seen_at", order="created_at", left_out=("token_hash",)),
    "device_locks": gone_unread(OPENS),
    "password_resets": gone_unread(OPENS),
    "phone_numbers": gone(by("person_id"), lazy("Your phone number"), "number"),
    "rate_counts": of_nobody("counts under a hash, gone within a day"),
    "erased_sign_ins": of_nobody("what phones of who was erased are to hear, under a hash"),
    "erasures": of_nobody("that somebody was erased, and on which day"),
    # days
    "checkins": gone(by("member_id"), lazy("Your check-ins"), "day", *DAY, order="day",
                     left_out=("said_id", "stamps")),
    "checkin_versions": gone(of("checkin_id", "checkins"), lazy("What check-ins said before"),
                             "checkin_id", "replaced_at", *DAY, order="replaced_at",
                             left_out=("said_id", "stamps")),
    "checkin_submissions": gone_unread("marks of what a phone has sent, gone after 90 days"),
    "acknowledgements": gone(of("checkin_id", "checkins"), order="given_at"),
    "checkin_settings": gone(by("member_id")),
    "hidden_days": gone(by("member_id"), lazy("Days you hide"), "day", order="day"),
    "import_drafts": gone_unread("a file of the person's own that is looked at, gone in an hour"),
    "questions": of_nobody("the program's questions; see question_versions"),
    "question_versions": nameless("the program's questions; answers to them have their words"),
    # dates
    "trackers": gone(by("member_id"), lazy("What you count the days of"), "name", "created_at",
                     order="created_at"),
    "sobriety_periods": gone(of("tracker_id", "trackers"), lazy("From when to when"), "tracker_id",
                             "started_on", "ended_on", "note", order="started_on"),
    "lapses": gone(of("tracker_id", "trackers"), lazy("Days of use after which you counted on"),
                   "tracker_id",
                   "on", "note", order="on"),
    "own_milestones": gone(of("tracker_id", "trackers"), lazy("Your own milestones"),
                           "tracker_id", "name", "days", "on", order="created_at"),
    "celebrations": gone(of("period_id", "sobriety_periods"), order="seen_at"),
    # what only the member reads
    "motivations": gone(by("member_id"), lazy("Why you do this"), "words", "photo",
                        "photo_words"),
    "reflection_settings": gone(by("member_id")),
    "pledges": gone(by("member_id"), lazy("Your pledges"), "day", "words", order="day"),
    "reviews": gone(by("member_id"), lazy("Your reviews of a day"), "day", "answers",
                    order="day"),
    "plan_lines": gone(by("member_id"), lazy("Your plan"), "section", "words", "phone",
                       order="place"),
    "plan_shares": gone_unread("which parts of the plan a mentor may read: ended by an end"),
    "goals": gone(by("member_id"), lazy("Your goals"), "words", "until", "finished_at",
                  order="created_at"),
    "goal_steps": gone(of("goal_id", "goals"), lazy("Steps to your goals"), "goal_id",
                       "words", "done_at", order="created_at"),
    "goal_shares": gone(of("goal_id", "goals"), order="shared_at"),
    # people
    "match_profiles": gone(by("person_id"), left_out=("version",)),
    "invitations": gone(by("mentor_id"), order="created_at"),
    "match_requests": gone(my_requests, lazy("Who was asked"), "member", "mentor", "greeting",
                           "asked_at", order="created_at", left_out=("reason",)),
    "matches": gone(my_matches, lazy("Who you walked with"), "mentor", "member", "started_at",
                    "ended_at", order="started_at"),
    "consents": gone(of("match_id", "matches"), lazy("What you let mentors see"), "given_at",
                     "mentor_name", "fields", "ends_at", order="given_at"),
    "trial_answers": gone(by("person_id"), order="answered_at"),
    "apart": gone(by("by_id"), lazy("People you do not want to see"), "name", "created_at",
                  order="created_at"),
    "conversations": gone_unread("how far a conversation has come; the messages are exported"),
    "messages": gone(in_my_conversations, lazy("Messages, yours and those to you"), "sent_at",
                     "by", "body", "photo", order="sent_at"),
    "message_settings": gone(by("person_id")),
    "message_reports": Decision(Erased.STAYS_NAMELESS, by("by_id"),
                                title=lazy("Messages you reported"), order="created_at",
                                shown=("created_at", "body", "words", "photo")),
    "mentor_acts": gone(in_matches_i_mentor, order="made_at"),
    "follow_ups": gone(in_matches_i_mentor, lazy("What you promised"), "due_on", "words",
                       order="made_at"),
    "hand_overs": gone(in_matches_i_mentor, lazy("What you handed over"), "made_at", "words",
                       order="made_at"),
    "mentor_notes": gone(in_matches_i_mentor, lazy("Your notes as a mentor"), "written_at",
                         "words", order="written_at"),
    "mentor_wishes": gone(by("person_id")),
    "mentor_looks": gone_unread("when the worker looks next"),
    "mentor_rings": gone_unread(QUEUE),
    # a call for someone
    "help_calls": gone(by("member_id"), lazy("When you needed someone"), "said_at", "words",
                       "closed_at", order="reached_at"),
    "help_call_steps": gone(of("call_id", "help_calls"), order="at"),
    "help_call_acts": gone(of("call_id", "help_calls"), order="at"),
    "on_call": gone(by("person_id")),
    "call_wishes": gone(by("person_id")),
    # reminders and devices
    "reminders": gone(by("person_id"), lazy("Your reminders"), "time", "kind", "words",
                      order="created_at", left_out=("parked_at", "parked_because")),
    "reminder_slots": gone(of("reminder_id", "reminders"), order="due_at"),
    "reminder_breaks": gone(by("person_id")),
    "reminder_email_wishes": gone(by("person_id")),
    "reminder_emails": gone_unread(QUEUE),
    "calendar_feeds": gone(by("person_id"), left_out=("secret", "secret_digest")),
    "push_subscriptions": gone(by("person_id"), order="created_at",
                               left_out=("endpoint", "p256dh", "auth", "server_key")),
    "quiet_hours": gone(by("person_id")),
    "muted_kinds": gone(by("person_id")),
    "deliveries": gone_unread(QUEUE),
    "planned_with": of_nobody("the rules of time zones"),
    # who saw what
    "viewings": gone(looks_that_are_told, lazy("Who saw what of yours"), "at", "viewer", "what",
                     order="number", left_out=("hour", "previous", "link")),
    "viewing_heads": gone_unread("where the list of who saw what ends"),
    "viewing_tally": of_nobody("how many such lists there are"),
    # the program
    "matching_rules": nameless(PROGRAMS),
    "message_rules": nameless(PROGRAMS),
    "call_rules": nameless(PROGRAMS),
    "proposals": nameless(PROGRAMS),
    "proposed_pairs": gone_unread("what a coordinator looked at; what came of it is a request"),
}  # fmt: skip

"""Which questions a member is asked each day, and which answers their mentor sees."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.checkins import answers
from peerapp.checkins.chain import QUESTION
from peerapp.checkins.models import CheckInSettings, Question
from peerapp.extensions import db

DECLINED = "-"  # before the name of a question of the program's that the member does not want


@dataclass(frozen=True)
class Settings:
    """Names of `answers.EXTRAS`, and `question:<id>`."""

    asked: frozenset[str] = frozenset(answers.ASKED_AT_FIRST)
    shared: frozenset[str] = frozenset()
    knows: frozenset[str] = frozenset()  # the program's questions that the member decided on

    def asks(self, name: str) -> bool:
        """A question that the program adds is asked until the member says no."""
        return name in self.asked or (name.startswith(QUESTION) and name not in self.knows)

    def mentor_sees(self, name: str) -> bool:
        return name in answers.SHARED_BY_MATCH or name in self.shared


def name_of(question: Question) -> str:
    return f"{QUESTION}{question.id}"


def of(member: Person) -> Settings:
    row = db.session.get(CheckInSettings, member.id)
    if row is None:
        return Settings()
    asked = frozenset(name for name in row.asked if not name.startswith(DECLINED))
    declined = {name.removeprefix(DECLINED) for name in row.asked if name.startswith(DECLINED)}
    return Settings(asked, frozenset(row.shared), asked | declined)


def change(
    member: Person,
    asked: Collection[str],
    shared: Collection[str],
    questions: Iterable[Question],
    now: datetime,
) -> None:
    """`questions` are those that the member could choose from: which of them they do not want is
    kept too, since a question that is added later is asked.
    """
    people.lock(member.id)
    declined = sorted({name_of(question) for question in questions} - set(asked))
    row = CheckInSettings(
        member_id=member.id,
        asked=[*sorted(asked), *(DECLINED + name for name in declined)],
        shared=sorted(shared),
        changed_at=now,
    )
    db.session.merge(row)
    db.session.flush()

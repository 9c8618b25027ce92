"""What a check-in says, in words, line by line. Plain functions: no Flask, no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from peerapp.checkins import answers
from peerapp.language import _, lazy


class Wording(Protocol):
    text: str
    kind: str
    low: str | None
    high: str | None


@dataclass(frozen=True)
class Line:
    name: str
    label: str
    text: str
    is_long: bool = False  # the member's own words, which may take several lines


SCALES = {
    "sleep": (lazy("Sleep"), answers.SLEEP),
    "anxiety": (lazy("Anxiety"), answers.ANXIETY),
    "connectedness": (lazy("Connected"), answers.CONNECTEDNESS),
}


def lines(
    checkin: Any,
    wordings: Mapping[str, Wording],
    sees: Callable[[str], bool] = lambda name: True,
) -> list[Line]:
    """All that was answered but the mood, in the order of the questions.

    `wordings` are the versions of the program's questions by id; `sees` says whether the reader may
    see a field. A private note is left out by whoever passes a `sees` for another's eyes.
    """
    found = [line for line in (line_of(checkin, name) for name in answers.EXTRAS) if line]
    found += own_lines(checkin, wordings)
    return [line for line in found if sees(line.name)]


def line_of(checkin: Any, name: str) -> Line | None:
    value = getattr(checkin, name)
    if value is None or value == []:
        return None
    if name in SCALES:
        label, words = SCALES[name]
        return Line(name, label, of_five_in_words(words[value], value))
    if name == "sober":
        return Line(name, _("Sober"), _("Yes") if value else _("No"))
    if name == "craving":
        return Line(name, _("Craving"), _("%(number)s of %(most)s", number=value, most=10))
    if name == "medication":
        return Line(name, _("Medication taken"), answers.MEDICATION[value])
    if name == "meetings":
        return Line(name, _("Meetings"), _("None") if value == 0 else str(value))
    if name == "triggers":
        known = [str(answers.TRIGGERS[trigger]) for trigger in value if trigger in answers.TRIGGERS]
        return Line(name, _("What was going on"), ", ".join(known))
    label = {"gratitude": _("Thankful for"), "note": _("Note")}[name]
    return Line(name, label, value, is_long=True)


def of_five_in_words(word: str, answer: int) -> str:
    return _("%(word)s (%(number)s of %(most)s)", word=word, number=answer, most=5)


def own_lines(checkin: Any, wordings: Mapping[str, Wording]) -> list[Line]:
    """Each with the words that were asked on that day."""
    found = []
    for question_id, (version_id, answer) in (checkin.own or {}).items():
        wording = wordings.get(version_id)
        if wording:
            name = f"question:{question_id}"
            found.append(
                Line(name, wording.text, own_answer(wording, answer), wording.kind == "text")
            )
    return found


def own_answer(wording: Wording, answer: Any) -> str:
    if wording.kind == "yesno":
        return _("Yes") if answer == "yes" else _("No")
    if wording.kind == "text":
        return str(answer)
    ends = {1: wording.low, 5: wording.high}
    word = ends.get(answer)
    of_five = _("%(number)s of %(most)s", number=answer, most=5)
    return f"{of_five} ({word})" if word else of_five

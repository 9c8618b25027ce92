"""What a check-in says, in words, line by line. Plain functions: no Flask, no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from peerapp.checkins import answers


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
    "sleep": ("Sleep", answers.SLEEP),
    "anxiety": ("Anxiety", answers.ANXIETY),
    "connectedness": ("Connected", answers.CONNECTEDNESS),
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
        return Line(name, label, f"{words[value]} ({value} of 5)")
    if name == "sober":
        return Line(name, "Sober", "Yes" if value else "No")
    if name == "craving":
        return Line(name, "Craving", f"{value} of 10")
    if name == "medication":
        return Line(name, "Medication taken", answers.MEDICATION[value])
    if name == "meetings":
        return Line(name, "Meetings", "None" if value == 0 else str(value))
    if name == "triggers":
        known = [answers.TRIGGERS[trigger] for trigger in value if trigger in answers.TRIGGERS]
        return Line(name, "What was going on", ", ".join(known))
    label = {"gratitude": "Thankful for", "note": "Note"}[name]
    return Line(name, label, value, is_long=True)


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
        return "Yes" if answer == "yes" else "No"
    if wording.kind == "text":
        return str(answer)
    ends = {1: wording.low, 5: wording.high}
    word = ends.get(answer)
    return f"{answer} of 5 ({word})" if word else f"{answer} of 5"

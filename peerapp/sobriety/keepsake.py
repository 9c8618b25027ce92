"""A picture of a milestone to print or share: what stands on it, and where.

Plain functions: no Flask, no database, no clock. Whatever is on it was ticked by the member.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

SIDE = 1080  # of the square; it grows downwards with its lines
ROOM = 900  # for a line of text
# How wide letters are in the usual system fonts, in parts of their size; rather too wide.
NARROW, USUAL, CAPITAL, WIDE = 0.36, 0.6, 0.76, 1.05


@dataclass(frozen=True)
class Ticked:
    """None is: not ticked."""

    first_name: str | None = None
    tracker: str | None = None
    day: str | None = None
    total: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Line:
    text: str
    y: int
    size: int
    is_strong: bool


@dataclass(frozen=True)
class Picture:
    height: int
    medallion_at: int  # from the top
    medallion_size: int
    lines: list[Line]

    @property
    def text(self) -> str:
        return ", ".join(line.text for line in self.lines)


def picture(ticked: Ticked) -> Picture:
    chosen = [
        (ticked.first_name, 76, True),
        (ticked.tracker, 54, True),
        (ticked.day, 44, False),
        (ticked.total, 44, False),
        (ticked.words, 54, False),
    ]
    lines: list[Line] = []
    y = 872
    for text, size, is_strong in chosen:
        for part in wrapped(drawable(text or ""), ROOM / size):
            y += round(size * 1.35)
            lines.append(Line(part, y, size, is_strong))
        y += 14 if text else 0
    if not lines:
        return Picture(SIDE, 170, 740, [])
    return Picture(max(SIDE, y + 190), 130, 680, lines)


def wrapped(text: str, most: float) -> list[str]:
    """In lines of at most `most` times the size of the letters; long words are broken."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if width(joined) <= most:
            lines[-1] = joined
            continue
        lines += [""] if lines[-1] else []
        for letter in word:
            if width(lines[-1] + letter) > most and not combining(letter):
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


def width(text: Iterable[str]) -> float:
    return sum(width_of(letter) for letter in text)


def width_of(letter: str) -> float:
    if combining(letter):
        return 0
    if east_asian_width(letter) in "WF" or letter in "mwMW@%—…":
        return WIDE
    if letter in " iljtfrI.,:;!'|()[]":
        return NARROW
    return USUAL if letter.islower() or letter.isdigit() else CAPITAL


def drawable(text: str) -> str:
    """Without what XML cannot hold (https://www.w3.org/TR/xml/#charsets): it would break the
    picture.
    """
    return "".join(
        letter
        for letter in text
        if (ord(letter) >= 32 or letter in "\t\n\r")
        and not 0xD800 <= ord(letter) <= 0xDFFF
        and ord(letter) not in (0xFFFE, 0xFFFF)
    )

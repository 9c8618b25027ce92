"""What another app hands over, as the words of a note. Plain rules: no Flask, no database."""

from collections.abc import Iterable

from peerapp.checkins import answers


def words_of(parts: Iterable[str]) -> str:
    """A title, a text and a link, each in a line of its own and said once; share-words.js does the
    same on the phone.
    """
    said: list[str] = []
    for part in filter(None, map(cleaned, parts)):
        if not any(part in line for line in said):
            said = [line for line in said if line not in part] + [part]
    return "\n".join(said)


def cleaned(text: str) -> str:
    """Without what no note can keep, see forms.no_control_characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if ord(letter) >= 32 or letter in "\n\t").strip()


def added(note: str | None, shared: str) -> tuple[str, bool]:
    """What was written before, then what is shared; and whether its end had to be left out."""
    before = f"{note}\n\n" if note else ""
    room = max(0, answers.LONGEST_NOTE - len(before))
    return (before + shared[:room]).rstrip(), len(shared) > room

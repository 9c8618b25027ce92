"""The envelope of a backup: whatever is done to the file, it opens as it was or not at all."""

import io
import struct

import pytest
from cryptography.fernet import Fernet

from peerapp.backups import sealed

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
CONTENT = bytes(range(256)) * 4096  # a MB: four pieces
ABOUT = {"made_at": "2026-11-27T08:00:00+00:00"}


def made(content: bytes = CONTENT, key: str = KEY) -> bytes:
    file = io.BytesIO()
    with sealed.Writer(file, ABOUT, key) as envelope:
        for at in range(0, len(content), 100_000):
            envelope.write(content[at : at + 100_000])
    return file.getvalue()


def opened(file: bytes, *keys: str) -> bytes:
    stream = io.BytesIO(file)
    head, said = sealed.read_head(stream)
    return b"".join(sealed.opened(stream, keys or [KEY], head, said))


def parts(file: bytes) -> list[bytes]:
    """Its head, and each piece, with their lengths."""
    stream, found = io.BytesIO(file), []
    start = stream.read(len(sealed.MAGIC))
    while length := stream.read(4):
        found.append(length + stream.read(struct.unpack(">I", length)[0]))
    return [start + found[0], *found[1:]]


@pytest.mark.parametrize("size", [0, 1, sealed.PIECE - 1, sealed.PIECE, sealed.PIECE + 1, 2**20])
def test_what_was_put_in_comes_out(size: int) -> None:
    file = made(CONTENT[:size])
    assert opened(file) == CONTENT[:size]
    assert opened(file, OTHER, KEY) == CONTENT[:size]
    assert CONTENT[:32] not in file


def test_two_files_have_nothing_in_common_but_the_head() -> None:
    assert parts(made())[1:] != parts(made())[1:]


def test_a_bit_that_is_turned_anywhere_is_noticed() -> None:
    file = bytearray(made(CONTENT[:300_000]))
    places = [*range(400), *range(400, len(file), 9973), *range(len(file) - 20, len(file))]
    for place in places:
        file[place] ^= 0x10
        with pytest.raises(sealed.NotOpened):
            opened(bytes(file))
        file[place] ^= 0x10
    assert opened(bytes(file)) == CONTENT[:300_000]


def test_a_file_that_is_cut_off_anywhere_is_noticed() -> None:
    file, ends = made(), []
    for part in parts(file):
        ends.append((ends or [0])[-1] + len(part))
    for end in (0, 5, 20, *ends[:-1], ends[1] + 2, ends[2] + 1000, len(file) - 1):
        with pytest.raises(sealed.NotOpened):
            opened(file[:end])


@pytest.mark.parametrize(
    "order", [(0, 2, 1, 3, 4), (0, 1, 3, 4), (0, 1, 1, 2, 3, 4), (0, 1, 2, 3, 4, 4), (0, 4)]
)
def test_pieces_that_are_moved_left_out_or_doubled_are_noticed(order: tuple[int, ...]) -> None:
    pieces = parts(made())
    assert len(pieces) == 5
    with pytest.raises(sealed.Damaged):
        opened(b"".join(pieces[number] for number in order))


def test_a_piece_of_another_file_is_noticed() -> None:
    one, other = parts(made()), parts(made())
    with pytest.raises(sealed.Damaged):
        opened(b"".join([*one[:2], other[2], *one[3:]]))
    with pytest.raises(sealed.NotOpened):
        opened(b"".join([other[0], *one[1:]]))


def test_a_head_that_says_something_else_is_noticed() -> None:
    file = made().replace(b"2026-11-27", b"2027-11-27")
    with pytest.raises(sealed.Damaged):
        opened(file)


def test_another_key_is_said_to_be_another_key() -> None:
    with pytest.raises(sealed.OtherKey, match="ENCRYPTION_KEYS"):
        opened(made(), OTHER)


def test_what_broke_off_while_it_was_written_does_not_open() -> None:
    file = io.BytesIO()
    with pytest.raises(OSError), sealed.Writer(file, ABOUT, KEY) as envelope:  # noqa: PT012
        envelope.write(CONTENT)
        raise OSError
    with pytest.raises(sealed.NotOpened):
        opened(file.getvalue())

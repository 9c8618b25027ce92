"""The envelope of a backup: without a key nobody reads, changes, cuts off or mixes up what it has.

    PEERAPP BACKUP\\n          so that `file` and a person can tell what it is
    length, head              JSON, in the clear: when and by what it was made
    length, piece             AES-256-GCM, again and again

The key of a file is made of one of ENCRYPTION_KEYS and the file's own salt (HKDF, RFC 5869), so a
count is a good nonce. The nonce says which piece it is and whether it is the last (the STREAM of
https://eprint.iacr.org/2015/189), and each piece is bound to the head: a piece that is missing,
moved or of another file does not open.

There is no key of backups alone: without ENCRYPTION_KEYS the notes in a backup are worth nothing
anyway, and one thing less to keep is one thing less to lose.
"""

import base64
import hashlib
import json
import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"PEERAPP BACKUP\n"
FORMAT = 1
PIECE = 256 * 1024  # bytes before sealing
TAG = 16
MOST_HEAD = 64 * 1024


class NotOpened(Exception):
    """The sentence says what it is and what to do."""


class NoBackup(NotOpened):
    pass


class OtherKey(NotOpened):
    pass


class Newer(NotOpened):
    pass


class Damaged(NotOpened):
    def __init__(self, what: str) -> None:
        super().__init__(f"This backup is damaged ({what}). Nothing was changed. Use another one.")


@dataclass(frozen=True)
class Seal:
    """The key of one file."""

    aead: AESGCM
    bound_to: bytes

    def close(self, piece: bytes, number: int, is_last: bool) -> bytes:
        return self.aead.encrypt(nonce(number, is_last), piece, self.bound_to)

    def open(self, piece: bytes, number: int, is_last: bool) -> bytes:
        return self.aead.decrypt(nonce(number, is_last), piece, self.bound_to)


def nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def seal(key: str, salt: bytes, head: bytes) -> Seal:
    return Seal(AESGCM(derived(key, salt, "seal")), hashlib.sha256(MAGIC + head).digest())


def derived(key: str, salt: bytes, what: str) -> bytes:
    info = f"peerapp backup {FORMAT} {what}".encode()
    return HKDF(SHA256(), 32, salt, info).derive(base64.urlsafe_b64decode(key))


def name_of(key: str, salt: bytes) -> str:
    """By which a file tells its key from others, and tells nothing of it."""
    return derived(key, salt, "name")[:8].hex()


class Writer:
    """`with Writer(file, about, key) as sealed: sealed.write(b"...")`"""

    def __init__(self, file: IO[bytes], about: dict[str, Any], key: str) -> None:
        salt = os.urandom(16)
        named = {"salt": salt.hex(), "key": name_of(key, salt)}
        head = json.dumps({"format": FORMAT, **about, **named}).encode()
        self.file, self.seal = file, seal(key, salt, head)
        self.number, self.waiting = 0, bytearray()
        file.write(MAGIC + struct.pack(">I", len(head)) + head)

    def write(self, data: bytes) -> None:
        self.waiting += data
        while len(self.waiting) > PIECE:  # the last one is written at the end, however long
            self._write(bytes(self.waiting[:PIECE]), is_last=False)
            del self.waiting[:PIECE]

    def _write(self, piece: bytes, is_last: bool) -> None:
        closed = self.seal.close(piece, self.number, is_last)
        self.file.write(struct.pack(">I", len(closed)) + closed)
        self.number += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:  # what broke off has no end
            self._write(bytes(self.waiting), is_last=True)


def read_head(file: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    """As it stands there, and what it says; it is to be believed only once a piece has opened."""
    if file.read(len(MAGIC)) != MAGIC:
        raise NoBackup("This is no backup of Peerapp. Choose a file that `flask backup` has made.")
    head = exactly(file, length(file, MOST_HEAD))
    try:
        said = json.loads(head)
        if said["format"] > FORMAT:
            raise Newer("This backup was made by a newer Peerapp. Update this one first.")
        bytes.fromhex(said["salt"])
    except (ValueError, KeyError, TypeError):
        raise Damaged("its beginning cannot be read") from None
    return head, said


def opened(
    file: IO[bytes], keys: Sequence[str], head: bytes, said: dict[str, Any]
) -> Iterator[bytes]:
    """What was written, piece by piece, after `read_head`."""
    salt = bytes.fromhex(said["salt"])
    fitting = [key for key in keys if name_of(key, salt) == said.get("key")]
    if not fitting:
        raise OtherKey(
            "This backup was made with other ENCRYPTION_KEYS. Put the file `encryption_keys` of "
            "that time into DATA_DIR (or set ENCRYPTION_KEYS to what is in it), and try again."
        )
    return pieces(file, seal(fitting[0], salt, head))


def pieces(file: IO[bytes], key: Seal) -> Iterator[bytes]:
    number, is_last = 0, False
    while not is_last:
        closed = exactly(file, length(file, PIECE + TAG))
        is_last = not (ahead := file.read(1))
        if ahead:
            file.seek(-1, os.SEEK_CUR)
        try:
            yield key.open(closed, number, is_last)
        except InvalidTag:
            what = "it was cut off, or its end was changed" if is_last else "a part was changed"
            raise Damaged(what) from None
        number += 1


def length(file: IO[bytes], most: int) -> int:
    found: int = struct.unpack(">I", exactly(file, 4))[0]
    if found > most:
        raise Damaged("a part was changed")
    return found


def exactly(file: IO[bytes], count: int) -> bytes:
    found = file.read(count)
    if len(found) < count:
        raise Damaged("it was cut off")
    return found

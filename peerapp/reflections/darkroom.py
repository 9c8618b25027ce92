"""Where a photo is developed: `photo.py`, in a process of its own.

What decodes pictures is a lot of C that strangers may feed: there it has a bound on memory and time
(W6), none of our keys, and takes nobody's request with it when it crashes.
"""

import subprocess
import sys
from threading import BoundedSemaphore

from peerapp.language import N_, _
from peerapp.reflections import photo

SECONDS = 10
WAIT = 1  # second: who waits holds a thread that somebody needs for /help
# One at a time in each web process, so that many photos at once do not fill a small machine.
ROOM = BoundedSemaphore(1)
REASONS = (photo.NoPhoto, photo.Damaged, photo.TooManyPixels, photo.TooManyScans)
BY_NAME = {reason.__name__.encode(): reason for reason in REASONS}


class Busy(photo.NotTaken):
    sentence = N_("Another photo is being prepared. Please try again in a minute.")


class TooOften(photo.NotTaken):
    sentence = N_("Many photos came from you in a short time. Please try again a little later.")


def in_words(reason: photo.NotTaken) -> str:
    return _(str(reason))


def developed(data: bytes) -> bytes:
    """`photo.re_encoded`, bounded. It takes up to a few seconds: hold no transaction meanwhile."""
    if not ROOM.acquire(timeout=WAIT):
        raise Busy
    try:
        done = subprocess.run(
            [sys.executable, "-I", photo.__file__],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise photo.TooManyPixels from error
    finally:
        ROOM.release()
    if done.returncode:  # negative: it was stopped by its limits, or by a fault in a decoder
        raise BY_NAME.get(done.stdout, photo.Damaged)
    return done.stdout

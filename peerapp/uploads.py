"""Files that people send: how large they may be, and where they are meanwhile (W6).

They stay in memory: in a temporary file, what a member wrote would lie on the disk in the clear.
"""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar

import flask
from flask import current_app
from werkzeug.datastructures import FileStorage

# So much of a body is read where files are taken, to say kindly that one is too large: a body that
# is not read to its end is an error of the network to many a browser, and no page.
READ_AT_MOST = 64 * 1024 * 1024

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Right below a view's route: who is signed in may send it files, each of at most that size."""

    def decorate(view: View) -> View:
        view.most_file_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return decorate


def most_file_bytes(endpoint: str | None) -> int | None:
    """None for a view that takes no files."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "most_file_bytes", None)


def is_too_large(file: FileStorage) -> bool:
    return isinstance(file.stream, Upload) and file.stream.is_too_large


class Upload(BytesIO):
    """A file that was sent. Of one that is too large nothing is kept but that it was."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__()
        self.most_bytes = most_bytes
        self.is_too_large = False

    def write(self, data: Any) -> int:
        if self.is_too_large or self.tell() + len(data) > self.most_bytes:
            self.is_too_large = True
            self.seek(0)
            self.truncate()
            return len(data)
        return super().write(data)


class Request(flask.Request):
    has_a_file = False

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        """Room for the first file only: no form of ours has two, and many would fill the memory."""
        most_bytes = 0 if self.has_a_file else most_file_bytes(self.endpoint) or 0
        self.has_a_file = True
        return Upload(most_bytes)

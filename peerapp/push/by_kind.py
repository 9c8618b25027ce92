"""What features say of their own notifications, by the kind with which a delivery's key begins:
`<kind>:<subject>`.
"""

from collections.abc import Callable
from typing import TypeVar

Handler = TypeVar("Handler")


class ByKind(dict[str, Handler]):
    def of(self, kind: str) -> Callable[[Handler], Handler]:
        """A decorator."""

        def register(handler: Handler) -> Handler:
            self[kind] = handler
            return handler

        return register


def split(key: str) -> tuple[str, str]:
    """The kind and the subject."""
    kind, _, subject = key.partition(":")
    return kind, subject

"""What a coordinator saw of members: they can read it (D8)."""

from collections.abc import Iterable
from uuid import UUID

from peerapp.pages import me
from peerapp.privacy import viewings
from peerapp.privacy.models import As, What


def note(member_ids: Iterable[UUID], what: What) -> None:
    for member_id in member_ids:
        viewings.note(me(), As.COORDINATOR, member_id, what)

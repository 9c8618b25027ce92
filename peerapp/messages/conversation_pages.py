"""What the pages of a conversation show."""

from typing import Any
from uuid import uuid4

from flask import request

from peerapp import clock
from peerapp.matching import matches, numbers
from peerapp.matching.numbers import Way
from peerapp.messages import conversation, log, overview, rules, unread
from peerapp.messages.access import Place
from peerapp.messages.forms import TOO_LARGE, MessageForm, as_id
from peerapp.pages import me
from peerapp.reflections.motivations import MOST_BYTES


def whole(place: Place, form: MessageForm) -> dict[str, Any]:
    return {
        **lines_of(place),
        **around(form),
        "is_old": "before" in request.args or "at" in request.args,
        "way": way_to_other(place),
        "waits": unread.of(me().id, [place.match_id]),
    }


def lines_of(place: Place) -> dict[str, Any]:
    """The newest, or those up to a message that the address names."""
    part = log.part(place, number_before(place), clock.now())
    return {**named(place), "part": part, "lines": part.lines}


def named(place: Place) -> dict[str, Any]:
    return {"place": place, "name": overview.name_of(me(), place)}


def number_before(place: Place) -> int:
    for name, more in (("before", 0), ("at", 1)):
        message_id = as_id(request.args.get(name))
        if message_id and (message := log.one(place, message_id)):
            return message.number + more
    return place.last_number + 1


def around(form: MessageForm) -> dict[str, Any]:
    """What the form of a new message needs."""
    return {
        "form": form,
        "takes_photos": rules.photos_allowed(),
        "most_bytes": MOST_BYTES,
        "too_large": TOO_LARGE,
        "longest": conversation.LONGEST,
    }


def way_to_other(place: Place) -> Way | None:
    if not place.is_open:
        return None
    if place.is_mentor:
        return numbers.of_mentees(me(), [place.member_id]).get(place.member_id)
    return numbers.of_mentors(matches.of_member(me()), clock.now()).get(place.mentor_id)


def new_form() -> MessageForm:
    return MessageForm(formdata=None, data={"id": str(uuid4())})

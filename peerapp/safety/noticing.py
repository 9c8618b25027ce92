"""Who wrote of suicide, of hurting themselves or of an overdose sees at once who can help.

Only they: nothing is kept, counted, logged or told to anybody, and what they wrote is saved as it
is. htmx gets the panel with the part that it asked for. After a form without it, and for what had
waited on the phone, a sign waits in that browser's cookie until the next page, which takes it out.
"""

import logging
from dataclasses import dataclass
from uuid import UUID

from flask import Response, render_template, request, session
from flask_login import current_user

from peerapp.extensions import db, htmx
from peerapp.matching import acquaintance, bonds
from peerapp.matching.models import Match
from peerapp.pages import me
from peerapp.queue import log_failure
from peerapp.safety import crisis_words
from peerapp.safety.crisis_words import Kind
from peerapp.safety.lines import lines

log = logging.getLogger(__name__)

WAITS = "near"  # in the session
# Where nobody writes of a person: an account, a lock, a file to look at, what the program asks
# everybody. On the page of a call stands all that the panel could say.
ELSEWHERE = frozenset(
    (
        *("accounts", "languages", "lock", "exit", "files", "share", "push", "phone", "calls"),
        *("checkin_settings", "reminder_emails", "reminder_calendar", "mentor_wishes"),
        *("consents", "confirm", "leaving", "who_saw"),
        *("questions", "rules", "message_rules", "program_calls", "proposals"),
    )
)
# To somebody, who reads it when they do; all else is kept, for oneself or for whom one chose.
SENT = frozenset(
    (
        *("messages.report", "requests.send", "requests.decline", "bonds.answer_trial"),
        *("mentor_acts.hand_over", "ideas.suggest", "ideas.suggest_step"),
    )
)
MESSAGE = "messages.send"
ABOUT_ANOTHER = frozenset(("mentor_notes", "mentor_acts"))  # by a mentor
EMERGENCY = ("911", "112", "999", "000", "111")  # at an overdose it stands above the steps
# A page of its own is what somebody looks at; a script may fetch one too, to take a part of it.
LOOKED_AT = ("document", None)
# What is kept on the phone for later; and the way out, where nothing of a person is to be seen.
NOT_HERE = ("pocket", "pwa", "exit", "lock")


@dataclass(frozen=True)
class Noticed:
    """What the panel has to know of what was written."""

    is_overdose: bool
    endpoint: str
    match_id: UUID | None = None  # of a message

    @property
    def is_about_another(self) -> bool:
        return self.endpoint.partition(".")[0] in ABOUT_ANOTHER

    @property
    def is_sent(self) -> bool:
        return self.endpoint in SENT

    @property
    def reader(self) -> str | None:
        """Of a message."""
        match = db.session.get(Match, self.match_id) if self.match_id else None
        other_id = match and bonds.other_of(match, me().id)
        return acquaintance.names_now(me()).get(other_id) if other_id else None


def after(response: Response) -> Response:
    """What was saved stays saved, whatever happens here."""
    try:
        return shown_with(response) if is_written(response) else response
    except Exception as why:
        db.session.rollback()
        log_failure(log, "who can help is not shown beside what was written", why)
        return response


def is_written(response: Response) -> bool:
    return (
        request.method == "POST"
        and bool(request.form)
        and request.blueprint not in ELSEWHERE
        and response.status_code in (200, 303)
    )


def shown_with(response: Response) -> Response:
    kinds = crisis_words.spoken_of(*own_words())
    if not kinds or not current_user.is_authenticated:
        return response
    match_id = (request.view_args or {}).get("match_id") if request.endpoint == MESSAGE else None
    noticed = Noticed(Kind.OVERDOSE in kinds, str(request.endpoint), match_id)
    if response.status_code == 200 and is_drawn(response):
        part = render_template("safety/_noticed.html", noticed=noticed, lines=lines)
        beside = f'<div id="near" hx-swap-oob="innerHTML">{part}</div>'
        response.set_data(response.get_data(as_text=True) + beside)
    elif response.status_code == 303 or htmx:
        session[WAITS] = [noticed.is_overdose, noticed.endpoint, str(match_id or "")]
    return response


def own_words() -> list[str]:
    """What was sent but the token, in whose random letters anything can stand."""
    return [said for name, said in request.form.items() if name != "csrf_token"]


def is_drawn(response: Response) -> bool:
    """Whether the answer becomes a part of an open page. What waited on a phone says when it was
    sent, and nobody looks at the answer.
    """
    is_part = htmx.wants_part and "HX-Redirect" not in response.headers
    return is_part and response.mimetype == "text/html" and "sent_at" not in request.form


def take() -> Noticed | None:
    """For a page that is looked at now, once."""
    if WAITS not in session or not current_user.is_authenticated:
        return None
    is_overdose, endpoint, match_id = session.pop(WAITS)
    return Noticed(is_overdose, endpoint, UUID(match_id) if match_id else None)


def for_this_page() -> Noticed | None:
    is_looked_at = request.headers.get("Sec-Fetch-Dest") in LOOKED_AT
    is_here = request.blueprint not in NOT_HERE
    return take() if is_looked_at and is_here and not htmx else None

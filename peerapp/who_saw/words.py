"""Who saw what, in words. Each begins with a verb, below the name of who did it."""

from collections.abc import Mapping

from peerapp.language import lazy
from peerapp.privacy.models import What

# What says most stands first, where several were seen at one instant.
SAW: Mapping[What, str] = {
    What.PAGE: lazy("Opened your page: your days, and what you wrote on them"),
    What.PLAN: lazy("Saw the parts of your plan that you share"),
    What.GOALS: lazy("Saw the goals that you share"),
    What.NEWEST: lazy("Saw your newest message, in their list of messages"),
    What.MESSAGES: lazy("Opened your messages"),
    What.SEARCH: lazy("Searched in your messages"),
    What.PHOTO: lazy("Saw a photo that you sent"),
    What.CARD: lazy("Saw what you told for matching"),
    What.CALL: lazy("Saw that you asked for someone"),
    What.CALL_NUMBER: lazy("Saw your phone number, to call you back"),
    What.WAITING: lazy("Saw you on the waiting list"),
    What.PAIR: lazy("Saw you in a list of pairs: who could walk with you, or was asked"),
    What.TRIAL: lazy("Saw what you said of your first weeks with a mentor"),
    What.HAND_OVER: lazy("Saw what your mentor asked the coordinators about you"),
    What.REPORT: lazy("Saw a message that you reported"),
    What.CALL_LIST: lazy("Saw when you asked for someone, not what you wrote"),
    What.NUMBER: lazy("Saw your phone number"),
    What.LINE: lazy("Saw how you are, in their list of mentees"),
}
# Written down, but not listed: it was told in confidence, and who told it was promised that.
CONFIDED = {What.CONFIDED}

"""Tools that help in five minutes. Static pages, for everybody, kept by the phone; no use of them
is counted or told to anybody.

What they rest on, and how far it goes:
- Urge surfing: Marlatt and Gordon, Relapse Prevention (1985). Bowen and Marlatt, Psychology of
  Addictive Behaviors 23 (2009) 666-671, doi 10.1037/a0017127: after a short instruction 123 people
  who smoke had no smaller urges, but smoked less in the week after. So nothing here says that the
  urge goes away by it, only that it can be let pass.
- Slow breathing, about six breaths a minute: You and others, Int. J. Environ. Res. Public Health
  18 (2021) 12478, doi 10.3390/ijerph182312478, from 5 minutes on. It says of the heart's rhythm
  that it calms, and nothing of urges. In for 4 and out for 6 seconds is a way to come to six.
- HALT is the field's own list (hungry, angry, lonely, tired); no trial stands behind it.
- 5-4-3-2-1 is a grounding exercise in wide use in trauma and anxiety care; the same holds for it.
The words are ours, and no clinician has read them.
"""

from flask import Blueprint, Response, render_template

from peerapp.pages import public

bp = Blueprint("tools", __name__, url_prefix="/tools")

TOOLS = ("urge", "breathing", "halt", "senses")
MINUTES = (5, 10, 20)


@bp.get("")
def index() -> Response:
    return public(page("tools"), "text/html")


@bp.get("/urge")
def urge() -> Response:
    return public(page("urge"), "text/html")


@bp.get("/breathing")
def breathing() -> Response:
    return public(page("breathing"), "text/html")


@bp.get("/halt")
def halt() -> Response:
    return public(page("halt"), "text/html")


@bp.get("/senses")
def senses() -> Response:
    return public(page("senses"), "text/html")


def pages() -> dict[str, str]:
    """What the phone keeps of them, by its address."""
    return {"/tools": page("tools"), **{f"/tools/{name}": page(name) for name in TOOLS}}


def page(name: str) -> str:
    return render_template(f"plan/tools/{name}.html", minutes=MINUTES)

"""Why I do this, the morning's pledge, the evening's review."""

from flask import Blueprint

from peerapp.reflections import models  # noqa: F401 - its tables

bp = Blueprint("reflections", __name__)

"""The WSGI entry: `gunicorn app:app`, `flask --app app ...`."""

import sys

from peerapp import create_app
from peerapp.config import SettingsError

try:
    app = create_app()
except SettingsError as problem:
    sys.exit(f"Peerapp does not start: {problem}")

"""The WSGI entry: `gunicorn app:app`, `flask --app app ...`."""

from peerapp import create_app

app = create_app()

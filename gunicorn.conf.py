"""gunicorn, as the Procfile and `make run` start it. https://docs.gunicorn.org/en/stable/settings.html"""

import os

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# Threads, so that one slow phone does not hold up the others.
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 5
# No access log: addresses of people, and of what they look at, are nobody's business (D6).
accesslog = None
loglevel = "warning"
# Behind a proxy the app itself reads X-Forwarded-* (TRUSTED_PROXIES), not gunicorn.
forwarded_allow_ips = ""


def pre_request(worker, request):  # type: ignore[no-untyped-def]
    """A client that stops in the middle of a body gives its thread back after a while."""
    request.unreader.sock.settimeout(20)

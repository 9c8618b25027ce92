"""gunicorn, as the Procfile and `make run` start it. https://docs.gunicorn.org/en/stable/settings.html"""

import gc
import logging
import os
import socket
import struct

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# Threads, so that one slow phone does not hold up the others.
worker_class = "gthread"
threads = 16
timeout = 60
graceful_timeout = 5
# No access log: addresses of people, and of what they look at, are nobody's business (D6).
accesslog = None
loglevel = "warning"
# Behind a proxy the app itself reads X-Forwarded-* (TRUSTED_PROXIES), not gunicorn.
forwarded_allow_ips = ""


def when_ready(server):  # type: ignore[no-untyped-def]
    """A client that stops in the middle of a request gives its thread back after ten seconds.

    gunicorn's threads have no such limit of their own. Linux hands the option of a listening socket
    on to each connection that it accepts.
    """
    logging.getLogger("gunicorn.error").addFilter(is_no_stall)
    for listener in server.LISTENERS:
        limit = struct.pack("ll", 10, 0)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)


def post_worker_init(worker):  # type: ignore[no-untyped-def]
    """What is loaded now stays: else the collector looks through all of it, a tenth of a second in
    the middle of somebody's request.
    """
    gc.collect()
    gc.freeze()


def is_no_stall(record):  # type: ignore[no-untyped-def]
    """Else each such client writes a traceback, and a stranger fills the disk with them."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))

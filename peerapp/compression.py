"""Pages and parts go over the wire compressed: on a slow line most of the wait is for bytes.

An answer that holds both a secret and what an attacker made the browser send tells of the secret
by its length (breachattack.com). So one that another site has asked for goes as it is; who asked,
the browser says (W3C Fetch Metadata). The CSRF token is signed anew each second besides.
"""

from flask import Flask, Response, request
from flask_compress import Compress

OURS = ("same-origin", "none")  # a page of ours; the person: an address typed, the app's icon

compress = Compress()


def set_up(app: Flask) -> None:
    """Files are compressed when they are built; see assets.py."""
    app.config.update(
        COMPRESS_REGISTER=False, COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=5
    )
    compress.init_app(app)
    app.after_request(make_small)


def make_small(response: Response) -> Response:
    if request.headers.get("Sec-Fetch-Site") in OURS and not response.is_streamed:
        return compress.after_request(response)
    return response

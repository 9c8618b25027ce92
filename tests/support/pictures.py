"""Pictures as people send them."""

import io
from functools import cache

from PIL import Image


@cache
def a_photo(width: int = 320, height: int = 240, kind: str = "JPEG") -> bytes:
    return encoded(Image.linear_gradient("L").resize((width, height)).convert("RGB"), kind)


def encoded(picture: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()

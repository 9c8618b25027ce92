"""A member's photo as we keep it: decoded, made small, and drawn anew without what the camera or
anybody else wrote into the file (W6). Bytes in, bytes out.

`darkroom` runs this file in a process of its own, so it imports nothing of ours.
"""

import io
import re
import sys

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

TYPE = "image/jpeg"
# Phones write JPEG and HEIC (which Pillow calls HEIF), screenshots are PNG. No format that can hold
# a program (SVG, EPS) or that opens other files.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "GIF")
MOST_PIXELS = 60_000_000  # a phone's camera makes 12 to 50 million
# Each may make the decoder go over the whole picture; cameras and editors write 1 to 15.
MOST_SCANS = 100
LONG_SIDE = 1600
MOST_BYTES = 600_000  # of the result
SIDES = (LONG_SIDE, 1200, 800)
QUALITIES = (82, 70, 55)
WHITE = (255, 255, 255)
# Of a part of a JPEG; not the bytes that stand for themselves, nor what has no length.
MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd8]", re.DOTALL)
SCAN, END = 0xDA, 0xD9

Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # a second net: it raises at twice as many
pillow_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=2
)


def N_(text: str) -> str:
    """As language.N_, which this file does not import: `darkroom.in_words` translates it."""
    return text


class NotTaken(Exception):
    """Why a file is not kept, in a sentence for the person."""

    sentence = N_("We could not read this photo. Please try another one.")

    def __str__(self) -> str:
        return self.sentence


class NoPhoto(NotTaken):
    sentence = N_(
        "This file is no photo that we can read. Please choose a JPEG, PNG or HEIC picture."
    )


class Damaged(NotTaken):
    sentence = N_("A part of this photo is missing or broken. Please try another one.")


class TooManyPixels(NotTaken):
    sentence = N_(
        "This picture has too many pixels. Please choose a smaller one, or a screenshot of it."
    )


class TooManyScans(NotTaken):
    sentence = N_("This picture is saved in an unusual way. Please choose a screenshot of it.")


def re_encoded(data: bytes) -> bytes:
    """A small JPEG with nothing in it but the picture; raises NotTaken, and nothing else."""
    if data.startswith(b"\xff\xd8") and scans_of(data) > MOST_SCANS:
        raise TooManyScans
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:  # reads only the head
            if image.width * image.height > MOST_PIXELS:
                raise TooManyPixels
            return written(flat(small(image)))
    except NotTaken:
        raise
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except UnidentifiedImageError as error:
        raise NoPhoto from error
    except Exception as error:  # a decoder may raise anything at all
        raise Damaged from error


def scans_of(jpeg: bytes) -> int:
    """Up to the picture's end; one more than MOST_SCANS stands for many."""
    found, at = 0, 2
    while found <= MOST_SCANS and (marker := MARKER.search(jpeg, at)):
        code, at = jpeg[marker.start() + 1], marker.end()
        if code == END:
            break
        found += code == SCAN
        at += int.from_bytes(jpeg[at : at + 2], "big")
    return found


def small(image: Image.Image) -> Image.Image:
    """The first picture of the file, upright, at most LONG_SIDE long."""
    if image.mode.startswith("I;16"):  # Pillow would cut off, not scale
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    elif image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"):
        image = image.convert("RGBA")
    # Before a pixel is decoded where the format can (JPEG), in large steps where it cannot.
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return ImageOps.exif_transpose(image)


def flat(image: Image.Image) -> Image.Image:
    """In sRGB, on white: a new picture, to which nothing else of the old one clings."""
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    paper = Image.new("RGB", image.size, WHITE)
    paper.paste(in_srgb(image), mask=alpha)
    return paper


def in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode in ("LA", "RGBA"):
        image = image.convert(image.mode[:-1])
    if not profile:
        return image.convert("RGB")
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(image, given, srgb, outputMode="RGB")
        assert changed is not None  # only where it works in place
        return changed
    except (ImageCms.PyCMSError, OSError, ValueError):  # one that is none, or of other colors
        return image.convert("RGB")


def written(image: Image.Image) -> bytes:
    for side in SIDES:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            out = io.BytesIO()
            image.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= MOST_BYTES:
                return out.getvalue()
    raise TooManyPixels


def main() -> int:
    """From standard input to standard output; a file that is not taken is named there instead."""
    try:
        out = re_encoded(sys.stdin.buffer.read())
    except NotTaken as error:
        sys.stdout.write(type(error).__name__)
        return 1
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    import resource

    MEMORY, SECONDS = 1536 * 1024 * 1024, 8
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold the photo
    sys.exit(main())

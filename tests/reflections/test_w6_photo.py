"""W6: what is uploaded is decoded, re-encoded, bounded, and without metadata."""

import io
import random
import struct
import subprocess
import sys
import zlib
from functools import cache

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from peerapp.reflections import darkroom, photo
from tests.support.pictures import a_photo, encoded

CANARY = "canary-of-mia"
CANARIES = (CANARY.encode(), CANARY.encode("utf-16-le"), b"GPS", b"Exif", b"<x:xmpmeta", b"ICC_")
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>{CANARY}</a></x:xmpmeta>'.encode()


def picture(width: int = 320, height: int = 240, mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert(mode)


def exif(orientation: int = 1) -> bytes:
    """As a phone writes it: who made it, where, when."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = CANARY  # the maker
    tags[0x9286] = CANARY  # a comment
    gps = tags.get_ifd(0x8825)
    gps[1], gps[2], gps[29] = "N", (52.0, 31.0, 12.0), CANARY
    return tags.tobytes()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, pixels: bytes, more: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), more, chunk(b"IDAT", pixels), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def with_app_segment(jpeg: bytes, number: int, data: bytes) -> bytes:
    return (
        jpeg[:2] + bytes([0xFF, 0xE0 + number]) + struct.pack(">H", len(data) + 2) + data + jpeg[2:]
    )


def noted() -> PngInfo:
    notes = PngInfo()
    notes.add_text("Author", CANARY)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    return notes


@cache
def told() -> dict[str, bytes]:
    """Files with a canary everywhere that their format has a place for it."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    jpeg = encoded(picture(), "JPEG", exif=exif(), comment=CANARY, icc_profile=srgb, xmp=XMP)
    return {
        "jpeg": jpeg,
        "jpeg with a thumbnail and notes of an editor": with_app_segment(
            jpeg, 13, b"Photoshop 3.0\x008BIM" + CANARY.encode() + a_photo(16, 12)
        ),
        "png": encoded(picture(), "PNG", exif=exif(), pnginfo=noted(), icc_profile=srgb),
        "webp": encoded(picture(), "WEBP", exif=exif(), xmp=XMP, icc_profile=srgb),
        "heic": encoded(picture(), "HEIF", exif=exif(), xmp=XMP),
        "gif": encoded(picture(), "GIF", comment=CANARY),
    }


@pytest.mark.parametrize("kind", told())
def test_w6_nothing_but_the_picture_is_kept(kind):
    sent = told()[kind] + CANARY.encode() + b"PK\x03\x04 and a program"  # trailing, a polyglot
    assert any(canary in sent for canary in CANARIES)
    kept = photo.re_encoded(sent)
    assert not [canary for canary in (*CANARIES, b"PK\x03\x04") if canary in kept]
    with Image.open(io.BytesIO(kept)) as result:
        assert (result.format, result.mode, result.size) == ("JPEG", "RGB", (320, 240))
        assert set(result.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not result.getexif()
    assert segments(kept) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def segments(jpeg: bytes) -> set[int]:
    """The markers up to the picture itself; after its end there is nothing."""
    found, at = set(), 2
    while 0xDA not in found:
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    assert jpeg.index(b"\xff\xd9", at) == len(jpeg) - 2
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "GIF"])
def test_w6_what_phones_send_is_taken(kind):
    kept = Image.open(io.BytesIO(photo.re_encoded(a_photo(kind=kind))))
    assert kept.size == (320, 240)
    assert kept.getpixel((160, 230))[0] > 200 > 50 > kept.getpixel((160, 10))[0]


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr"])
def test_w6_other_colors_become_ours(mode):
    kind = "PNG" if mode in "1LP" else "JPEG"
    kept = Image.open(io.BytesIO(photo.re_encoded(encoded(picture(mode=mode), kind))))
    assert kept.mode == "RGB"
    assert kept.getpixel((160, 235))[0] > 200 > 50 > kept.getpixel((160, 5))[0]


def test_w6_sixteen_bits_are_scaled_and_not_cut_off():
    rows = b"".join(bytes([0, y]) * 256 for y in range(256))
    kept = photo.re_encoded(encoded(Image.frombytes("I;16", (256, 256), rows), "PNG"))
    assert 118 < Image.open(io.BytesIO(kept)).getpixel((128, 128))[0] < 138


def test_w6_what_can_be_seen_through_is_on_white():
    clear = encoded(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")
    assert Image.open(io.BytesIO(photo.re_encoded(clear))).getpixel((25, 25)) == (255, 255, 255)


def test_w6_it_stands_upright():
    kept = photo.re_encoded(encoded(picture(), "JPEG", exif=exif(orientation=6)))
    assert Image.open(io.BytesIO(kept)).size == (240, 320)


def test_w6_of_a_film_the_first_picture_is_kept():
    frames = [Image.new("RGB", (60, 40), color) for color in ("red", "lime", "blue")]
    film = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    red, green, blue = Image.open(io.BytesIO(photo.re_encoded(film))).getpixel((30, 20))
    assert red > 240 > 20 > max(green, blue)


def test_w6_a_large_photo_becomes_small():
    noise = Image.effect_noise((4000, 3000), 120).convert("RGB")  # nothing packs worse
    kept = photo.re_encoded(encoded(noise, "JPEG", quality=95))
    assert len(kept) <= photo.MOST_BYTES
    assert max(Image.open(io.BytesIO(kept)).size) <= photo.LONG_SIDE


def test_w6_a_very_long_strip_stays_a_picture():
    kept = photo.re_encoded(encoded(Image.new("RGB", (20_000, 1)), "PNG"))
    assert Image.open(io.BytesIO(kept)).size == (1600, 1)


SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NONE_OF_THEM = {
    "nothing": b"",
    "text named .jpg": b"Dear diary, " * 100,
    "svg with a script": SCRIPT,
    "html": b"<!doctype html><script>alert(1)</script>",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n",
    "tiff": encoded(picture(), "TIFF"),
    "bmp": encoded(picture(), "BMP"),
    "only the head of a jpeg": b"\xff\xd8\xff",
}


@pytest.mark.parametrize("what", NONE_OF_THEM)
def test_w6_what_is_no_photo_is_said_kindly(what):
    with pytest.raises(photo.NoPhoto, match="no photo that we can read"):
        photo.re_encoded(NONE_OF_THEM[what])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_w6_half_a_photo_is_said_kindly(kind):
    whole = encoded(Image.effect_noise((200, 200), 90).convert("RGB"), kind)
    with pytest.raises(photo.NotTaken):
        photo.re_encoded(whole[: len(whole) // 2])


BOMBS = ("900 million pixels", "the largest there is", "text", "a color profile", "gif")


@cache
def bomb_named(name: str) -> bytes:
    if name == "900 million pixels":
        return png(30_000, 30_000, zlib.compress(bytes(90_001) * 1_000, 1))
    if name == "the largest there is":
        return png(2**31 - 1, 2**31 - 1, b"")
    if name == "gif":
        size = b"\xff\xff\xff\xff"
        return b"GIF89a" + size + bytes(3) + b"," + bytes(4) + size + b"\x00\x02\x00;"
    zeros = zlib.compress(bytes(100_000_000), 1)
    if name == "text":
        return png(9, 9, b"", chunk(b"iTXt", b"a\0\1\0\0\0" + zeros))
    return png(9, 9, b"", chunk(b"iCCP", b"a\0\0" + zeros))


@pytest.mark.parametrize("bomb", BOMBS)
def test_w6_a_bomb_costs_little_time_and_memory(bomb, tmp_path):
    (tmp_path / "bomb").write_bytes(bomb_named(bomb))
    seconds, peak = cost_of(tmp_path / "bomb")
    assert seconds < 5
    assert peak < 100, f"{peak} MB"


def cost_of(file) -> tuple[float, int]:
    """Seconds of computing and MB of memory, of the process that develops it and nothing else."""
    asks = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-I', sys.argv[1]], stdin=open(sys.argv[2]),"
        " stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "assert done.returncode == 1, done\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)"
    )
    command = [sys.executable, "-c", asks, photo.__file__, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, peak = done.stdout.split()
    return float(seconds), int(peak)


@pytest.mark.parametrize("bomb", BOMBS)
def test_w6_a_bomb_is_said_kindly(bomb):
    with pytest.raises(photo.NotTaken):
        photo.re_encoded(bomb_named(bomb))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "HEIF"])
def test_w6_a_file_with_mistakes_raises_nothing_else(kind):
    chance = random.Random(kind)
    good = encoded(Image.effect_noise((64, 48), 60).convert("RGB"), kind)
    refused = []
    for _ in range(150):
        bad = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        if chance.random() < 0.3:
            del bad[chance.randrange(len(bad)) :]
        if chance.random() < 0.3:
            at = chance.randrange(len(bad) + 1)
            bad[at:at] = chance.randbytes(chance.randint(1, 40))
        try:
            photo.re_encoded(bytes(bad))
        except photo.NotTaken as reason:
            refused.append(str(reason))
    assert refused
    assert all(reason.endswith(".") for reason in refused)


def test_w6_the_darkroom_gives_the_same_photo():
    assert darkroom.developed(a_photo()) == photo.re_encoded(a_photo())


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: b"text", photo.NoPhoto),
        (lambda: bomb_named("900 million pixels"), photo.TooManyPixels),
        (lambda: a_photo()[:400], photo.Damaged),
    ],
    ids=["text", "a bomb", "half"],
)
def test_w6_the_darkroom_says_why_not(make, reason):
    with pytest.raises(reason):
        darkroom.developed(make())


@pytest.mark.parametrize(
    "fault",
    ["import os; os.abort()", "x = bytearray(4 << 30)", "while True: pass", "raise SystemExit(7)"],
)
def test_w6_a_decoder_that_breaks_or_hangs_takes_nobody_with_it(fault, tmp_path, monkeypatch):
    broken = tmp_path / "photo.py"
    limits = "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
    broken.write_text(limits + fault)
    monkeypatch.setattr(photo, "__file__", str(broken))
    monkeypatch.setattr(darkroom, "SECONDS", 1)
    with pytest.raises(photo.NotTaken):
        darkroom.developed(a_photo())
    assert darkroom.ROOM.acquire(blocking=False)  # the next one may come in
    darkroom.ROOM.release()


def test_w6_while_another_photo_is_developed_the_next_one_hardly_waits_and_is_told(monkeypatch):
    assert darkroom.WAIT <= 1  # who waits holds a thread that somebody needs for /help
    monkeypatch.setattr(darkroom, "WAIT", 0.05)
    with darkroom.ROOM, pytest.raises(darkroom.Busy, match="in a minute"):
        darkroom.developed(a_photo())


def scanned(times: int) -> bytes:
    """A progressive JPEG that goes over its picture again and again."""
    jpeg = encoded(picture(), "JPEG", progressive=True)
    last = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    return jpeg[:-2] + last * times + jpeg[-2:]


def test_w6_a_jpeg_of_very_many_scans_is_not_decoded():
    with pytest.raises(photo.TooManyScans, match="screenshot"):
        photo.re_encoded(scanned(200))
    with pytest.raises(photo.TooManyScans):
        darkroom.developed(scanned(200))


@pytest.mark.parametrize(
    "sent",
    [
        scanned(0),
        scanned(0) + b"\xff\xda" * 200,
        with_app_segment(scanned(0), 1, b"\xff\xda" * 200),
        a_photo(kind="PNG") + b"\xff\xda" * 200,
    ],
    ids=["progressive", "a film behind it", "a thumbnail in it", "another format"],
)
def test_w6_what_only_looks_like_scans_is_taken(sent):
    assert Image.open(io.BytesIO(photo.re_encoded(sent))).size == (320, 240)

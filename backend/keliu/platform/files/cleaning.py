"""What a file carries beside its content (place, camera, hidden parts) stays outside."""

import io
import struct
from typing import TYPE_CHECKING, BinaryIO

from keliu.platform.files.limits import refused

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE, THUMB_SIDE = 2000, 320
MOST_JPEG_PIXELS = 120_000_000  # a JPEG is read at a fraction of its size
MOST_PIXELS = 16_000_000
DRAFT = (LONGEST_SIDE, LONGEST_SIDE)
NESTED = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
TELLING = {b"udta", b"meta", b"uuid"}  # where phones write place, owner and make
MOST_BOXES = 10_000


def picture(data: BinaryIO) -> tuple[bytes, bytes, str, tuple[int, int]]:
    """(picture, thumbnail, format, size): drawn anew, longest side 2000 px. Raises Refused."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # 4 MB that few processes need

    try:
        with Image.open(data) as opened:
            kind = str(opened.format)
            most = MOST_JPEG_PIXELS if kind == "JPEG" else MOST_PIXELS
            if kind not in {"JPEG", "PNG", "WEBP"} or opened.width * opened.height > most:
                raise refused("picture", "图片太大,请缩小到 1600 万像素以内")
            opened.draft("RGB", DRAFT)
            opened.thumbnail(DRAFT)
            upright = ImageOps.exif_transpose(opened) or opened
            return (*_drawn(upright, kind), kind, upright.size)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as wrong:
        raise refused("picture") from wrong


def _drawn(upright: "Image.Image", kind: str) -> tuple[bytes, bytes]:
    clean = upright.convert("RGB") if kind == "JPEG" else upright.convert("RGBA")
    clean.info.clear()
    small = clean.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return _written(clean, kind, 85), _written(small.convert("RGB"), "JPEG", 78)


def _written(image: "Image.Image", kind: str, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, quality=quality, optimize=kind == "PNG")
    return out.getvalue()


def silence_mp4(file: BinaryIO) -> None:
    """Rename the boxes of an MP4, M4A or MOV that tell place and owner to `free`, in place.

    Nothing moves, so that every offset into the media stays right.
    """
    end = file.seek(0, io.SEEK_END)
    _walk(file, 0, end, [MOST_BOXES])
    file.seek(0)


def _walk(file: BinaryIO, start: int, end: int, left: list[int]) -> None:
    at = start
    while at + 8 <= end and left[0] > 0:
        left[0] -= 1
        size, name, header = _box(file, at, end)
        if size < header or at + size > end:
            return
        if name in TELLING:
            file.seek(at + 4)
            file.write(b"free")
            _blank(file, at + header, at + size)
        elif name in NESTED:
            _walk(file, at + header, at + size, left)
        at += size


def _box(file: BinaryIO, at: int, end: int) -> tuple[int, bytes, int]:
    """(size, name, header length) of the box at an offset; 0 is up to the end, 1 a long size."""
    file.seek(at)
    size, name = struct.unpack(">I4s", file.read(8))
    if size == 1:
        long = file.read(8)
        return (struct.unpack(">Q", long)[0] if len(long) == 8 else 0), name, 16
    return (end - at if size == 0 else size), name, 8


def _blank(file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    left = end - start
    while left > 0:
        file.write(bytes(min(left, 65536)))
        left -= 65536

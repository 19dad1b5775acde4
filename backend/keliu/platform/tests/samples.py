"""Small real files of every kind, and nasty ones, made on the spot."""

import io
import struct
import zipfile
from collections.abc import Mapping

from PIL import Image


def jpeg(side: int = 64, *, gps: bool = False) -> bytes:
    """A photo; with `gps` it tells where it was taken."""
    out = io.BytesIO()
    picture = Image.new("RGB", (side, side), "#137A63")
    exif = Image.Exif()
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 1.0)})
        exif[0x010F] = "HUAWEI"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def png(side: int = 32) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "#F08C1A").save(out, "PNG")
    return out.getvalue()


def box(name: bytes, payload: bytes) -> bytes:
    """One box of an MP4."""
    return struct.pack(">I4s", 8 + len(payload), name) + payload


def mp4(handler: bytes = b"vide", brand: bytes = b"isom", place: bytes = b"") -> bytes:
    """An index with one track, and a place in its user data if one is given."""
    hdlr = box(b"hdlr", bytes(8) + handler + bytes(12))
    told = box(b"udta", box(b"\xa9xyz", place)) if place else b""
    moov = box(b"moov", box(b"trak", box(b"mdia", hdlr)) + told)
    return box(b"ftyp", brand + bytes(4)) + moov + box(b"mdat", bytes(64))


def mp3() -> bytes:
    return b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"\xff\xfb\x90\x00" + bytes(400)


def amr() -> bytes:
    return b"#!AMR\n" + bytes(64)


def webm(track: int = 2) -> bytes:
    head = b"\x1aE\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm"
    return head + b"\x16T\xaek\x90\xae\x8e\xd7\x81\x01\x83\x81" + bytes([track]) + bytes(64)


def pdf(inside: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog" + inside + b">>endobj\ntrailer<<>>\n%%EOF\n"


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    return packed({**parts, **{name.replace("__", "/"): data for name, data in more.items()}})


def old_doc(*, macros: bool = False) -> bytes:
    names = "WordDocument".encode("utf-16-le")
    names += "_VBA_PROJECT".encode("utf-16-le") if macros else b""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + names + bytes(512)

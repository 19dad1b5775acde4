"""What a file really is, told by its bytes; its name and the sender's word count for nothing."""

import io
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from keliu.platform.files.limits import MB, refused

HEAD = 8192
TAIL = 70_000  # a ZIP directory's end, comment included, lies within
ACTIVE = (b"<script", b"<html", b"<!doctype", b"<?php", b"<svg", b"<iframe", b"javascript:")
PDF_ACTIVE = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACROS = "_VBA_PROJECT".encode("utf-16-le")
VIDE, SOUN = b"hdlr" + bytes(8) + b"vide", b"hdlr" + bytes(8) + b"soun"
MOST_PARTS, MOST_UNPACKED, MOST_RATIO = 3000, 400 * MB, 200


@dataclass(frozen=True)
class Found:
    """A file that is welcome."""

    kind: str
    mime: str
    suffix: str


PLAIN = {
    ".jpg": Found("picture", "image/jpeg", "jpg"),
    ".png": Found("picture", "image/png", "png"),
    ".webp": Found("picture", "image/webp", "webp"),
    ".mp3": Found("voice", "audio/mpeg", "mp3"),
    ".amr": Found("voice", "audio/amr", "amr"),
    ".aac": Found("voice", "audio/aac", "aac"),
    ".wav": Found("voice", "audio/wav", "wav"),
    ".ogg": Found("voice", "audio/ogg", "ogg"),
}
ALIASES = {".jpeg": ".jpg", ".jfif": ".jpg", ".oga": ".ogg", ".opus": ".ogg"}
M4A, MP4 = Found("voice", "audio/mp4", "m4a"), Found("video", "video/mp4", "mp4")
MOV = Found("video", "video/quicktime", "mov")
WEBA, WEBM = Found("voice", "audio/webm", "webm"), Found("video", "video/webm", "webm")
PDF = Found("document", "application/pdf", "pdf")
OFFICE = "application/vnd.openxmlformats-officedocument."
PACKED = {
    "word/": Found("document", f"{OFFICE}wordprocessingml.document", "docx"),
    "xl/": Found("document", f"{OFFICE}spreadsheetml.sheet", "xlsx"),
    "ppt/": Found("document", f"{OFFICE}presentationml.presentation", "pptx"),
}
OLD_OFFICE = {
    "WordDocument": Found("document", "application/msword", "doc"),
    "Workbook": Found("document", "application/vnd.ms-excel", "xls"),
    "PowerPoint Document": Found("document", "application/vnd.ms-powerpoint", "ppt"),
}


def sniff(file: BinaryIO) -> Found:
    """What a file is. Raises Refused for everything that is not welcome."""
    head, tail, size = _ends(file)
    found = _by_content(file, head, size)
    if found.kind in {"voice", "video"} and any(mark in head.lower() for mark in ACTIVE):
        raise refused(why="文件里混有网页代码,不能上传")
    packed = found.suffix in {"docx", "xlsx", "pptx"}
    # Pictures are drawn anew, which leaves a stowaway behind.
    if not packed and found.kind != "picture" and _ends_as_zip(tail):
        raise refused(why="文件里藏着压缩包,不能上传")
    return found


def _ends_as_zip(tail: bytes) -> bool:
    """Whether the last bytes are a ZIP directory's end, comment and all."""
    at = tail.rfind(b"PK\x05\x06")
    comment = int.from_bytes(tail[at + 20 : at + 22], "little")
    return at >= 0 and at + 22 + comment >= len(tail) - 2


def _ends(file: BinaryIO) -> tuple[bytes, bytes, int]:
    file.seek(0)
    head = file.read(HEAD)
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    file.seek(0)
    return head, tail, size


def _by_content(file: BinaryIO, head: bytes, size: int) -> Found:
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    if head.startswith(OLE):
        return _old_office(file)
    if head.startswith(b"%PDF-"):
        return _pdf(file)
    if head[4:8] == b"ftyp":
        return _mp4(file, head)
    if head.startswith(b"\x1aE\xdf\xa3"):
        return _matroska(head)
    return _plain(head, size)


def _plain(head: bytes, size: int) -> Found:
    """The rest by the library's table of signatures, and only what is in ours."""
    if head[:2] in {b"\xff\xf1", b"\xff\xf9"}:
        return PLAIN[".aac"]
    if head[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}:
        return PLAIN[".mp3"]
    import puremagic  # a large table, and few processes look at files

    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError) as unknown:
        raise refused() from unknown
    for guess in guesses:
        suffix = ALIASES.get(guess.extension, guess.extension)
        if suffix in PLAIN and size > 16:
            return PLAIN[suffix]
    raise refused()


def _mp4(file: BinaryIO, head: bytes) -> Found:
    """m4a, mp4 or mov; without a picture track it is voice, whatever it calls itself."""
    brand = head[8:12]
    if brand in {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc"}:
        raise refused("picture")
    tracks = _tracks(file)
    if VIDE in tracks:
        return MOV if brand == b"qt  " else MP4
    if SOUN in tracks:
        return M4A
    raise refused()


def _tracks(file: BinaryIO) -> set[bytes]:
    """The handlers of an MP4's tracks, wherever its index is."""
    found, rest = set[bytes](), b""
    while chunk := file.read(MB):
        window = rest + chunk
        found |= {mark for mark in (VIDE, SOUN) if mark in window}
        rest = chunk[-32:]
    file.seek(0)
    return found


def _matroska(head: bytes) -> Found:
    """WebM: a voice note has no video track (track type 1), which its first bytes tell."""
    if b"webm" not in head[:64]:
        raise refused("video")
    return WEBM if b"\x83\x81\x01" in head else WEBA


def _pdf(file: BinaryIO) -> Found:
    """A document without scripts or hidden files, which readers would run or open."""
    rest = b""
    while chunk := file.read(MB):
        if any(mark in rest + chunk for mark in PDF_ACTIVE):
            raise refused(why="PDF 里有脚本或内嵌文件,请另存为普通 PDF 再上传")
        rest = chunk[-32:]
    file.seek(0)
    return PDF


def _old_office(file: BinaryIO) -> Found:
    """doc, xls, ppt: by the names of their streams; macros are refused."""
    names, macros, rest = set[str](), False, b""
    while chunk := file.read(MB):
        window = rest + chunk
        macros = macros or MACROS in window
        names |= {name for name in OLD_OFFICE if name.encode("utf-16-le") in window}
        rest = chunk[-64:]
    file.seek(0)
    if macros:
        raise refused(why="文档里有宏,请另存为不带宏的文档再上传")
    if not names:
        raise refused()
    return OLD_OFFICE[sorted(names)[0]]


def _office(file: BinaryIO) -> Found:
    """docx, xlsx, pptx: a sane ZIP of the right parts, without macros."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise refused("document", "压缩包坏了,请重新保存文档再上传") from broken
    finally:
        file.seek(0)
    _sane(parts)
    names = [part.filename for part in parts]
    if any("vbaproject" in name.lower() or "activex" in name.lower() for name in names):
        raise refused(why="文档里有宏,请另存为不带宏的文档再上传")
    if "[Content_Types].xml" in names:
        for folder, found in PACKED.items():
            if any(name.startswith(folder) for name in names):
                return found
    raise refused()


def _sane(parts: list[zipfile.ZipInfo]) -> None:
    """Neither a bomb nor a ladder out of its folder. Only the directory is read, nothing opened."""
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    steep = unpacked > 20 * MB and unpacked > packed * MOST_RATIO
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or steep:
        raise refused(why="文档解开后太大,不能上传")
    for part in parts:
        name = part.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise refused(why="文档里的文件名不对,不能上传")

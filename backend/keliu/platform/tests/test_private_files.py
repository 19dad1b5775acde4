"""Attachments: known by their bytes, clean, private, and never active (P34)."""

import io
import resource
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from keliu.kit import clock
from keliu.platform import files
from keliu.platform.files import cleaning, limits, sniffing
from keliu.platform.models import StoredFile
from keliu.platform.tests import samples
from tests.cast import World

WELCOME = {
    "photo.jpg": (samples.jpeg(), "picture", "image/jpeg"),
    "shot.png": (samples.png(), "picture", "image/png"),
    "note.m4a": (samples.mp4(b"soun", b"M4A "), "voice", "audio/mp4"),
    "safari.mp4": (samples.mp4(b"soun"), "voice", "audio/mp4"),
    "note.mp3": (samples.mp3(), "voice", "audio/mpeg"),
    "note.amr": (samples.amr(), "voice", "audio/amr"),
    "note.webm": (samples.webm(2), "voice", "audio/webm"),
    "clip.webm": (samples.webm(1), "video", "video/webm"),
    "clip.mp4": (samples.mp4(), "video", "video/mp4"),
    "clip.mov": (samples.mp4(brand=b"qt  "), "video", "video/quicktime"),
    "offer.pdf": (samples.pdf(), "document", "application/pdf"),
    "offer.docx": (samples.docx(), "document", sniffing.PACKED["word/"].mime),
    "offer.doc": (samples.old_doc(), "document", "application/msword"),
}
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
UNWELCOME = {
    "page.jpg": HTML,
    "page.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "program.png": b"MZ\x90\x00" + bytes(200),
    "script.mp3": b"#!/bin/sh\nrm -rf /\n",
    "empty.jpg": b"",
    "voice.mp3": samples.mp3()[:30] + HTML + samples.mp3(),
    "stowaway.pdf": samples.pdf() + samples.packed({"a.class": b"x"}),
    "script.pdf": samples.pdf(b"/OpenAction<</S/JavaScript/JS (app.alert(1))>>"),
    "program.pdf": samples.pdf(b"/Launch"),
    "macro.docx": samples.docx(word__vbaProject_bin=b"x", **{"word__vbaProject.bin": b"x"}),
    "macro.doc": samples.old_doc(macros=True),
    "just.zip": samples.packed({"a.txt": b"x"}),
    "app.jar": samples.packed({"META-INF/MANIFEST.MF": b"x", "A.class": b"x"}),
    "climber.docx": samples.docx(**{"..__..__etc__passwd": b"x"}),
    "bomb.docx": samples.docx(word__big=bytes(40 * 1024 * 1024)),
    "cut.jpg": samples.jpeg(300)[:400],
}


def upload(world: World, data: bytes, name: str, who: str = "小李", **more: Any) -> tuple[int, Any]:
    sent = {"file": SimpleUploadedFile(name, data), **more}
    headers = {"Authorization": f"Bearer {world.token(who)}"}
    answer = Client().post("/api/v1/attachments", sent, headers=headers)
    return answer.status_code, answer.json()


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    """Tests beside this one keep files, too; here they are counted."""
    kinds = {**settings.STORAGES}
    kinds["default"] = {**kinds["default"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = kinds


def kept() -> int:
    def count(folder: str) -> int:
        folders, found = default_storage.listdir(folder)
        return len(found) + sum(count(f"{folder}/{one}") for one in folders)

    return count("private") if default_storage.exists("private") else 0


@pytest.mark.parametrize("name", WELCOME)
def test_what_is_welcome_is_known_by_its_bytes(far_sail: World, name: str) -> None:
    data, kind, mime = WELCOME[name]
    status, body = upload(far_sail, data, "anything.bin")
    assert status == 200, body
    assert (body["kind"], body["mime"]) == (kind, mime)
    assert body["name"].endswith(f".{sniffing.sniff(io.BytesIO(data)).suffix}")
    answer = Client().get(body["url"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, mime)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    shown = "attachment" if kind == "document" else "inline"
    assert answer.headers["Content-Disposition"].startswith(shown)


@pytest.mark.parametrize("name", UNWELCOME)
def test_what_is_active_or_a_trick_is_not_kept(far_sail: World, name: str) -> None:
    before = kept()
    status, body = upload(far_sail, UNWELCOME[name], name)
    assert status == 422, body
    assert (body["errors"] or [{"field": "file"}])[0]["field"] == "file"
    assert kept() == before
    with far_sail.inside():
        assert StoredFile.objects.filter(private=True).count() == 0


def test_a_picture_with_a_page_behind_it_comes_out_without(far_sail: World) -> None:
    _, body = upload(far_sail, samples.jpeg() + HTML + samples.packed({"a.class": b"x"}), "a.jpg")
    data = b"".join(Client().get(body["url"]))
    assert b"script" not in data
    assert b"PK\x05\x06" not in data


def test_no_picture_tells_where_it_was_taken(far_sail: World) -> None:
    _, body = upload(far_sail, samples.jpeg(600, gps=True), "a.jpg")
    for url in (body["url"], body["thumb_url"]):
        data = b"".join(Client().get(url))
        with Image.open(io.BytesIO(data)) as opened:
            assert dict(opened.getexif()) == {}
        assert b"HUAWEI" not in data
    assert (body["width"], body["height"]) == (600, 600)


def test_no_film_tells_where_it_was_taken(far_sail: World) -> None:
    place = b"+31.2304+121.4737/"
    data = samples.mp4(place=place)
    _, body = upload(far_sail, data, "a.mp4")
    stored = b"".join(Client().get(body["url"]))
    assert place not in stored
    assert b"udta" not in stored
    assert len(stored) == len(data)


@pytest.mark.parametrize("data", [b"\x00\x00\x00\x08moov" * 3, b"\xff" * 64, samples.mp4()[:40]])
def test_broken_boxes_end_the_walk(data: bytes) -> None:
    cleaning.silence_mp4(io.BytesIO(data))


def test_a_pixel_bomb_is_refused_before_it_is_drawn(far_sail: World) -> None:
    bomb = io.BytesIO()
    rows = zlib.compress(bytes(30_001) * 1, 9)
    head = b"\x89PNG\r\n\x1a\n"

    def chunk(name: bytes, payload: bytes) -> bytes:
        sum_ = zlib.crc32(name + payload).to_bytes(4, "big")
        return len(payload).to_bytes(4, "big") + name + payload + sum_

    size = (30_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    bomb.write(head + chunk(b"IHDR", size) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status, body = upload(far_sail, bomb.getvalue(), "bomb.png")
    assert status == 422, body
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown <= 64 * 1024, "the address space grew by more than 64 MB"


def test_a_zip_bomb_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: Any, **__: Any) -> None:
        raise AssertionError("a part was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    with pytest.raises(limits.Refused):
        sniffing.sniff(io.BytesIO(UNWELCOME["bomb.docx"]))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("..\\..\\boot.png", "boot.png"),
        ("合同 (终稿).png", "合同 (终稿).png"),
        ("<b>x</b>.png", "b.png"),
        ("....png", "file.png"),
        ("长" * 300 + ".png", "长" * 80 + ".png"),
    ],
)
def test_names_are_only_names(far_sail: World, name: str, shown: str) -> None:
    status, body = upload(far_sail, samples.png(), name)
    assert status == 200, body
    assert "/" not in body["name"]
    if len(name) < 200:  # the browser's library cuts very long ones itself
        assert body["name"] == shown


def test_an_address_is_private_and_ends(far_sail: World, next_door: World) -> None:
    _, body = upload(far_sail, samples.pdf(), "a.pdf")
    token = body["url"].rpartition("/")[2]
    assert Client().get(body["url"]).status_code == 200
    with clock.frozen(clock.now() + timedelta(hours=1, minutes=1)):
        assert Client().get(body["url"]).status_code == 404
    said, _, sign = token.rpartition("~")
    merchant, rest = said.split(".", 1)
    forged = [f"{int(merchant) + 1}.{rest}~{sign}", said, f"{said}~x", "../../x", "~~~"]
    for one in forged:
        assert Client().get(f"/files/private/{one}").status_code == 404, one
    with far_sail.inside():
        row = StoredFile.objects.get(pk=body["id"])
        for path in (f"/files/{row.key}/{row.name}", f"/files/{row.key}/file.pdf",
                     f"/files/private/{row.key}"):  # fmt: skip
            assert Client().get(path).status_code == 404, path
        assert files.cards([row.pk]) == {}, "a public place must not show a private file"


def test_players_get_the_part_they_ask_for(far_sail: World) -> None:
    data = samples.mp3()
    _, body = upload(far_sail, data, "a.mp3", seconds=7)
    assert body["seconds"] == 7
    for wanted, part in {
        "bytes=0-": data,
        "bytes=10-19": data[10:20],
        "bytes=-5": data[-5:],
        "bytes=400-99999": data[400:],
        "bytes=9999-": data,
        "lines=1-2": data,
        "bytes=0-1,5-6": data,
    }.items():
        answer = Client().get(body["url"], headers={"Range": wanted})
        assert b"".join(answer) == part, wanted
        assert answer.status_code == (206 if len(part) < len(data) else 200)
        assert answer.headers["Content-Length"] == str(len(part))


def test_the_size_is_checked_by_kind(far_sail: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "voice", limits.Limit(100, "语音太大"))
    status, body = upload(far_sail, samples.mp3(), "a.mp3")
    assert (status, body["errors"][0]["message"]) == (422, "语音太大")


def test_more_than_the_largest_file_is_not_even_read() -> None:
    answer = Client().post(
        "/api/v1/attachments", b"x", "multipart/form-data", CONTENT_LENGTH=str(300 * 1024 * 1024)
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_big")


def test_what_nobody_uses_is_removed_after_two_days(far_sail: World) -> None:
    _, body = upload(far_sail, samples.png(), "a.png")
    _, used = upload(far_sail, samples.png(), "b.png")
    with far_sail.inside():
        StoredFile.objects.filter(pk=used["id"]).update(attached_at=clock.now())
        assert files.forget_unused() == 0
        before = kept()
        with clock.frozen(clock.now() + timedelta(days=2, minutes=1)):
            assert files.forget_unused() == 1
        assert not StoredFile.objects.filter(pk=body["id"]).exists()
        assert StoredFile.objects.filter(pk=used["id"]).exists()
    assert before - kept() == 2

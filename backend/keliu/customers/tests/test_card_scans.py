"""Scanning a paper card: read once, seen by who scanned it, and soon gone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from keliu.customers.models import CardScan
from keliu.customers.ports import Ports
from keliu.customers.services import scans
from keliu.interactions.tests.factories import customer, followup, jobs
from keliu.kit import clock
from keliu.platform.models import AuditEntry, StoredFile
from keliu.platform.ocr import SeenLine, Unreadable
from keliu.platform.tests import samples
from tests.cast import Api, World

CARD = [
    "深圳市客流科技有限公司",
    "张 伟",
    "销售总监",
    "手机:13800138000",
    "地址:深圳市南山区科技园北区",
]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """A recogniser that always sees the same card; the pictures it was given."""
    given: list[bytes] = []

    def read(picture: bytes) -> Sequence[SeenLine]:
        given.append(picture)
        return [
            SeenLine(text, 10, 40 * row, 300, 40 * row + 30, 0.99) for row, text in enumerate(CARD)
        ]

    monkeypatch.setattr(Ports, "card_reader", staticmethod(read))
    return given


def picture(world: World, who: str = "小李", data: bytes | None = None) -> str:
    headers = {"Authorization": f"Bearer {world.token(who)}"}
    file = SimpleUploadedFile("card.jpg", samples.jpeg(gps=True) if data is None else data)
    answer = Client().post("/api/v1/attachments", {"file": file}, headers=headers)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["id"])


def scan(api: Api, file_id: str) -> dict[str, Any]:
    status, body = api.post("/card-scans", {"file_id": file_id})
    assert status == 200, body
    return dict(body)


def work(world: World) -> None:
    """What the worker does with the newest scan."""
    with world.inside():
        scans.card_read(jobs("card_read")[-1]["scan_id"])


def test_a_picture_becomes_the_fields_of_a_form(far_sail: World, reader: list[bytes]) -> None:
    api = far_sail.api("小李")
    assert api.get("/card-scans/reader")[1] == {"ready": True, "why_not": None, "id_purpose": None}
    begun = scan(api, picture(far_sail))
    assert (begun["state"], begun["fields"]) == ("queued", [])
    work(far_sail)
    body = api.get(f"/card-scans/{begun['id']}")[1]
    assert body["state"] == "done"
    assert {one["field"]: one["value"] for one in body["fields"]} == {
        "name": "张伟", "company": "深圳市客流科技有限公司", "position": "销售总监",
        "phone": "13800138000", "address": "深圳市南山区科技园北区", "region_code": "440305",
    }  # fmt: skip
    name = next(one for one in body["fields"] if one["field"] == "name")
    assert name["reason"]["zh"] == "以常见姓氏开头,字也大"
    assert not name["doubtful"]
    work(far_sail)  # a job may run twice
    assert len(reader) == 1


def test_what_was_read_is_sealed_and_not_in_the_log(far_sail: World, reader: list[bytes]) -> None:
    begun = scan(far_sail.api("小李"), picture(far_sail))
    work(far_sail)
    with far_sail.inside():
        row = CardScan.objects.get(pk=begun["id"])
        assert b"13800138000" not in bytes(row.result_sealed)
        entry = AuditEntry.objects.get(action="card_scan.read")
        assert "张伟" not in str(entry.changes)


def test_without_the_recogniser_the_answer_says_what_to_install(
    far_sail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ports, "card_reader", None)
    api = far_sail.api("小李")
    told = api.get("/card-scans/reader")[1]
    assert not told["ready"]
    assert "make ocr" in told["why_not"]["zh"]
    assert "make ocr" in told["why_not"]["en"]
    status, body = api.post("/card-scans", {"file_id": picture(far_sail)})
    assert (status, body["code"]) == (409, "card_reader_missing")
    with far_sail.inside():
        assert not CardScan.objects.exists()


def test_only_ones_own_fresh_picture_is_read(
    far_sail: World, next_door: World, reader: list[bytes]
) -> None:
    api = far_sail.api("小李")
    used = picture(far_sail)
    followup(api, customer(api), "", file_ids=[used])
    theirs, foreign = picture(far_sail, "小赵"), picture(next_door, "老王")
    voice = picture(far_sail, data=samples.mp3())
    for wrong in (used, theirs, foreign, voice, "77"):
        status, body = api.post("/card-scans", {"file_id": wrong})
        assert (status, body["errors"][0]["field"]) == (422, "file_id"), wrong
    with far_sail.inside():
        assert not CardScan.objects.exists()


def test_nobody_else_sees_a_scan(far_sail: World, next_door: World, reader: list[bytes]) -> None:
    begun = scan(far_sail.api("小李"), picture(far_sail))
    work(far_sail)
    for stranger in (far_sail.api("王总"), far_sail.api("小赵"), next_door.api("老王")):
        assert stranger.get(f"/card-scans/{begun['id']}")[0] == 404
        assert stranger.delete(f"/card-scans/{begun['id']}")[0] == 404
    with far_sail.inside():
        assert CardScan.objects.filter(pk=begun["id"]).exists()


def test_leaving_the_form_forgets_scan_and_picture(far_sail: World, reader: list[bytes]) -> None:
    api = far_sail.api("小李")
    file_id = picture(far_sail)
    begun = scan(api, file_id)
    work(far_sail)
    assert api.delete(f"/card-scans/{begun['id']}")[0] == 204
    with far_sail.inside():
        assert not CardScan.objects.exists()
        assert not StoredFile.objects.filter(pk=file_id).exists()


def test_a_picture_kept_with_the_customer_stays(far_sail: World, reader: list[bytes]) -> None:
    api = far_sail.api("小李")
    file_id = picture(far_sail)
    begun = scan(api, file_id)
    work(far_sail)
    followup(api, customer(api), "扫名片录入", file_ids=[file_id])
    assert api.delete(f"/card-scans/{begun['id']}")[0] == 204
    with far_sail.inside():
        assert StoredFile.objects.get(pk=file_id).attached_at is not None


def test_an_hour_later_everything_is_gone(far_sail: World, reader: list[bytes]) -> None:
    api = far_sail.api("小李")
    file_id = picture(far_sail)
    scan(api, file_id)
    young = scan(far_sail.api("小赵"), picture(far_sail, "小赵"))
    with far_sail.inside():
        past = clock.now() - timedelta(minutes=61)
        CardScan.objects.exclude(pk=young["id"]).update(created_at=past)
        scans.scans_forget_old()
        assert [str(row.pk) for row in CardScan.objects.all()] == [young["id"]]
        assert not StoredFile.objects.filter(pk=file_id).exists()


def test_a_new_scan_takes_the_place_of_the_last_one(far_sail: World, reader: list[bytes]) -> None:
    api = far_sail.api("小李")
    first = picture(far_sail)
    scan(api, first)
    second = scan(api, picture(far_sail))
    again = scan(api, second["file_id"])  # the same picture once more: it stays
    with far_sail.inside():
        assert [str(row.pk) for row in CardScan.objects.all()] == [again["id"]]
        assert not StoredFile.objects.filter(pk=first).exists()
        assert StoredFile.objects.filter(pk=second["file_id"]).exists()
        for arguments in jobs("card_read"):
            scans.card_read(arguments["scan_id"])
    assert len(reader) == 1


@pytest.mark.parametrize(("cause", "said"), [("timeout", "半分钟"), ("broken", "识别程序")])
def test_a_recogniser_that_gives_up_is_told(
    far_sail: World, monkeypatch: pytest.MonkeyPatch, cause: Any, said: str
) -> None:
    def read(data: bytes) -> Sequence[SeenLine]:
        raise Unreadable(cause)

    monkeypatch.setattr(Ports, "card_reader", staticmethod(read))
    api = far_sail.api("小李")
    begun = scan(api, picture(far_sail))
    work(far_sail)
    body = api.get(f"/card-scans/{begun['id']}")[1]
    assert (body["state"], body["fields"]) == ("failed", [])
    assert said in body["why"]["zh"]


def test_a_picture_without_text_is_told(far_sail: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ports, "card_reader", staticmethod(lambda data: []))
    api = far_sail.api("小李")
    begun = scan(api, picture(far_sail))
    work(far_sail)
    assert "没有认出文字" in api.get(f"/card-scans/{begun['id']}")[1]["why"]["zh"]


def test_the_queue_has_an_end(far_sail: World, reader: list[bytes]) -> None:
    with far_sail.inside():
        others = far_sail.staff["小赵"].pk
        for number in range(scans.MOST_WAITING):
            CardScan.objects.create(staff_id=others, file_id=number + 1)
    status, body = far_sail.api("小李").post("/card-scans", {"file_id": picture(far_sail)})
    assert (status, body["code"]) == (429, "card_reader_busy")

"""Identity cards: read for a purpose on record only, and only what the form asks for."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keliu.customers.models import CardScan, IdPurpose
from keliu.customers.ports import Ports
from keliu.customers.rules.paper import Line, Reading, idcard
from keliu.customers.services import scans
from keliu.customers.tests.test_card_scans import picture, work
from keliu.kit import clock
from keliu.platform.models import AuditEntry, StoredFile
from keliu.platform.ocr import SeenLine, Unreadable
from tests.cast import Api, World

NUMBER = "440305199003074517"  # made up; its last character proves the rest
CARD = ["姓 名 王小明", "性别男  民族汉", "出生 1990年3月7日", "住址 广东省深圳市南山区",
        "科技园路1号", f"公民身份号码 {NUMBER}"]  # fmt: skip
PURPOSE = {
    "purpose": "提货登记时核对客户姓名和住址",
    "basis": "consent",
    "agreed_by": "王总",
    "agreed_on": "2026-01-05",
}


def of(*texts: str) -> Reading | None:
    return idcard.read(Line(text, 10, 40 * at, 300, 40 * at + 30) for at, text in enumerate(texts))


def values(reading: Reading | None) -> dict[str, str]:
    assert reading is not None
    assert reading.rest == ()
    return {one.field: one.value for one in reading.fields}


def proved(first: str) -> str:
    """Seventeen digits with the character that proves them."""
    total = sum(int(one) * by for one, by in zip(first, idcard.WEIGHTS, strict=True))
    return first + idcard.CHECKS[total % 11]


@given(st.integers(0, 999), st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(0, 17))
def test_any_single_wrong_digit_is_noticed(order: int, born: Any, at: int) -> None:
    number = proved(f"440305{born:%Y%m%d}{order:03d}")
    assert idcard.is_number(number)
    assert idcard.birthday_in(number) == born
    assert idcard.sex_in(number) == ("male" if order % 2 else "female")
    other = "0" if number[at] != "0" else "1"
    assert not idcard.is_number(number[:at] + other + number[at + 1 :])


def test_the_fields_of_a_card_and_never_its_number() -> None:
    reading = of(*CARD)
    assert values(reading) == {
        "name": "王小明", "sex": "male", "birthday": "1990-03-07",
        "address": "广东省深圳市南山区科技园路1号", "region_code": "440305",
    }  # fmt: skip
    assert reading is not None
    assert not any(one.doubtful for one in reading.fields)
    assert NUMBER not in str(reading)
    assert "汉" not in str(reading)


def test_where_card_and_number_differ_somebody_looks() -> None:
    other = ["姓名", "李 梅", "性别女", "出生1991年3月7日", *CARD[3:]]
    reading = of(*other)
    assert values(reading)["name"] == "李梅"
    assert reading is not None
    doubts = {one.field: (one.value, one.reason) for one in reading.fields if one.doubtful}
    assert doubts == {
        "sex": ("male", "id_differs"), "birthday": ("1990-03-07", "id_differs"),
    }  # fmt: skip
    blurred = of(*CARD[:-1], "公民身份号码 440305199003074511")
    assert blurred is not None
    assert {one.reason for one in blurred.fields if one.doubtful} == {"id_unproved"}


@pytest.mark.parametrize(
    "texts",
    [[], ["深圳市客流科技有限公司", "张伟", "13800138000"], ["中华人民共和国", "居民身份证"],
     ["签发机关 深圳市公安局", "有效期限 2020.01.01-2040.01.01"]],
)  # fmt: skip
def test_other_pictures_are_no_identity_cards(texts: list[str]) -> None:
    assert of(*texts) is None


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A recogniser that sees these lines."""
    lines = list(CARD)

    def read(_picture: bytes) -> Sequence[SeenLine]:
        if not lines:
            raise Unreadable("broken")
        return [SeenLine(text, 10, 40 * at, 300, 40 * at + 30, 1) for at, text in enumerate(lines)]

    monkeypatch.setattr(Ports, "card_reader", staticmethod(read))
    return lines


def _scan(api: Api, world: World) -> tuple[int, dict[str, Any]]:
    return api.post("/card-scans", {"file_id": picture(world), "kind": "id_card"})


def test_no_purpose_no_reading(far_sail: World, reader: list[str]) -> None:
    seller, boss = far_sail.api("小李"), far_sail.api("王总")
    assert seller.get("/card-scans/reader")[1]["id_purpose"] is None
    status, body = _scan(seller, far_sail)
    assert (status, body["code"]) == (409, "id_purpose_missing")
    assert seller.put("/id-purpose", PURPOSE)[0] == 403
    assert boss.get("/id-purpose")[1] == {"purpose": None}
    tomorrow = clock.local_day(clock.now() + timedelta(days=1), "Asia/Shanghai").isoformat()
    assert boss.put("/id-purpose", PURPOSE | {"agreed_on": tomorrow})[0] == 422
    assert boss.put("/id-purpose", PURPOSE | {"basis": "mood"})[0] == 422
    status, body = boss.put("/id-purpose", PURPOSE)
    assert (status, body["purpose"]["by_name"]) == (200, "王总")
    assert seller.get("/card-scans/reader")[1]["id_purpose"] == PURPOSE["purpose"]
    assert _scan(seller, far_sail)[0] == 200


def test_read_once_and_the_picture_is_gone(far_sail: World, reader: list[str]) -> None:
    seller, boss = far_sail.api("小李"), far_sail.api("王总")
    boss.put("/id-purpose", PURPOSE)
    status, begun = _scan(seller, far_sail)
    assert (status, begun["state"]) == (200, "queued")
    work(far_sail)
    body = seller.get(f"/card-scans/{begun['id']}")[1]
    assert body["state"] == "done"
    assert {one["field"] for one in body["fields"]} == {
        "name", "sex", "birthday", "address", "region_code",
    }  # fmt: skip
    assert NUMBER not in json.dumps(body)
    with far_sail.inside():
        assert not StoredFile.objects.filter(pk=begun["file_id"]).exists()
        entry = AuditEntry.objects.get(action="id_card.read")
        assert entry.object_id == IdPurpose.objects.get().pk
    assert boss.get(f"/card-scans/{begun['id']}")[0] == 404
    reader[:] = ["一张风景照"]
    second = _scan(seller, far_sail)[1]
    work(far_sail)
    assert "身份证" in seller.get(f"/card-scans/{second['id']}")[1]["why"]["zh"]
    reader.clear()
    third = _scan(seller, far_sail)[1]
    work(far_sail)
    with far_sail.inside():
        assert CardScan.objects.get(pk=third["id"]).state == "failed"
        assert not StoredFile.objects.filter(pk__in=[second["file_id"], third["file_id"]]).exists()


def test_a_withdrawn_purpose_takes_what_waits_with_it(far_sail: World, reader: list[str]) -> None:
    seller, boss = far_sail.api("小李"), far_sail.api("王总")
    boss.put("/id-purpose", PURPOSE)
    boss.put("/id-purpose", PURPOSE | {"purpose": "会员卡实名登记"})
    begun = _scan(seller, far_sail)[1]
    assert boss.delete("/id-purpose")[0] == 204
    assert boss.delete("/id-purpose")[0] == 204
    work(far_sail)
    assert seller.get(f"/card-scans/{begun['id']}")[0] == 404
    assert _scan(seller, far_sail)[1]["code"] == "id_purpose_missing"
    with far_sail.inside():
        assert not StoredFile.objects.filter(pk=begun["file_id"]).exists()
        said = [row.purpose for row in IdPurpose.objects.order_by("id")]
        assert said == [PURPOSE["purpose"], "会员卡实名登记"]
        actions = AuditEntry.objects.filter(object_kind="idpurpose").order_by("id")
        assert [row.action for row in actions] == [
            "id_purpose.record", "id_purpose.record", "id_card.read", "id_purpose.withdraw",
        ]  # fmt: skip
        assert scans.ready()

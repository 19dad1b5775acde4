"""Posters: what stands on them can be scanned, and one is drawn only once."""

import io
import os
from datetime import UTC, datetime

import pytest
import zxingcpp
from django.core.files.storage import default_storage
from django.test import RequestFactory
from PIL import Image

from keliu.catalog import public as catalog
from keliu.catalog.ports import Ports
from keliu.kit import clock, colors
from keliu.shopfront.api.posters import poster_png
from keliu.shopfront.drawing import canvas, fonts
from keliu.shopfront.drawing.canvas import Type
from keliu.shopfront.errors import NoFont
from keliu.shopfront.services import posters
from keliu.shopfront.services.posters import Asked
from keliu.shopfront.tests.factories import Shop, png, shop
from tests.cast import Api, World


@pytest.fixture
def ours(far_sail: World) -> Shop:
    return shop(far_sail)


def drawn(ours: Shop, style: str = "paper", query: str = "") -> tuple[int, bytes, str]:
    answer = poster_png(RequestFactory().get(f"/{query}"), ours.code, style)
    return answer.status_code, answer.content, answer.headers.get("ETag", "")


def read(data: bytes) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))
    return str(found.text)


@pytest.mark.parametrize(
    ("style", "query", "leads"),
    [("photo", "", ""), ("paper", "?o=shop", "?to=shop"), ("night", "?p={gift}", "?p={gift}")],
)
def test_a_poster_leads_where_it_says(ours: Shop, style: str, query: str, leads: str) -> None:
    status, data, _ = drawn(ours, style, query.format(gift=ours.gift))
    assert status == 200
    assert Image.open(io.BytesIO(data)).size == (canvas.WIDTH, canvas.HEIGHT)
    assert read(data) == catalog.url_of(ours.code) + leads.format(gift=ours.gift)


def test_a_forward_travels_on_the_poster(ours: Shop) -> None:
    with ours.world.inside():
        card = str(catalog.card_shown(ours.code).card_id)
    asked = {"code": ours.code, "object_kind": "card", "object_id": card}
    share = Api().post("/visitor/shares", asked)[1]["share_id"]
    assert read(drawn(ours, query=f"?s={share}")[1]).endswith(f"?s={share}")
    assert "?" not in read(drawn(ours, query="?s=7301933187072000")[1])


def test_the_same_poster_is_drawn_once(ours: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first, tag = drawn(ours)
    monkeypatch.setattr(posters, "_face", lambda told: pytest.fail("drawn again"))
    assert drawn(ours) == (200, first, tag)
    asked = RequestFactory().get("/", headers={"if-none-match": tag})
    assert poster_png(asked, ours.code, "paper").status_code == 304


def test_another_name_is_another_poster(ours: Shop) -> None:
    with ours.world.inside():
        before = posters._told(Asked(ours.code, "paper")).key("paper")
    api = ours.world.api("小李")
    card = api.get("/cards?staff=me")[1]["items"][0]
    status, saved = api.patch(f"/cards/{card['id']}", {"name": "李大力", "version": 1})
    assert status == 200
    api.post(f"/cards/{card['id']}/publish", {"version": saved["version"]})
    with ours.world.inside():
        assert posters._told(Asked(ours.code, "paper")).key("paper") != before


def test_what_is_not_there_has_no_poster(ours: Shop) -> None:
    assert drawn(ours, "gold")[0] == 404
    assert drawn(ours, query="?p=7301933187072000")[0] == 404
    assert poster_png(RequestFactory().get("/"), "zzzzzzzz", "paper").status_code == 404


def test_the_mini_program_code_where_there_is_one(
    ours: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def mini(merchant_id: int, scene: str, page: str) -> bytes:
        asked.append((scene, page))
        return png("#000000", (64, 64))

    monkeypatch.setattr(Ports, "mini_code", staticmethod(mini))
    assert drawn(ours, query=f"?p={ours.gift}&m=1")[0] == 200
    assert asked == [(f"c={ours.code}&p={ours.gift}", "pages/card/product")]
    assert len(asked[0][0]) <= 32


def test_old_posters_go(ours: Shop) -> None:
    drawn(ours)
    merchant_id = ours.world.merchant.pk
    folder = f"posters/{merchant_id}"
    (name,) = default_storage.listdir(folder)[1]
    assert posters.forget_old(merchant_id) == 0
    long_ago = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    os.utime(default_storage.path(f"{folder}/{name}"), (long_ago, long_ago))
    with clock.frozen(datetime(2026, 6, 1, tzinfo=UTC)):
        assert posters.forget_old(merchant_id) == 1
    assert posters.forget_old(merchant_id + 1) == 0


def test_without_chinese_type_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_found", lambda weight: None)
    fonts.face.cache_clear()
    with pytest.raises(NoFont):
        fonts.face(20)
    fonts.face.cache_clear()


def test_long_words_wrap_and_end_in_an_ellipsis() -> None:
    kind = Type(30, colors.INK)
    lines = canvas.wrap("中秋礼盒,冷链到家,支持定制贺卡,八枚装🎁", kind, 200, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert not any(line.startswith((",", "。")) for line in lines)
    assert canvas.readable("好🎁吃") == "好吃"


def test_codes_on_a_sheet(ours: Shop) -> None:
    api = ours.world.api("小李")
    card = api.get("/cards?staff=me")[1]["items"][0]["id"]
    code = api.get(f"/cards/{card}/codes")[1]["items"][0]["id"]
    status, pdf = api.get(f"/code-sheet?codes={code},{code},7301933187072000")
    assert (status, pdf[:5]) == (200, b"%PDF-")
    assert ours.world.api("小孙").get(f"/code-sheet?codes={code}")[0] == 422

"""What the world sees: the card behind a code, its pictures, and nothing else."""

import io

import pytest
import zxingcpp
from django.test import RequestFactory
from PIL import Image

from keliu.catalog import public, rules
from keliu.catalog.api.visitor import code_png, mini_png, short_link
from keliu.catalog.errors import CodeGone
from keliu.catalog.models import Card, CardCode, CodeDay, Product
from keliu.catalog.ports import Ports
from keliu.catalog.services import cards, codes, pictures
from keliu.kit import colors
from keliu.kit.errors import NotFound
from tests.cast import Api, World

ASKED = RequestFactory()


@pytest.fixture
def code(far_sail: World) -> CardCode:
    """小李's published card and its code."""
    with far_sail.inside():
        fields = {"phone": "13800001111", "wechat": "xiaoli", "intro": "八年渠道"}
        card = cards.card_create(staff_id=far_sail.staff["小李"].pk, fields=fields, published=True)
        return CardCode.objects.get(card=card)


def _decoded(png: bytes) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return str(found.text)


@pytest.mark.parametrize("brand", ["#137A63", "#F4E409", "#000000", "#C1121F"])
@pytest.mark.parametrize("side", [None, 160])
def test_the_picture_reads_back_as_the_address(brand: str, side: int | None) -> None:
    address = "https://keliu.example.com/s/7YkQp3Ab"
    png = pictures.qr(address, rules.code_colour(brand))
    if side:
        out = io.BytesIO()
        Image.open(io.BytesIO(png)).convert("RGB").resize((side, side)).save(
            out, "JPEG", quality=60
        )
        png = out.getvalue()
    assert _decoded(png) == address


def test_a_pale_brand_colour_is_not_used() -> None:
    assert rules.code_colour("#137A63") == "#137A63"
    assert rules.code_colour("#F4E409") == colors.INK


def test_the_code_as_a_picture_over_http(code: CardCode) -> None:
    answer = code_png(ASKED.get("/"), code.code)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert _decoded(answer.content) == codes.url_of(code.code)
    assert code_png(ASKED.get("/"), "zzzzzzzz").status_code == 404
    assert code_png(ASKED.get("/"), "../../etc").status_code == 404


def test_the_card_page_shows_what_is_not_hidden(far_sail: World, code: CardCode) -> None:
    with far_sail.inside():
        on = Product.objects.create(name="中秋礼盒", price_fen=19900, unit="盒")
        off = Product.objects.create(name="旧款", state="off")
        Card.objects.update(product_ids=[off.pk, on.pk], hidden=["wechat"])
    status, body = Api().get(f"/visitor/card?code={code.code}")
    assert status == 200
    assert (body["card"]["name"], body["card"]["phone"]) == ("小李", "13800001111")
    assert body["card"]["wechat"] == ""
    assert [one["name"] for one in body["products"]] == ["中秋礼盒"]
    assert body["merchant"]["name"] == "远航集团"
    assert {one["code"] for one in body["consent"]["purposes"]} == {"radar", "profile"}
    assert body["consent"]["order"]["code"] == "order"  # asked for when somebody orders
    assert body["share"]["url"] == codes.url_of(code.code)


def test_unknown_codes_are_404_and_gone_ones_410(far_sail: World, code: CardCode) -> None:
    assert Api().get("/visitor/card?code=zzzzzzzz")[0] == 404
    assert Api().get("/visitor/card?code=%00%27")[0] == 404
    assert Api().get("/visitor/card")[0] == 422
    assert public.code_target(code.code).card_id == code.card_id
    with far_sail.inside():
        CardCode.objects.update(deleted_at="2026-01-01T00:00:00Z")
    assert Api().get(f"/visitor/card?code={code.code}")[0] == 410
    with pytest.raises(CodeGone):
        public.code_target(code.code)
    with pytest.raises(NotFound):
        public.code_target("zzzzzzzz")


def test_the_short_link_counts_and_keeps_only_shares_of_this_card(
    far_sail: World, code: CardCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = (code.card_id, 77)
    monkeypatch.setattr(Ports, "known_share", lambda card, share: (card, share) == known)
    answer = short_link(ASKED.get("/s/x?s=77"), code.code)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/m/#/pages/card/index?c={code.code}&s=77"
    for bad in ("78", "", "7;DROP", "-1", "9" * 40):
        answer = short_link(ASKED.get("/s/x", {"s": bad}), code.code)
        assert answer.headers["Location"] == f"/m/#/pages/card/index?c={code.code}"
    with far_sail.inside():
        assert CardCode.objects.get().opens == 6
    assert short_link(ASKED.get("/s/x"), "zzzzzzzz").status_code == 404


def test_the_mini_code_is_drawn_once_and_kept(
    far_sail: World, code: CardCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mini_png(ASKED.get("/"), code.code).status_code == 404
    drawn: list[tuple[int, str, str]] = []

    def draw(merchant_id: int, scene: str, page: str) -> bytes:
        drawn.append((merchant_id, scene, page))
        return b"png"

    monkeypatch.setattr(Ports, "mini_code", draw)
    assert mini_png(ASKED.get("/"), code.code).content == b"png"
    assert mini_png(ASKED.get("/"), code.code).content == b"png"
    assert drawn == [(far_sail.merchant.pk, f"c={code.code}", "pages/card/index")]


def test_a_new_shop_has_a_published_card(next_door: World) -> None:
    owner = next_door.staff["老王"]
    first = public.first_card(next_door.merchant.pk, owner.pk, "13900000002")
    status, body = Api().get(f"/visitor/card?code={first.code}")
    assert (status, body["card"]["name"], body["merchant"]["name"]) == (200, "老王", "老王水果店")
    assert first.png_url == f"/files/code/{first.code}.png"
    again = public.first_card(next_door.merchant.pk, owner.pk, "12")
    assert Api().get(f"/visitor/card?code={again.code}")[1]["card"]["phone"] == ""


def test_a_scanned_mini_code_counts_like_the_h5_one(far_sail: World, code: CardCode) -> None:
    for query, opens in (
        ("", 0),
        ("&scanned=true", 1),
        ("&scanned=false", 1),
        ("&scanned=true", 2),
    ):
        assert Api().get(f"/visitor/card?code={code.code}{query}")[0] == 200
        with far_sail.inside():
            assert CardCode.objects.get().opens == opens
    with far_sail.inside():
        assert sum(CodeDay.objects.values_list("opens", flat=True)) == 2


def test_counters_add_up(far_sail: World, code: CardCode) -> None:
    with far_sail.inside():
        gift = Product.objects.create(name="中秋礼盒")
        public.count_open(code.pk)
        public.count_visitor(code.pk)
        public.count_customer(code.pk)
        public.count_views({code.card_id: 2}, {gift.pk: 3})
        row = CardCode.objects.get()
        assert (row.opens, row.visitors, row.customers) == (1, 1, 1)
        assert Card.objects.get().view_count == 2
        assert Product.objects.get().view_count == 3

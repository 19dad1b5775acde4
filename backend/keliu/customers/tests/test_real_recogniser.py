"""The recogniser itself, where `make ocr` installed it: drawn cards become exact fields."""

import time
from typing import Any

import pytest

from keliu.customers.rules import paper
from keliu.platform import ocr
from keliu.platform.ocr import reader
from keliu.platform.tests import drawn_cards as cards

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ocr.installed(), reason="make ocr installs the recogniser"),
    pytest.mark.skipif(cards.font_file() is None, reason="there is no Chinese font to draw with"),
]
WIDE = {
    "name": ["张伟"], "company": ["深圳市客流科技有限公司"], "position": ["销售总监"],
    "phone": ["13800138000", "0755-26001234"], "email": ["zhang.wei@keliu.com"],
    "website": ["www.keliu.com"], "region_code": ["440305"],
}  # fmt: skip
SHOP = {
    "name": ["王建国"], "company": ["老王水果店"], "position": ["店长"], "phone": ["13912345678"],
    "wechat": ["13912345678"], "region_code": ["330110"],
}  # fmt: skip
LATIN = {
    "name": ["David Zhang"], "company": ["KELIU TECHNOLOGY CO., LTD."],
    "position": ["Senior Sales Manager"], "phone": ["13800138000"],
    "email": ["david.zhang@keliu.com"], "website": ["www.keliu.com"],
}  # fmt: skip
CARDS = [
    ("wide", cards.WIDE, {}, WIDE),
    ("white on green", cards.WIDE, {"ink": "#FFFFFF", "paper": "#137A63"}, WIDE),
    ("shop", cards.SHOP, {}, SHOP),
    ("latin", cards.LATIN, {"paper": "#F4EFE6"}, LATIN),
]


def said(picture: bytes, fields: dict[str, Any]) -> dict[str, list[str]]:
    seen = ocr.read_lines(picture)
    lines = [paper.Line(o.text, o.left, o.top, o.right, o.bottom, o.score) for o in seen]
    reading = paper.read(lines)
    return {field: reading.of(field) for field in fields}


@pytest.mark.parametrize(("name", "marks", "look", "wanted"), CARDS, ids=[c[0] for c in CARDS])
def test_a_drawn_card(
    name: str, marks: list[cards.Mark], look: dict[str, str], wanted: dict[str, Any]
) -> None:
    card = cards.drawn(marks, **look)
    for picture in (cards.jpeg(card), cards.jpeg(cards.snapshot(card), quality=70)):
        assert said(picture, wanted) == wanted


def test_a_picture_without_text_has_no_lines() -> None:
    assert ocr.read_lines(cards.jpeg(cards.drawn([]))) == []


def test_what_is_no_picture_is_told_and_the_next_one_is_read() -> None:
    with pytest.raises(ocr.Unreadable):
        ocr.read_lines(b"no picture at all")
    assert said(cards.jpeg(cards.drawn(cards.SHOP)), {"phone": []}) == {"phone": ["13912345678"]}


def test_memory_and_time_stay_in_bounds() -> None:
    ocr.read_lines(cards.jpeg(cards.drawn(cards.WIDE)))
    began = time.monotonic()
    ocr.read_lines(cards.jpeg(cards.drawn(cards.WIDE)))
    spent = time.monotonic() - began
    child = reader._reader._child
    assert child is not None
    with open(f"/proc/{child.pid}/status") as status:  # noqa: PTH123  a file of the kernel
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert peak < 900_000, f"{peak} kB"
    assert spent < 20

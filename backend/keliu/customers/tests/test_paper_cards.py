"""What a paper card says: forty cards as text, and the traps between them."""

import time
from typing import Any

import pytest

from keliu.customers.rules import paper
from keliu.customers.rules.paper import DOUBTFUL, FIELDS, REASONS, Line, Reading, read
from keliu.customers.tests.cards import chinese, latin

CARDS = [*chinese.CARDS, *latin.CARDS]
MANY = {"phone"}


def laid_out(rows: list[str | tuple[str, int]]) -> list[Line]:
    """The rows one below the other, as a recogniser would hand them over."""
    lines, top = [], 10.0
    for row in rows:
        text, height = row if isinstance(row, tuple) else (row, 20)
        lines.append(Line(text, 20, top, 20 + len(text) * height, top + height))
        top += height + 12
    return lines


def said(reading: Reading, field: str) -> Any:
    values = reading.of(field)
    return values if field in MANY else (values[0] if values else None)


@pytest.mark.parametrize(("story", "rows", "wanted"), CARDS, ids=[one[0] for one in CARDS])
def test_a_card(story: str, rows: list[str | tuple[str, int]], wanted: dict[str, Any]) -> None:
    reading = read(laid_out(rows))
    fields = {name: value for name, value in wanted.items() if name in FIELDS}
    assert {name: said(reading, name) for name in fields} == fields
    if "rest" in wanted:
        assert list(reading.rest) == wanted["rest"]
    doubtful = {one.field for one in reading.fields if one.doubtful}
    assert set(wanted.get("doubtful", [])) <= doubtful


def test_every_value_says_why_and_how_sure() -> None:
    for _, rows, _ in CARDS:
        for one in read(laid_out(rows)).fields:
            assert one.reason in REASONS
            assert 0 < one.confidence <= 1
            assert one.field in FIELDS
            assert one.value == one.value.strip() != ""


def test_the_order_of_the_lines_is_told_by_their_boxes() -> None:
    lines = laid_out(chinese.CARDS[1][1])
    assert read(reversed(lines)) == read(lines)


def test_what_the_recogniser_doubted_stays_doubtful() -> None:
    sure, unsure = (read([Line("手机:13800138000", score=score)]) for score in (1.0, 0.6))
    assert sure.fields[0].confidence > DOUBTFUL > unsure.fields[0].confidence
    assert unsure.fields[0].doubtful


def test_columns_side_by_side_are_read_from_left_to_right() -> None:
    lines = [Line("销售总监", 200, 12, 300, 40), Line("张伟", 20, 10, 120, 50)]
    reading = read([*lines, Line("手机 13800138000", 20, 80, 220, 100)])
    assert (said(reading, "name"), said(reading, "position")) == ("张伟", "销售总监")


def test_nothing_comes_of_nothing() -> None:
    assert read([]) == Reading(fields=(), rest=())
    assert read([Line("   "), Line("——")]).fields == ()


def test_a_wall_of_text_ends_soon() -> None:
    wall = [
        Line("手机:138 电话:0755 地址:省市区县路街号楼 E-mail:a@ " * 40, top=y) for y in range(300)
    ]
    began = time.process_time()
    reading = read([Line("1" * 5000), Line("a." * 4000 + "@"), Line("- " * 3000), *wall])
    assert time.process_time() - began < 3
    assert len(reading.rest) <= 400


def test_the_front_door_is_small() -> None:
    assert set(paper.__all__) == {
        "DOUBTFUL",
        "FIELDS",
        "REASONS",
        "Found",
        "Line",
        "Reading",
        "read",
    }

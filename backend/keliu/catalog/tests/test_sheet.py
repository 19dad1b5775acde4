"""Products in sheets: what goes out comes in again the same, and is taken back with its stock."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keliu.accounts.services.acting import actor_of
from keliu.catalog import kind
from keliu.catalog.models import Category, Product, Sku, StockEntry
from keliu.catalog.rules import matrix, sheet
from keliu.kit import actor
from keliu.kit.errors import Invalid
from keliu.platform import undo
from tests import cast
from tests.cast import World

CUP = "颜色:雾白 | 价格:128 | 库存:5\n颜色:墨绿 | 价格:138.5 | 会员价:120 | 货号:B-2"
WORD = st.text("雾白墨绿大小 AB12克/", min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def goods(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[Any]]:
    """Specs with a SKU for every combination."""
    named = st.fixed_dictionaries(
        {"name": WORD.filter(lambda one: one not in sheet.KNOWN),
         "values": st.lists(WORD, min_size=1, max_size=3, unique=True)}
    )  # fmt: skip
    specs = draw(st.lists(named, max_size=3, unique_by=lambda one: str(one["name"])))
    fen, left = st.integers(0, 10**9), st.none() | st.integers(0, 10**6)
    return specs, [
        SimpleNamespace(
            values=list(values), price_fen=draw(fen), member_price_fen=draw(st.none() | fen),
            stock=draw(left), code=draw(st.just("") | WORD),
        )
        for values in matrix.combinations(specs)
    ]  # fmt: skip


@given(goods())
def test_what_is_written_is_read(made: tuple[list[dict[str, Any]], list[Any]]) -> None:
    specs, skus = made
    names, lines = sheet.read(sheet.written(specs, skus))
    assert names == specs
    for line, sku in zip(lines, skus, strict=True):
        assert list(line.values.values()) == sku.values
        assert (line.price_fen, line.member_price_fen) == (sku.price_fen, sku.member_price_fen)
        assert (line.stock, line.counts) == (sku.stock, sku.stock is not None)
        assert line.code == sku.code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("颜色:雾白", "第 1 行:少了价格"),
        ("价格:十块", "第 1 行:“十块”不是价格"),
        ("价格:1 | 库存:很多", "第 1 行:库存“很多”要是整数"),
        ("价格:1 | 雾白", "第 1 行:“雾白”要写成"),
        ("颜色:白 | 价格:1\n尺码:L | 价格:1", "第 2 行:每一行的规格要一样:颜色"),
    ],
)
def test_a_wrong_cell_is_told(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        sheet.read(text)
    assert said in refused.value.fields["skus_text"]


def test_wide_signs_are_read() -> None:
    _, lines = sheet.read("颜色\uff1a雾白 \uff5c 价格\uff1a\uffe51,280 | 库存:不计")
    assert (lines[0].price_fen, lines[0].stock, lines[0].counts) == (128000, None, True)


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


def acting(world: World) -> Any:
    who = actor_of(world.staff["王总"].pk)
    assert who is not None
    return actor.acting(who)


def left() -> list[tuple[list[str], int, int | None]]:
    rows = Sku.objects.alive().order_by("position")
    return list(rows.values_list("values", "price_fen", "stock"))


def test_a_row_makes_changes_and_takes_back(world: World) -> None:
    with world.inside(), acting(world):
        made = kind.create({"name": "保温杯", "category_name": "好物", "skus_text": CUP})
        row = Product.objects.get(pk=made)
        assert (row.price_fen, row.category_name) == (12800, "好物")
        assert row.skus_text.splitlines()[0] == "颜色:雾白 | 价格:128.00 | 库存:5"
        with undo.recording("test", "改", title_en="change") as journal:
            for model, ids in kind.KIND.journal([made]) if kind.KIND.journal else []:
                journal.watch(model, ids)
            journal.watch(Product, [made])
            kind.change(
                made, {"skus_text": "颜色:雾白 | 价格:99 | 库存:50", "category_name": "好物"}
            )
        assert left() == [(["雾白"], 9900, 50)]
        assert Category.objects.count() == 1
        undo.take_back(journal.operation)
        assert left() == [(["雾白"], 12800, 5), (["墨绿"], 13850, None)]
        assert Product.objects.get(pk=made).price_fen == 12800
        entries = StockEntry.objects.order_by("id").values_list("change", "after", "note")
        assert list(entries) == [(5, 5, ""), (45, 50, ""), (-45, 5, "撤销")]

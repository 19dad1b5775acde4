"""Cells of sheets become values and come back; what can not be read says why."""

import pytest

from keliu.kinds.exchange import titles
from keliu.kinds.exchange.cells import (
    Known,
    Names,
    Unreadable,
    cell_of,
    inert,
    revived,
    value_of,
)
from keliu.kinds.ports import Choice, Field

KNOWN = Known({"小李": 7}, {"华东部": 9}, "Asia/Shanghai")
NAMES = Names({7: "小李"}, {9: "华东部"}, "Asia/Shanghai")
LEVELS = (Choice("A", "重要", "Key"), Choice("B", "普通", "Usual"))


def field(kind: str) -> Field:
    return Field("x", "测试", "Test", kind, "x", choices=LEVELS)  # type: ignore[arg-type]  # any type


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", " 老王 ", "老王"),
        ("text", 13800000000, "13800000000"),
        ("number", "1,234.5", 1234.5),
        ("number", "12%", 0.12),
        ("money", "¥1,234.50", 123450),
        ("money", "1.2万", 1200000),
        ("money", 99, 9900),
        ("date", "2026/1/5", "2026-01-05"),
        ("date", "2026年11月22日", "2026-11-22"),
        ("date", "20261122", "2026-11-22"),
        ("date", 46348, "2026-11-22"),
        ("moment", "2026-11-22 08:30", "2026-11-22T00:30:00.000Z"),
        ("moment", 46348.5, "2026-11-22T04:00:00.000Z"),
        ("bool", "是", True),
        ("bool", "No", False),
        ("single", "重要", "A"),
        ("single", "usual", "B"),
        ("multi", "重要、普通", ["A", "B"]),
        ("region", "浙江省/杭州市/西湖区", "330106"),
        ("person", "小李", "7"),
        ("department", "华东部", "9"),
        ("text", "", None),
        ("number", None, None),
    ],
)
def test_a_cell_means_a_value(kind: str, cell: object, value: object) -> None:
    assert value_of(field(kind), cell, KNOWN) == value  # type: ignore[arg-type]  # as files give it


@pytest.mark.parametrize(
    ("kind", "cell", "reason"),
    [
        ("number", "很多", "不是数字"),
        ("money", "1.234", "最多到分"),
        ("date", "2026-02-30", "没有"),
        ("date", "昨天", "不是日期"),
        ("bool", "也许", "要写是或否"),
        ("single", "特级", "可以填:重要、普通"),
        ("region", "月球", "没有找到地区"),
        ("person", "小钱", "没有叫“小钱”的员工"),
    ],
)
def test_an_unreadable_cell_says_why(kind: str, cell: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        value_of(field(kind), cell, KNOWN)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "老王"),
        ("number", 12.5),
        ("money", 123450),
        ("date", "2026-11-22"),
        ("moment", "2026-11-22T00:30:00.000Z"),
        ("bool", True),
        ("single", "A"),
        ("multi", ["A", "B"]),
        ("region", "330106"),
        ("person", "7"),
        ("department", "9"),
    ],
)
def test_what_goes_out_comes_in_again(kind: str, value: object) -> None:
    assert value_of(field(kind), cell_of(field(kind), value, NAMES), KNOWN) == value


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "普通", "'=1"])
def test_no_cell_is_a_formula_and_none_is_lost(text: str) -> None:
    cell = str(inert(text))
    assert not cell.startswith(("=", "+", "-", "@", "\t"))
    assert revived(cell) == text


def test_titles_of_other_systems_are_known() -> None:
    fields = [
        Field("name", "姓名", "Name", "text", "name"),
        Field("phone", "手机号", "Phone", "phone", None),
        Field("level", "级别", "Level", "single", "level"),
        Field("owner", "负责人", "Owner", "person", "owner_id"),
    ]
    wukong = ["客户名称", "手机", "电话", "客户级别", "负责人", "成交状态"]
    assert titles.guess("customer", wukong, fields) == [
        "name", "phone", None, "level", "owner", None,
    ]  # fmt: skip
    assert titles.guess("customer", ["* 姓名(必填)", "PHONE"], fields) == ["name", "phone"]

"""Menus as values: WeChat's limits to the byte, its wire formats, differences."""

import msgspec
import pytest

from keliu.wechat.menus import wire
from keliu.wechat.menus.differences import Difference, differences
from keliu.wechat.menus.shape import (
    NEEDS,
    Button,
    Content,
    Problem,
    Variant,
    problems,
    read,
    stored,
    width,
)

SHOP = Button("看产品", "view", url="https://shop.example/p")
HELP = Button("找客服", "click", key="help")
PLAIN = Content((SHOP, Button("更多", sub=(HELP, Button("订", "view", url="http://a.cn")))))


def found(content: Content) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in problems(content)]


def test_a_good_menu_has_no_problems() -> None:
    assert problems(PLAIN) == []
    assert read(stored(PLAIN)) == PLAIN


@pytest.mark.parametrize(
    ("name", "sub", "fine"),
    [
        ("五个字正好", False, True),  # 15 bytes
        ("六个字太长了", False, False),  # 18 bytes
        ("a" * 16, False, True),
        ("a" * 17, False, False),
        ("二" * 20, True, True),  # 60 bytes
        ("二" * 20 + "a", True, False),
        ("   ", False, False),
    ],
)
def test_names_are_counted_in_bytes(name: str, sub: bool, fine: bool) -> None:  # noqa: FBT001  a row of the table
    one = Button(name, "click", key="k")
    content = Content((Button("上", sub=(one,)),) if sub else (one,))
    assert (problems(content) == []) is fine


def test_keys_and_addresses_have_limits_too() -> None:
    long_key = Button("键", "click", key="键" * 43)  # 129 bytes
    assert problems(Content((long_key,))) == [Problem("buttons.0.key", "too_long", 129, 128)]
    address = "https://a.cn/" + "x" * 1011  # 1024 bytes
    assert problems(Content((Button("页", "view", url=address),))) == []
    assert found(Content((Button("页", "view", url=address + "x"),))) == [
        ("buttons.0.url", "too_long")
    ]
    for wrong in ("a.cn", "javascript:alert(1)", "https://", "https://a b.cn", "http://[x"):
        assert found(Content((Button("页", "view", url=wrong),))) == [("buttons.0.url", "no_url")]


@pytest.mark.parametrize("kind", sorted(NEEDS))
def test_every_kind_says_what_it_needs(kind: str) -> None:
    assert found(Content((Button("钮", kind),))) == [
        (f"buttons.0.{field}", "empty") for field in NEEDS[kind]
    ]


def test_counts_of_buttons() -> None:
    assert found(Content()) == [("buttons", "none")]
    assert found(Content((SHOP,) * 4)) == [("buttons", "too_many")]
    assert found(Content((Button("更多", sub=(HELP,) * 6),))) == [("buttons.0.sub", "too_many")]
    assert found(Content((Button("空"), Button("怪", "fly")))) == [
        ("buttons.0.type", "empty"),
        ("buttons.1.type", "unknown"),
    ]


def test_variants_need_somebody_and_few_domains() -> None:
    pages = tuple(Button(f"页{n}", "view", url=f"https://{n}.cn") for n in range(3))
    fine = Variant("老客", tag_id=100, buttons=pages)
    assert problems(Content((SHOP,), (fine,))) == []
    other = Variant("苹果", client=1, buttons=(Button("页", "view", url="https://9.cn"),))
    assert found(Content((SHOP,), (fine, other))) == [("variants", "too_many_domains")]
    nobody = Variant("谁", buttons=(HELP,))
    assert found(Content((SHOP,), (nobody,))) == [("variants.0", "nobody")]


def test_only_what_a_kind_needs_is_sent() -> None:
    mixed = Button("小程序", "miniprogram", key="x", url="https://a.cn", appid="wx1", pagepath="p")
    assert wire.sent((mixed, Button("更多", type="view", sub=(HELP,)))) == {
        "button": [
            {"type": "miniprogram", "name": "小程序", "appid": "wx1", "pagepath": "p",
             "url": "https://a.cn"},
            {"name": "更多", "sub_button": [{"type": "click", "name": "找客服", "key": "help"}]},
        ]
    }  # fmt: skip
    rule = wire.sent_variant(Variant("老客", 100, 2, (HELP,)))["matchrule"]
    assert rule == {"tag_id": "100", "client_platform_type": "2"}


def test_the_live_menu_is_read_with_its_variants_newest_first() -> None:
    def conditional(number: int, **rule: str) -> dict[str, object]:
        return {"menuid": number, "matchrule": rule, "button": [wire.sent((HELP,))["button"][0]]}

    answer = {
        "menu": {**wire.sent(PLAIN.buttons), "menuid": 1},
        "conditionalmenu": [
            conditional(8, client_platform_type="1"), conditional(12, group_id="100"),
        ],
    }  # fmt: skip
    content = wire.content_of(answer)
    assert content.buttons == PLAIN.buttons
    assert [(one.tag_id, one.client) for one in content.variants] == [(100, None), (None, 1)]
    assert [number for number, _ in wire.variants_of(answer)] == ["12", "8"]


def test_a_menu_of_the_own_console_is_read() -> None:
    sample = """{"button": [{"name": "button", "sub_button": {"list": [
      {"type": "view", "name": "view_url", "url": "http://www.qq.com"},
      {"type": "text", "name": "text", "value": "This is text!"}]}},
      {"type": "click", "name": "k", "key": "V"}]}"""
    found = wire.buttons_of(msgspec.json.decode(sample))
    assert found[0].sub == (
        Button("view_url", "view", url="http://www.qq.com"),
        Button("text", "text"),
    )
    assert found[1] == Button("k", "click", key="V")


def test_differences_name_the_way_down() -> None:
    changed = Content(
        (SHOP, Button("更多", sub=(Button("找客服", "click", key="kefu"),)), HELP),
        (Variant("老客", 100, None, (HELP,)),),
    )
    assert differences(PLAIN, PLAIN) == []
    assert differences(PLAIN, changed) == [
        Difference(["", "更多", "找客服"], "changed", "key", "help", "kefu"),
        Difference(["", "更多", "订"], "removed", "view"),
        Difference(["", "找客服"], "added", "click"),
        Difference(["老客"], "added", "variant"),
    ]


def test_leftovers_of_another_kind_are_no_difference() -> None:
    before = Content((Button("页", "view", key="old", url="https://a.cn"),))
    assert differences(before, Content((Button("页", "view", url="https://a.cn"),))) == []


def test_phones_show_eight_columns() -> None:
    assert (width("看产品a"), width("四个汉字"), width("abcd")) == (7, 8, 4)

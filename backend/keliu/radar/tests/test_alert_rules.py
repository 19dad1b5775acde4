"""The law of alerts and suggestions: no tables, no clock."""

from datetime import UTC, datetime, timedelta

import pytest

from keliu.radar.rules import alerts, did, kinds, suggest
from keliu.radar.rules.alerts import AGAIN, BACK, CONTACT, FIRST, FORWARD, GOODS, UNPAID

AT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai


def worth(*did_now: str, **more: object) -> list[str]:
    given = {"first": False, "products": False, "before": None, "at": AT} | more
    return alerts.candidates(set(did_now), **given)  # type: ignore[arg-type]  # a test's short form


def test_what_is_worth_a_closer_look() -> None:
    assert worth("card_view") == []
    assert worth("card_view", first=True) == [FIRST]
    assert worth("product_view", products=True) == [AGAIN, GOODS]
    assert worth("phone_tap", "share") == [CONTACT, FORWARD]
    assert worth("order_placed") == [UNPAID]
    assert worth("order_placed", "order_paid") == []
    assert worth("card_view", before=AT - timedelta(days=6)) == []
    assert worth("card_view", before=AT - timedelta(days=7)) == [BACK]


def test_defaults_and_what_a_merchant_changes() -> None:
    usual = alerts.in_force({})
    assert [name for name, one in usual.items() if not one.on] == [GOODS]
    assert (usual[AGAIN].numbers, usual[BACK].numbers) == ({"times": 3, "days": 7}, {"days": 30})
    changed = alerts.in_force({"again": {"on": False, "times": 5}, "goods": {"products": ["7"]}})
    assert (changed[AGAIN].on, changed[AGAIN].numbers) == (False, {"times": 5, "days": 7})
    assert (changed[GOODS].on, changed[GOODS].products) == (False, (7,))


@pytest.mark.parametrize(
    ("rule", "name", "value", "wrong"),
    [
        (AGAIN, "times", 2, None),
        (AGAIN, "times", 1, "请填 2 到 20 之间的数"),
        (BACK, "days", 366, "请填 7 到 365 之间的数"),
        (FIRST, "days", 3, "这条规则没有这个设置"),
    ],
)
def test_numbers_have_bounds(rule: str, name: str, value: int, wrong: str | None) -> None:
    assert alerts.wrong_number(rule, name, value) == wrong


def test_the_warmest_way_of_reaching_out_is_named() -> None:
    assert alerts.contact_of({"address_tap", "phone_tap", "card_view"}) == "phone_tap"
    assert alerts.contact_of({"card_view", "no_such_kind"}) is None


def test_sentences_a_shopkeeper_understands() -> None:
    assert alerts.again_said("张阿姨", "中秋礼盒", 3, 7) == "张阿姨 7 天里第 3 次看 中秋礼盒"
    assert alerts.unpaid_said("张阿姨", 12_800, 10) == "张阿姨 下单 ¥128 过了 10 分钟还没付款"
    assert alerts.back_said("张阿姨", 45) == "张阿姨 隔了 45 天又来了"
    assert alerts.forward_said("张阿姨", None) == "张阿姨 转发了您的名片"
    assert set(alerts.ADVICE) == set(alerts.RULES)


def test_every_kind_has_a_bit_of_its_own() -> None:
    assert len(kinds.KINDS) <= did.MOST_KINDS
    every = list(kinds.KINDS)
    assert did.kinds_in(did.mask(every)) == every
    assert did.mask(["card_view"]) == 1  # the first of the dictionary, for good
    assert did.mask(["phone_tap", "nothing"]) == did.mask(["phone_tap"])


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_suggestions_are_few_and_only_what_is_open(kind: str) -> None:
    for times in (1, 3):
        for hot in (True, False):
            given = {"done": "看了名片", "product": None, "times": times, "hot": hot}
            acts = suggest.suggested(kind, **given)  # type: ignore[arg-type]  # one dict of two kinds
            assert 1 <= len(acts) <= suggest.MOST
            assert len({one.act for one in acts}) == len(acts)
            assert all(one.act in suggest.ACTS and one.words for one in acts)
            mute = suggest.suggested(kind, may={"plan"}, **given)  # type: ignore[arg-type]  # one dict of two kinds
            assert {one.act for one in mute} <= {suggest.PLAN}


def test_the_first_suggestion_fits() -> None:
    def first(kind: str, times: int = 1, product: str | None = None) -> suggest.Act:
        return suggest.suggested(kind, done="…", product=product, times=times, hot=False)[0]

    assert first("phone_tap").act == suggest.CALL
    assert first("card_view").act == suggest.MESSAGE
    assert first("product_view", 3, "中秋礼盒").act == suggest.CALL
    once = first("product_view", 1, "中秋礼盒")
    assert (once.act, "中秋礼盒" in once.words) == (suggest.MESSAGE, True)
    assert first("order_placed").act == suggest.CALL
    assert first("share").words.startswith("您好,谢谢您帮忙转发")

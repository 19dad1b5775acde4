"""The law of the radar, without a database."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keliu.kit import clock, ids
from keliu.radar.rules import intake, kinds, origins, sentences
from keliu.radar.rules.intake import Good, Tally
from keliu.radar.rules.shares import MOST_DEPTH, Link, parent_of

NOON = clock.to_ms(datetime(2026, 11, 21, 12, tzinfo=UTC))


def good(kind: str, at: int = 0, product: int | None = None, dwell_ms: int = 0) -> Good:
    thing = "product" if product else None
    return Good(f"{at}", at + 1, at, kind, NOON + at * 1000, thing, product, dwell_ms)


def test_the_dictionary_has_every_kind_of_the_contract() -> None:
    first = {name for name, kind in kinds.KINDS.items() if kind.since == 1}
    assert first == {
        "card_view", "card_leave", "product_view", "product_leave", "list_view", "share",
        "share_open", "phone_tap", "contact_save", "wechat_copy", "address_tap", "email_tap",
        "company_view", "picture_view", "tag_like", "consent_given",
        "order_placed", "order_paid",
    }  # fmt: skip
    assert kinds.VERSION == max(kind.since for kind in kinds.KINDS.values()) == 2
    assert len(kinds.KINDS) >= 30
    assert all(len(kind.name) <= 16 and kind.needs in {"", *kinds.OBJECTS}
               for kind in kinds.KINDS.values())  # fmt: skip
    assert {kind.line for kind in kinds.KINDS.values()} == set(kinds.LINES)
    assert all(kind.zh and kind.en and kind.advice for kind in kinds.KINDS.values())


@pytest.mark.parametrize(
    ("kind", "product", "times", "dwell", "said"),
    [
        ("product_view", "中秋礼盒", 3, 25_000, "张阿姨 第 3 次看 中秋礼盒,停留 25 秒"),
        ("product_view", "中秋礼盒", 1, 0, "张阿姨 看了 中秋礼盒"),
        ("card_view", None, 1, 65_000, "张阿姨 看了名片,停留 1 分 5 秒"),
        ("card_view", None, 2, 120_000, "张阿姨 第 2 次看 名片,停留 2 分钟"),
        ("share", None, 4, 0, "张阿姨 转发了名片"),
        ("share", "中秋礼盒", 1, 0, "张阿姨 转发了 中秋礼盒"),
        ("share_open", None, 1, 0, "张阿姨 打开了李叔转发的名片"),
        ("phone_tap", None, 5, 0, "张阿姨 点了电话"),
        ("moment_view", None, 1, 0, "张阿姨 看了动态"),
        ("site_view", "价目表", 2, 9_000, "张阿姨 第 2 次看 价目表,停留 9 秒"),
        ("cart_add", "中秋礼盒", 1, 0, "张阿姨 把 中秋礼盒 放进了购物车"),
        ("poster_save", None, 1, 0, "张阿姨 保存了名片的海报"),
    ],
)
def test_sentences(kind: str, product: str | None, times: int, dwell: int, said: str) -> None:
    done = sentences.deed(kind, product=product, times=times, dwell_ms=dwell, sharer="李叔")
    assert sentences.sentence("张阿姨", done) == said


def test_somebody_without_a_name() -> None:
    done = sentences.deed("share_open", product=None, times=1, dwell_ms=0)
    assert sentences.sentence("", done) == "访客 打开了朋友转发的名片"


def test_when_a_visit_is_hot() -> None:
    assert not kinds.is_hot(9, 0)
    assert kinds.is_hot(9, 30_000)
    assert kinds.is_hot(10, 0)
    assert not kinds.is_hot(4, 3_600_000)
    assert kinds.advice("product_view", 3) == kinds.OFTEN_ADVICE
    assert kinds.advice("product_view", 1) != kinds.OFTEN_ADVICE


def test_a_visit_adds_up() -> None:
    seen = [good("card_view"), good("product_view", 5, 7), good("product_leave", 30, 7, 25_000)]
    tally = intake.add_up(Tally(), seen)
    assert (tally.events, tally.heat, tally.dwell_ms) == (3, 4, 25_000)
    assert (tally.kind, tally.object_id, tally.line_dwell_ms) == ("product_view", 7, 25_000)
    more = intake.add_up(tally, [good("phone_tap", 40), good("card_leave", 45, None, 45_000)])
    assert (more.kind, more.line_dwell_ms, more.hot) == ("phone_tap", 45_000, True)


def test_what_comes_late_counts_but_is_no_headline() -> None:
    tally = intake.add_up(Tally(), [good("phone_tap", 100)])
    late = intake.add_up(tally, [good("card_view", 3)])
    assert (late.events, late.kind, late.last_ms) == (2, "phone_tap", tally.last_ms)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12, unique=True), st.randoms())
def test_the_order_of_a_batch_does_not_matter(moments: list[int], shuffled: "object") -> None:
    events = [good("product_view", at, at % 3 + 1, at) for at in moments]
    mixed = list(events)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert intake.add_up(Tally(), mixed) == intake.add_up(Tally(), events)


@given(st.integers(-intake.PAST_MS, intake.FUTURE_MS), st.integers(-(10**13), 10**13))
def test_the_same_event_always_gets_the_same_row(offset: int, skew: int) -> None:
    at = NOON + offset
    made = min(max(at + skew, 0), (1 << 48) - 1)
    name = f"{made:012x}70000000000000000abc"
    row, key = intake.row_id(name, at)
    assert (row, key) == intake.row_id(name, at)
    assert abs(ids.ms_of(row) - at) <= intake.DAY_MS
    assert 0 < row < 1 << 63
    assert intake.row_id(name, at, probe=1)[0] != row
    assert intake.row_id(name, at, probe=1)[1] == key


@pytest.mark.parametrize("text", ["2026-13-01T00:00:00Z", "yesterday", "2026-11-21T12:00:00", ""])
def test_moments_need_a_zone_and_sense(text: str) -> None:
    assert intake.moment(text) is None


def test_client_ids_may_have_dashes() -> None:
    assert intake.plain_id("01890A5D-AC96-774B-BCCE-B302099A8057") is not None
    assert intake.plain_id("01890a5d") is None
    assert intake.plain_id("z" * 32) is None


@given(st.lists(st.one_of(st.none(), st.integers(1, 4)), max_size=40))
def test_nobody_is_ever_above_themselves(sharers: list[int | None]) -> None:
    """Each sharer in turn forwards what the one before passed on."""
    chain: list[Link] = []
    for number, sharer in enumerate(sharers):
        chain = [*parent_of(chain, sharer), Link(number, sharer)]
        known = [link.sharer for link in chain if link.sharer is not None]
        assert len(known) == len(set(known))
        assert len(chain) <= MOST_DEPTH + 1


@pytest.mark.parametrize(
    ("channel", "source"),
    [("门店台卡", "scan"), ("朋友圈", "moments"), ("公众号菜单", "menu"), ("微信群", "chat"),
     ("官网", "site"), ("Counter", "scan"), ("默认", "direct"), ("", "direct")],
)  # fmt: skip
def test_who_says_nothing_comes_from_where_the_code_hangs(channel: str, source: str) -> None:
    assert origins.source_of("", forwarded=False, channel=channel) == source
    assert origins.source_of("1011", forwarded=False, channel=channel) == "scan"
    assert origins.source_of("9999", forwarded=False, channel=channel) == "direct"
    assert origins.source_of(None, forwarded=True, channel=channel) == "forward"

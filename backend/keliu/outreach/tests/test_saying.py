"""Speaking to customers: within what they allow, once, and never a doubt hidden."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.outreach import public as outreach
from keliu.outreach.errors import NotUnknown
from keliu.outreach.models import PersonDelivery
from keliu.outreach.ports import Letter, Ports
from keliu.outreach.services.people import outcomes, posting
from keliu.outreach.tests.persons import (
    ACCOUNT,
    AUNT,
    UNCLEAR,
    Killed,
    Wire,
    acts,
    left,
    log,
    refusal,
    say,
    work,
)
from tests.cast import World

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # 12:00 in Shanghai
NIGHT = datetime(2026, 11, 21, 15, tzinfo=UTC)  # 23:00
TEMPLATE = {"channel": "template", "purpose": "notice"}
SUBSCRIBE = {
    "channel": "subscribe", "purpose": "notice", "content": {"template_id": "T1", "text": "x"},
}  # fmt: skip


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """One wire for every channel; the clock stands at noon."""
    wire = Wire()
    for channel in ("custom", "subscribe"):
        monkeypatch.setitem(Ports.people, channel, wire)
    monkeypatch.setitem(Ports.people, "template", Wire(keyed=True, sent=wire.sent))
    with clock.frozen(NOON):
        yield wire


def test_a_message_allows_five_and_the_sixth_stays_here(far_sail: World, wire: Wire) -> None:
    assert say(far_sail, "早").reason == "window"
    acts(far_sail)
    assert left(far_sail) == 5
    said = [say(far_sail, f"第{n}条").state for n in range(4)]
    assert (said, left(far_sail)) == (["queued"] * 4, 1)
    work(far_sail)
    assert wire.texts == [f"第{n}条" for n in range(4)]
    assert left(far_sail) == 1
    say(far_sail, "第4条")
    work(far_sail)
    assert say(far_sail, "第5条").reason == "window"
    assert len(wire.sent) == 5


def test_the_window_ends_and_another_act_opens_it_again(far_sail: World, wire: Wire) -> None:
    acts(far_sail, "menu")
    with clock.frozen(NOON + timedelta(seconds=56)):
        assert say(far_sail, "晚了").reason == "window"
        acts(far_sail, "scan")
        assert left(far_sail) == 3
    acts(far_sail, "message")
    with clock.frozen(NOON + timedelta(hours=47)):
        assert left(far_sail) == 5


def test_what_waited_too_long_is_not_sent(far_sail: World, wire: Wire) -> None:
    acts(far_sail, "menu")
    say(far_sail, "等一下")
    with clock.frozen(NOON + timedelta(minutes=2)):
        work(far_sail)
    assert log(far_sail) == [("failed", "window")]
    assert wire.sent == []


def test_the_same_thing_is_said_once(far_sail: World, wire: Wire) -> None:
    acts(far_sail)
    first = say(far_sail, "一次")
    again = say(far_sail, "一次")
    assert (again.state, again.reason, again.id) == ("skipped", "duplicate", first.id)
    work(far_sail)
    assert say(far_sail, "一次").reason == "duplicate"
    assert wire.texts == ["一次"]


def test_unsound_content_leaves_nothing(far_sail: World, wire: Wire) -> None:
    with pytest.raises(Invalid):
        say(far_sail, "x", content={"bad": True})
    with pytest.raises(Invalid):
        say(far_sail, "x", channel="pigeon")
    assert log(far_sail) == []


def test_marketing_waits_for_the_morning_and_for_seven_days(far_sail: World, wire: Wire) -> None:
    marketing = {**TEMPLATE, "purpose": "marketing"}
    with clock.frozen(NIGHT):
        assert say(far_sail, "新品", **marketing).state == "delayed"
        assert say(far_sail, "订单已发货", **TEMPLATE).state == "queued"
        work(far_sail)
    assert wire.texts == ["订单已发货"]
    with clock.frozen(NIGHT + timedelta(hours=10)):
        work(far_sail)
        assert wire.texts == ["订单已发货", "新品"]
        assert say(far_sail, "再来", **marketing).state == "queued"
        assert say(far_sail, "又来", **marketing).reason == "too_often"
    with clock.frozen(NIGHT + timedelta(days=8)):
        assert say(far_sail, "下周", **marketing).state == "delayed"


def test_who_said_stop_hears_no_more_marketing(far_sail: World, wire: Wire) -> None:
    marketing = {**TEMPLATE, "purpose": "marketing"}
    say(far_sail, "促销", **marketing)
    with far_sail.inside():
        outreach.opt_out(ACCOUNT, AUNT)
        outreach.opt_out(ACCOUNT, AUNT)
    work(far_sail)  # said before, but not yet sent
    assert say(far_sail, "促销二", **marketing).reason == "opted_out"
    assert say(far_sail, "发货", **TEMPLATE).state == "queued"
    with far_sail.inside():
        outreach.opt_in(ACCOUNT, AUNT)
    assert say(far_sail, "促销三", **marketing).state == "queued"
    assert log(far_sail)[0] == ("failed", "opted_out")


@pytest.mark.parametrize(
    ("word", "means"),
    [("退订", "out"), (" TD ", "out"), ("t", "out"), ("退订。", "out"), ("恢复订阅", "in"),
     ("怎么退订", None), ("TDK", None), ("订单", None)],
)  # fmt: skip
def test_only_the_whole_word_stops(word: str, means: str | None) -> None:
    assert outreach.reserved(word) == means


def test_each_yes_is_one_subscribe_message(far_sail: World, wire: Wire) -> None:
    def answer(word: str) -> None:
        with far_sail.inside():
            outreach.answered(ACCOUNT, AUNT, "T1", word)

    assert say(far_sail, "a", **SUBSCRIBE).reason == "no_consent"
    answer("accept")
    answer("reject")
    assert say(far_sail, "a", **SUBSCRIBE).reason == "no_consent"
    answer("accept")
    answer("accept")
    for text in ("b", "c", "d"):
        say(far_sail, text, **SUBSCRIBE)
    work(far_sail)
    assert [state for state, _ in log(far_sail)] == ["skipped", "skipped", "done", "done", "failed"]
    answer("accept")
    wire.answers = [refusal("no_consent", 43101)]
    say(far_sail, "e", **SUBSCRIBE)
    work(far_sail)
    assert say(far_sail, "f", **SUBSCRIBE).reason == "no_consent"


def test_a_refused_message_gives_its_consent_back(far_sail: World, wire: Wire) -> None:
    with far_sail.inside():
        outreach.answered(ACCOUNT, AUNT, "T1", "accept")
    wire.answers = [refusal("busy"), refusal("content", 47003)]
    say(far_sail, "a", **SUBSCRIBE)
    work(far_sail)
    assert log(far_sail) == [("delayed", "busy")]
    with clock.frozen(NOON + timedelta(minutes=2)):
        work(far_sail)
        assert log(far_sail) == [("failed", "content")]
        assert say(far_sail, "b", **SUBSCRIBE).state == "queued"


def test_when_wechat_knows_better_it_is_believed(far_sail: World, wire: Wire) -> None:
    acts(far_sail)
    wire.answers = [refusal("used_up", 45047)]
    say(far_sail, "a")
    work(far_sail)
    assert (log(far_sail), left(far_sail)) == ([("failed", "used_up")], 0)
    with clock.frozen(NOON + timedelta(seconds=5)):
        acts(far_sail)
        assert left(far_sail) == 5


def test_a_spent_day_goes_on_after_midnight_in_beijing(far_sail: World, wire: Wire) -> None:
    acts(far_sail)
    wire.answers = [refusal("quota", 45009)]
    say(far_sail, "a")
    work(far_sail)
    with far_sail.inside():
        row = PersonDelivery.objects.get()
    assert row.release_at == datetime(2026, 11, 21, 16, 1, tzinfo=UTC)
    with clock.frozen(row.release_at):
        work(far_sail)
    assert wire.texts == ["a"]


def test_no_answer_is_unknown_and_never_sent_again(far_sail: World, wire: Wire) -> None:
    acts(far_sail)
    wire.answers = [UNCLEAR]
    first = say(far_sail, "钱到了吗")
    work(far_sail)
    work(far_sail)
    assert log(far_sail) == [("unknown", "no_answer")]
    assert (wire.texts, left(far_sail)) == (["钱到了吗"], 4)
    with far_sail.inside():
        row = outcomes.resolve(PersonDelivery.objects.get(pk=first.id), sent=False)
        assert (row.state, row.resolved_at) == ("failed", clock.now())
        with pytest.raises(NotUnknown):
            outcomes.resolve(row, sent=True)


def test_where_wechat_knows_the_key_it_is_asked_again(far_sail: World, wire: Wire) -> None:
    Ports.people["template"].answers = [UNCLEAR]  # type: ignore[attr-defined]
    say(far_sail, "发货了", **TEMPLATE)
    work(far_sail)
    assert log(far_sail) == [("delayed", "no_answer")]
    with clock.frozen(NOON + timedelta(seconds=30)):
        work(far_sail)
    assert log(far_sail) == [("done", "")]
    assert len({letter.once for letter in wire.sent}) == 1
    Ports.people["template"].answers = [UNCLEAR]  # type: ignore[attr-defined]
    say(far_sail, "第二单", **TEMPLATE)
    work(far_sail)
    with clock.frozen(NOON + timedelta(minutes=9)):  # WeChat has forgotten the key
        work(far_sail)
    assert log(far_sail)[1] == ("unknown", "no_answer")


def die(letter: Letter) -> None:
    raise Killed


def test_a_killed_worker_leaves_an_unknown_one(far_sail: World, wire: Wire) -> None:
    acts(far_sail)
    said = say(far_sail, "一半")
    say(far_sail, "下一条")
    wire.judge = die
    with far_sail.inside(), transaction.atomic():
        taken = posting._claim(said.id)
    assert taken is not None
    wire.judge = lambda letter: None
    with clock.frozen(NOON + timedelta(seconds=5)):
        posting.post.run(far_sail.merchant.pk, ids=[said.id])  # perhaps it is only slow
    assert log(far_sail)[0] == ("sending", "")
    with clock.frozen(NOON + timedelta(seconds=70)):
        work(far_sail)
    assert log(far_sail) == [("unknown", "killed"), ("done", "")]
    assert wire.texts == ["下一条"]


def test_messages_to_one_person_keep_their_order(far_sail: World, wire: Wire) -> None:
    acts(far_sail)
    said = [say(far_sail, text) for text in ("一", "二", "三")]
    for one in reversed(said):
        posting.post.run(far_sail.merchant.pk, ids=[one.id])
    assert wire.texts == ["一", "二", "三"]


def test_who_leaves_is_forgotten(far_sail: World, wire: Wire) -> None:
    acts(far_sail)
    say(far_sail, "一")
    work(far_sail)
    say(far_sail, "二")
    with far_sail.inside():
        outreach.opt_out(ACCOUNT, AUNT)
        outreach.forget(ACCOUNT, AUNT)
    work(far_sail)
    assert log(far_sail) == [("done", ""), ("skipped", "unreachable")]
    assert (wire.texts, left(far_sail)) == (["一"], 0)
    with far_sail.inside():
        assert not PersonDelivery.objects.exclude(openid_sealed=None, openid_index=None).exists()
    assert say(far_sail, "促销", **{**TEMPLATE, "purpose": "marketing"}).reason == "opted_out"


def test_an_old_push_takes_back_no_newer_grant(far_sail: World, wire: Wire) -> None:
    acts(far_sail)
    say(far_sail, "一")
    with clock.frozen(NOON + timedelta(seconds=10)):
        work(far_sail)
        acts(far_sail, at=NOON + timedelta(seconds=2))  # sent before, came after
        assert left(far_sail) == 4
        acts(far_sail, at=NOON - timedelta(hours=1))
        assert left(far_sail) == 4

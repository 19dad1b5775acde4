"""The callback as WeChat uses it: the address check, pushes in every mode, each counted once."""

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from keliu.customers.services.identities import made
from keliu.customers.tests.factories import add
from keliu.interactions.models import Interaction
from keliu.kit import clock
from keliu.wechat.callback import intake, receiving
from keliu.wechat.models import Account, Follower, ReceivedPush
from keliu.wechat.pushes import replies
from keliu.wechat.selectors import pushes
from keliu.wechat.services import accounts, followers, heard, push_effects
from keliu.wechat.services.push_effects import Arrived
from keliu.wechat.tests.pusher import event, message, official, pusher_of
from keliu.wechat.tests.test_pushes import SAMPLES
from tests import cast
from tests.cast import World

ZHANG = "o-zhang-000000000000000001"


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.DATA = tmp_path
    monkeypatch.setattr(intake, "kick", lambda: None)
    return cast.company()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Arrived]]:
    """Answers every text with `收到:…`, and remembers what arrived."""
    heard: list[Arrived] = []

    def effect(arrived: Arrived) -> None:
        heard.append(arrived)
        if arrived.push.kind == "text":
            arrived.reply = replies.text("收到:" + arrived.push.text("Content"))

    monkeypatch.setattr(push_effects, "EFFECTS", push_effects.EFFECTS)
    kept = list(push_effects.EFFECTS)
    push_effects.EFFECTS[:] = [*kept, effect]
    yield heard
    push_effects.EFFECTS[:] = kept


def known(world: World, name: str = "张阿姨", openid: str = ZHANG) -> int:
    """A customer with an openid at the official account."""
    pk = int(add(world.api("小李"), name)["id"])
    with world.inside():
        made(pk, "openid", openid, "wxoa1").save(force_insert=True)
    return pk


def test_wechat_checks_the_address(world: World) -> None:
    account, wechat = official(world)
    query = wechat.query(echostr="3920857203948572")
    answer = wechat.client.get(wechat.address, query)
    assert (answer.status_code, answer.content) == (200, b"3920857203948572")
    assert answer["Content-Type"].startswith("text/plain")
    with world.inside():
        assert Account.objects.get(pk=account.pk).verified_at is not None
    for wrong in (
        {"signature": "0" * 40},
        {"timestamp": str(int(query["timestamp"]) - 1)},
        {"echostr": ""},
        {"echostr": "<script>" * 40},
    ):
        assert wechat.client.get(wechat.address, query | wrong).status_code == 403, wrong
    assert wechat.client.get("/wx/push/unknown", query).status_code == 404
    assert wechat.client.put(wechat.address).status_code == 405


@pytest.mark.parametrize("as_json", [False, True])
def test_a_message_is_answered_at_once(world: World, said: list[Arrived], as_json: bool) -> None:
    account, wechat = official(world)
    answer = wechat.push(message(ZHANG, Content="在吗"), as_json=as_json)
    assert answer.status_code == 200
    reply = wechat.opened(answer)
    assert (reply["ToUserName"], reply["FromUserName"]) == (ZHANG, "gh_far")
    assert (reply["MsgType"], reply["Content"]) == ("text", "收到:在吗")
    assert ("json" in answer["Content-Type"]) is as_json
    with world.inside():
        row = ReceivedPush.objects.get()
        assert (row.kind, row.state, row.deliveries) == ("text", "done", 1)
        follower = Follower.objects.get()
        assert follower.following  # only followers can write
        assert followers.openid_of(follower) == ZHANG
        assert ZHANG not in follower.openid_masked
        assert Account.objects.get(pk=account.pk).last_push == "text"


def test_every_delivery_gets_the_same_answer_and_counts_once(
    world: World, said: list[Arrived]
) -> None:
    _, wechat = official(world)
    inside = message(ZHANG, Content="多少钱")
    answers = [wechat.opened(wechat.push(inside))["Content"] for _ in range(3)]
    assert answers == ["收到:多少钱"] * 3
    assert len(said) == 1
    with world.inside():
        assert ReceivedPush.objects.get().deliveries == 3


def test_two_events_in_one_second_both_count(world: World, said: list[Arrived]) -> None:
    _, wechat = official(world)
    at = int(time.time())
    for key in ("menu_a", "menu_b"):
        wechat.push(event(ZHANG, "CLICK", at=at, EventKey=key))
    assert [one.push.text("EventKey") for one in said] == ["menu_a", "menu_b"]


def test_the_published_samples_come_through(world: World, said: list[Arrived]) -> None:
    """All 57, sealed as WeChat seals them: pushes count, what is no push is refused."""
    _, wechat = official(world)
    refused = 0
    for one in SAMPLES:
        answer = wechat.push(one["xml"].strip())
        whole = all(f"<{name}>" in one["xml"] for name in ("MsgType", "FromUserName", "CreateTime"))
        assert answer.status_code in ({200} if whole else {200, 403}), one["source"]
        refused += answer.status_code == 403
    assert len(SAMPLES) == 57
    assert len(said) + refused + _repeated(world) == 57
    assert refused <= 8


def _repeated(world: World) -> int:
    with world.inside():
        return sum(row.deliveries - 1 for row in ReceivedPush.objects.all())


def test_compatible_mode_believes_the_ciphertext_only(world: World, said: list[Arrived]) -> None:
    account, wechat = official(world)
    with world.inside():
        Account.objects.filter(pk=account.pk).update(mode="compatible")
    address, body = wechat.sealed(message(ZHANG, Content="真的"))
    forged = body.replace(b"</xml>", b"<FromUserName>o-evil</FromUserName>"
                          b"<MsgType>text</MsgType><Content>evil</Content></xml>")  # fmt: skip
    assert wechat.opened(wechat.send(address, forged))["Content"] == "收到:真的"
    assert [one.openid for one in said] == [ZHANG]
    query = urlencode(wechat.query(openid=ZHANG))
    plain = wechat.send(f"{wechat.address}?{query}", message(ZHANG, Content="x").encode())
    assert plain.status_code == 403


def test_plain_mode_is_for_the_box_alone(world: World, said: list[Arrived], settings: Any) -> None:
    account, wechat = official(world)
    with world.inside():
        Account.objects.filter(pk=account.pk).update(mode="plain")
    inside = message(ZHANG, Content="明文").encode()
    at = f"{wechat.address}?{urlencode(wechat.query(openid=ZHANG))}"
    answer = wechat.send(at, inside)
    assert "收到:明文" in answer.content.decode()
    settings.ENV = "production"
    assert wechat.send(at, inside).status_code == 403


def test_a_recorded_push_can_not_be_played_back_later(world: World, said: list[Arrived]) -> None:
    _, wechat = official(world)
    address, body = wechat.sealed(message(ZHANG, Content="一次"))
    assert wechat.send(address, body).status_code == 200
    for minutes in (-6, 6):
        with clock.frozen(clock.from_ms(clock.now_ms() + minutes * 60_000)):
            assert wechat.send(address, body).status_code == 403
    assert len(said) == 1


def test_the_key_before_goes_on_working(world: World, said: list[Arrived]) -> None:
    account, old = official(world)
    with world.inside():
        accounts.rotate(account, version=account.version, what="aes_key", current=lambda r: {})
        fresh = Account.objects.get(pk=account.pk)
        accounts.rotate(fresh, version=fresh.version, what="address", current=lambda r: {})
        new = pusher_of(Account.objects.get(pk=account.pk))
    assert (old.key != new.key, old.aes_key != new.aes_key) == (True, True)
    assert old.push(message(ZHANG, Content="旧")).status_code == 200
    assert new.opened(new.push(message(ZHANG, Content="新")))["Content"] == "收到:新"
    assert len(said) == 2


def test_an_account_that_is_switched_off_hears_nothing(world: World, said: list[Arrived]) -> None:
    account, wechat = official(world)
    with world.inside():
        Account.objects.filter(pk=account.pk).update(enabled=False)
    answer = wechat.push(message(ZHANG, Content="有人吗"))
    assert (answer.content, said) == (b"success", [])


def test_what_is_too_large_or_no_xml_is_refused(world: World, said: list[Arrived]) -> None:
    _, wechat = official(world)
    address, body = wechat.sealed(message(ZHANG, Content="x"))
    bombs = {
        b"x" * (256 * 1024 + 1): 413,
        b"": 411,
        b"not xml": 403,
        b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><xml><Encrypt>&a;</Encrypt></xml>":
            403,
        b"<xml>" * 4_000: 403,
        b"{" * 100_000: 403,
        body[: len(body) // 2]: 403,
    }  # fmt: skip
    started = time.process_time()
    for bomb, status in bombs.items():
        assert wechat.send(address, bomb).status_code == status, bomb[:40]
    assert time.process_time() - started < 1
    doubled = address.replace("timestamp=", "timestamp=1&timestamp=")
    assert wechat.send(doubled, body).status_code == 403
    assert wechat.send(address, body).status_code == 200
    assert len(said) == 1


def test_nobody_waits_for_the_body_of_a_stranger(world: World) -> None:
    """A body that never ends costs nothing: who does not know the token is refused before it."""
    _, wechat = official(world)
    read: list[int] = []

    class Endless(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            read.append(size or 0)
            return b"<xml>"

    query = urlencode(wechat.query(encrypt_type="aes") | {"signature": "0" * 40})
    endless = {"wsgi.input": Endless(), "CONTENT_LENGTH": "9000"}
    answer = wechat.client.post(f"{wechat.address}?{query}", **endless)  # type: ignore[arg-type]  # WSGI words
    assert (answer.status_code, read) == (403, [])


def test_a_body_that_comes_too_slowly_is_given_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keliu.wechat.api import push as view

    _, wechat = official(world)
    monkeypatch.setattr(view, "BODY_SECONDS", 0.1)

    class Slow(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            time.sleep(0.3)
            return b""

    slow = {"wsgi.input": Slow(), "CONTENT_LENGTH": "9000"}
    query = urlencode(wechat.query(encrypt_type="aes"))
    answer = wechat.client.post(f"{wechat.address}?{query}", **slow)  # type: ignore[arg-type]  # as above
    assert answer.status_code == 408


def test_following_and_leaving_are_told_on_the_timeline(world: World, said: list[Arrived]) -> None:
    customer_id = known(world)
    _, wechat = official(world)
    now = int(time.time())
    wechat.push(event(ZHANG, "subscribe", at=now - 20, EventKey="qrscene_booth", Ticket="t"))
    with world.inside():
        row = Follower.objects.get()
        assert (row.following, row.follows, row.customer_id) == (True, 1, customer_id)
        assert (row.first_scene, row.last_scene) == ("booth", "booth")
        line = Interaction.objects.get(kind="wechat")
        assert (line.title, line.customer_id) == ("关注了公众号“远航服务号”", customer_id)
    wechat.push(event(ZHANG, "unsubscribe", at=now - 10))
    wechat.push(event(ZHANG, "subscribe", at=now - 15, EventKey=""))  # came late: changes nothing
    with world.inside():
        row.refresh_from_db()
        assert (row.following, row.follows) == (False, 1)


def test_messages_of_customers_are_on_their_timeline(world: World) -> None:
    customer_id = known(world)
    _, wechat = official(world)
    wechat.push(message(ZHANG, Content="请问价格多少"))
    wechat.push(message(ZHANG, "location", Location_X="31.2", Location_Y="121.5", Label="人民路"))
    wechat.push(message("o-stranger", Content="不认识"))
    with world.inside():
        lines = Interaction.objects.filter(kind="wechat")
        assert set(lines.values_list("customer_id", "text")) == {(customer_id, "")}  # kept sealed
        assert lines.count() == 2
        assert heard.counts(customer_id)[0][2] == 2
        section, rows = heard.export(customer_id)
        assert (section, [one["text"] for one in rows]) == ("wechat", ["请问价格多少", "人民路"])
    asked = f"/customers/{customer_id}/timeline?kind=wechat&sort=-at"
    _, page = world.api("小李").get(asked)
    assert sorted((one["title"], one["text"]) for one in page["items"]) == [
        ("发来位置", "人民路"), ("发来消息", "请问价格多少")]  # fmt: skip


def test_who_becomes_a_customer_brings_their_messages(world: World) -> None:
    _, wechat = official(world)
    wechat.push(message(ZHANG, Content="还没留电话"))
    customer_id = known(world)
    with world.inside():
        followers.customer_known(customer_id)
        followers.customer_known(customer_id)
        assert Follower.objects.get().customer_id == customer_id
        line = Interaction.objects.get(kind="wechat")
        assert heard.words([line.ref_id or 0]) == {line.ref_id: "还没留电话"}


def test_what_fails_is_answered_and_done_later(
    world: World, said: list[Arrived], monkeypatch: pytest.MonkeyPatch
) -> None:
    account, wechat = official(world)
    broken = True

    def breaks(arrived: Arrived) -> None:
        if broken:
            raise RuntimeError("the text that somebody wrote")

    push_effects.EFFECTS.append(breaks)
    answer = wechat.push(message(ZHANG, Content="坏了"))
    assert answer.content == b"success"
    with world.inside():
        row = ReceivedPush.objects.get()
        assert (row.state, row.tries) == ("pending", 1)
        assert row.problem == "处理时出错(RuntimeError),会自动再试"
        assert not Follower.objects.exists()  # all or nothing
        assert pushes.troubled(account.pk) == (1, 0)
        broken = False
        receiving.work_off_push(row.pk)
        row.refresh_from_db()
        assert (row.state, row.problem, row.reply_sealed) == ("done", "", None)
        assert [card.state for card in pushes.recent(account.pk)] == ["done"]
    assert said[-1].late
    assert wechat.push(message(ZHANG, Content="好了")).status_code == 200


def test_what_failed_for_good_can_be_tried_again(world: World, said: list[Arrived]) -> None:
    account, wechat = official(world)
    kept = push_effects.EFFECTS[:]

    def breaks(arrived: Arrived) -> None:
        raise RuntimeError

    push_effects.EFFECTS.append(breaks)
    wechat.push(message(ZHANG, Content="坏了"))
    with world.inside():
        push_id = ReceivedPush.objects.get().pk
        for _ in receiving.AGAIN:
            receiving.work_off_push(push_id)
        assert pushes.troubled(account.pk) == (0, 1)
    push_effects.EFFECTS[:] = kept
    path = f"/wechat/accounts/{account.pk}/pushes/again"
    assert world.api("小李").post(path)[0] == 403
    assert world.api("王总").post(path) == (200, {"count": 1})
    with world.inside():
        receiving.work_off_push(push_id)
        assert pushes.troubled(account.pk) == (0, 0)


def test_what_takes_too_long_is_cut_off(
    world: World, said: list[Arrived], monkeypatch: pytest.MonkeyPatch
) -> None:
    from keliu.platform import sql

    _, wechat = official(world)
    monkeypatch.setattr(receiving, "BUDGET", 0.3)

    def dawdle(arrived: Arrived) -> None:
        sql.do("SELECT pg_sleep(5)")

    push_effects.EFFECTS.append(dawdle)
    started = time.monotonic()
    assert wechat.push(message(ZHANG, Content="慢")).content == b"success"
    assert time.monotonic() - started < 4  # it would have slept for five
    with world.inside():
        row = ReceivedPush.objects.get()
        assert (row.state, row.problem) == ("pending", "处理超过 3 秒,已先回复微信,稍后自动再办")


def test_a_push_of_one_merchant_is_no_other_ones(world: World, said: list[Arrived]) -> None:
    neighbour = cast.fruit_shop()
    _, ours = official(world)
    theirs_account, theirs = official(neighbour, appid="wxoa2", name="老王水果")
    address, body = ours.sealed(message(ZHANG, Content="给远航"))
    crossed = address.replace(ours.key, theirs.key)
    assert theirs.send(crossed, body).status_code == 403
    with neighbour.inside():
        assert not ReceivedPush.objects.exists()
    assert theirs.push(message(ZHANG, Content="给老王")).status_code == 200
    with world.inside():
        assert not ReceivedPush.objects.exists()
    assert theirs_account.merchant_id == neighbour.merchant.pk

"""The database is away: pushes wait on the disk, in order, and nothing is lost or done twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from keliu.kit import clock
from keliu.wechat.callback import intake, keyring, receiving, spool
from keliu.wechat.callback.spool import Kept
from keliu.wechat.models import Follower, ReceivedPush
from keliu.wechat.tests.pusher import event, message, official
from tests import cast
from tests.cast import World

ZHANG, LI = "o-zhang-000000000000000001", "o-li-00000000000000000002"


def kept(nth: int, sender: str = ZHANG, key: str = "k") -> Kept:
    return Kept(key, sender, f"<xml>{nth}</xml>".encode(), clock.now_ms())


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA = tmp_path
    monkeypatch.setattr(intake, "kick", lambda: None)
    monkeypatch.setattr(intake, "_away_until", 0.0)
    monkeypatch.setattr(spool, "_counted", (0.0, 0))
    return tmp_path


def taken() -> tuple[list[bytes], Callable[[Kept], bool]]:
    bodies: list[bytes] = []

    def take(one: Kept) -> bool:
        bodies.append(one.body)
        return True

    return bodies, take


def test_everybody_s_pushes_come_back_in_order() -> None:
    for nth in range(6):
        spool.put(kept(nth, ZHANG if nth % 2 else LI))
    assert (spool.waiting(), spool.behind("k", ZHANG), spool.behind("k", "o-x")) == (6, True, False)
    bodies, take = taken()
    assert spool.replay(take) == 6
    assert [b for b in bodies if b[5] in b"135"] == [b"<xml>%d</xml>" % n for n in (1, 3, 5)]
    assert [b for b in bodies if b[5] in b"024"] == [b"<xml>%d</xml>" % n for n in (0, 2, 4)]
    assert (spool.waiting(), spool.behind("k", ZHANG), spool.replay(take)) == (0, False, 0)


def test_what_waits_can_not_be_read_on_the_disk(disk: Path) -> None:
    spool.put(Kept("k", ZHANG, "我的电话是 13812345678".encode(), 1))
    [place] = disk.rglob("*.push")
    assert b"13812345678" not in place.read_bytes()
    assert ZHANG not in str(place)


def test_what_is_not_taken_stays_with_what_is_behind_it() -> None:
    for nth in range(3):
        spool.put(kept(nth))
    spool.put(kept(9, LI))
    bodies: list[bytes] = []

    def take(one: Kept) -> bool:
        bodies.append(one.body)
        return one.body != b"<xml>1</xml>"

    assert spool.replay(take) == 2
    assert bodies.count(b"<xml>2</xml>") == 0
    assert spool.waiting() == 2
    rest, take_all = taken()
    spool.replay(take_all)
    assert rest == [b"<xml>1</xml>", b"<xml>2</xml>"]


def test_a_torn_file_does_not_stop_the_others(disk: Path) -> None:
    spool.put(kept(1))
    [place] = disk.rglob("*.push")
    place.write_bytes(b"torn")
    spool.put(kept(2))
    bodies, take = taken()
    assert spool.replay(take) == 1
    assert bodies == [b"<xml>2</xml>"]
    assert len(list((disk / "wechat-spool" / "unreadable").iterdir())) == 1


def test_a_full_disk_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_FILES", 2)
    spool.put(kept(1))
    spool.put(kept(2))
    with pytest.raises(spool.Full):
        spool.put(kept(3))


def test_one_process_replays_at_a_time() -> None:
    spool.put(kept(1))
    inner: list[int] = []

    def take(one: Kept) -> bool:
        inner.append(spool.replay(lambda _: True))
        return True

    assert spool.replay(take) == 1
    assert inner == [0]


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


def away(*_: Any, **__: Any) -> Any:
    raise OperationalError("the server is gone")


def test_pushes_wait_until_the_database_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    _, wechat = official(world)
    assert wechat.push(message(LI, Content="前")).status_code == 200
    with monkeypatch.context() as gone:
        gone.setattr(receiving, "receive", away)
        gone.setattr(keyring, "_loaded", away)
        keyring.forget()  # a process that has just started knows the keys from the disk
        for nth in range(3):
            assert wechat.push(message(ZHANG, Content=f"第{nth}句")).content == b"success"
        wechat.push(event(ZHANG, "unsubscribe"))
        address, body = wechat.sealed(message(ZHANG, Content="假的"))
        forged = address.replace("nonce=", "nonce=1")
        assert wechat.send(forged, body).status_code == 403  # still told apart
        assert wechat.client.get("/wx/push/unknown").status_code == 403
    assert spool.waiting() == 4
    monkeypatch.setattr(intake, "_away_until", 0.0)
    assert wechat.push(message(LI, Content="后")).status_code == 200  # nobody waits for another
    assert wechat.push(message(ZHANG, Content="排队")).content == b"success"  # but for themselves
    assert spool.waiting() == 5
    assert intake.replay() == 5
    with world.inside():
        rows = ReceivedPush.objects.filter(follower__openid_masked__startswith="o-zh")
        assert rows.filter(state="done", late=True).count() == 5
        assert Follower.objects.filter(messages=4).count() == 1
        assert ReceivedPush.objects.count() == 7
    assert intake.replay() == 0


def test_a_push_that_came_twice_is_replayed_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, wechat = official(world)
    inside = message(ZHANG, Content="只一次")
    wechat.push(inside)
    with monkeypatch.context() as gone:
        gone.setattr(receiving, "receive", away)
        wechat.push(inside)
    wechat.push(inside)
    assert intake.replay() == 2
    with world.inside():
        row = ReceivedPush.objects.get()
        assert (row.deliveries, Follower.objects.get().messages) == (3, 1)


def test_when_nothing_can_take_it_wechat_comes_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, wechat = official(world)
    monkeypatch.setattr(receiving, "receive", away)

    def full(_: Kept) -> None:
        raise spool.Full

    monkeypatch.setattr(spool, "put", full)
    assert wechat.push(message(ZHANG, Content="满了")).status_code == 503

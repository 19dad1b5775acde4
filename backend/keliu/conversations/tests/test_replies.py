"""小李's company answers by itself: adding, trying, answering, cooling down, counting, undoing."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from PIL import Image

from keliu.conversations.models import Reply, ReplyCount, ReplyTurn
from keliu.conversations.ports import Ports
from keliu.conversations.public import Answer, Inbound, answer, forget
from keliu.kit import clock
from keliu.platform.models import AuditEntry
from tests.cast import Api, World, company, fruit_shop

pytestmark = pytest.mark.django_db
ACCOUNT = 7301933187072000


@pytest.fixture
def far() -> World:
    return company()


@pytest.fixture
def boss(far: World) -> Api:
    return far.api("王总")


def reply(**fields: Any) -> dict[str, Any]:
    usual = {
        "kind": "keyword", "name": "价格", "words": [{"text": "价格", "match": "contains"}],
        "answers": [{"kind": "text", "text": "您好,价目表在这里"}],
    }  # fmt: skip
    return {**usual, **fields}


def added(boss: Api, **fields: Any) -> dict[str, Any]:
    status, body = boss.post("/replies", reply(**fields))
    assert status == 200, body
    return dict(body)


def said(text: str, *, openid: str = "o-zhang", at: datetime | None = None, **more: Any) -> Inbound:
    asked = {"kind": "text", "key": "", "account_id": ACCOUNT, "customer_id": None, **more}
    return Inbound(text=text, openid=openid, at=at or clock.now(), **asked)


@contextmanager
def connected(*accounts: int) -> Iterator[None]:
    """These accounts are the merchant's."""
    before = Ports.accounts
    Ports.accounts = lambda: {one: f"账号 {one}" for one in accounts}
    try:
        yield
    finally:
        Ports.accounts = before


def test_aunt_zhang_asks_for_the_price_and_is_told(far: World, boss: Api) -> None:
    added(boss)
    with far.inside():
        assert answer(said("请问价格多少")) == [Answer("text", {"text": "您好,价目表在这里"})]
        assert answer(said("几点开门")) == []
    assert boss.get("/replies")[1]["items"][0]["times"] == 1


def test_the_order_decides_and_dragging_changes_it(far: World, boss: Api) -> None:
    first = added(boss)
    wide = added(
        boss, name="问候", words=[{"text": "请问"}], answers=[{"kind": "text", "text": "在的"}]
    )
    with far.inside():
        assert answer(said("请问价格"))[0].fields["text"] == "您好,价目表在这里"
    _, body = boss.put("/replies/order", {"ids": [wide["id"], first["id"]]})
    assert [one["name"] for one in body["items"]] == ["问候", "价格"]
    with far.inside():
        assert answer(said("请问价格"))[0].fields["text"] == "在的"
    assert boss.put("/replies/order", {"ids": ["12345"]})[0] == 404


def test_a_default_cools_down_for_each_person_alone(far: World, boss: Api) -> None:
    added(boss, kind="default", name="默认", cooldown=60)
    now = clock.now()
    with far.inside():
        assert answer(said("在吗", at=now))
        assert not answer(said("在吗", at=now + timedelta(minutes=59)))
        assert answer(said("在吗", openid="o-li", at=now))
        assert answer(said("在吗", at=now + timedelta(minutes=61)))
        assert ReplyTurn.objects.count() == 2
        forget(ACCOUNT, "o-zhang")
        assert ReplyTurn.objects.count() == 1
        assert b"o-li" not in bytes(ReplyTurn.objects.get().person)
        assert sum(ReplyCount.objects.values_list("times", flat=True)) == 3


def test_trying_a_sentence_explains_and_changes_nothing(far: World, boss: Api) -> None:
    price = added(boss)
    off = added(boss, name="旧的", enabled=False)
    night = added(boss, kind="default", name="夜里", from_time="22:00", to_time="06:00")
    status, body = boss.post("/replies/try", {"text": "请问价格多少", "at": "12:00"})
    assert (status, body["chosen"]) == (200, {"id": price["id"], "name": "价格"})
    assert body["answers"][0]["text"] == "您好,价目表在这里"
    reasons = {one["id"]: one["reason"] for one in body["reasons"]}
    assert reasons == {price["id"]: "chosen", off["id"]: "off", night["id"]: "time"}
    assert boss.post("/replies/try", {"text": "在吗", "at": "23:00"})[1]["chosen"]["name"] == "夜里"
    assert boss.post("/replies/try", {"text": "退订"})[1]["reserved"] == "stop"
    with far.inside():
        assert ReplyCount.objects.count() == 0


def test_a_deleted_reply_is_silent_and_comes_back_in_its_place(far: World, boss: Api) -> None:
    row = added(boss)
    added(boss, name="后面的")
    assert boss.delete(f"/replies/{row['id']}")[0] == 204
    assert [one["name"] for one in boss.get("/replies")[1]["items"]] == ["后面的"]
    assert boss.delete(f"/replies/{row['id']}")[0] == 404
    assert boss.post(f"/replies/{row['id']}/restore")[0] == 200
    assert [one["name"] for one in boss.get("/replies")[1]["items"]] == ["价格", "后面的"]
    with far.inside():
        actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"reply.create", "reply.delete", "reply.restore"} <= actions


def test_changing_needs_the_newest_version(boss: Api) -> None:
    row = added(boss)
    status, body = boss.patch(f"/replies/{row['id']}", {"version": 1, "enabled": False})
    assert (status, body["enabled"], body["words"]) == (200, False, row["words"])
    status, body = boss.patch(f"/replies/{row['id']}", {"version": 1, "name": "慢了"})
    assert (status, body["code"], body["current"]["version"]) == (409, "stale", 2)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"words": []}, "words"),
        ({"words": [{"text": "("}], "answers": []}, "answers"),
        ({"words": [{"text": "(", "match": "regex"}]}, "words"),
        ({"words": [{"text": "TD", "match": "exact"}]}, "words"),
        ({"answers": [{"kind": "image"}]}, "answers"),
        ({"answers": [{"kind": "image", "file_id": "123456"}]}, "answers"),
        ({"answers": [{"kind": "text", "text": "好"}] * 6}, "answers"),
        ({"kind": "welcome", "answers": [{"kind": "text", "text": "好"}] * 4}, "answers"),
        ({"kind": "menu"}, "keys"),
        ({"from_time": "09:00"}, "from_minute"),
        ({"account_id": "99"}, "account_id"),
    ],
)
def test_what_could_never_answer_is_refused(
    far: World, boss: Api, fields: dict[str, Any], name: str
) -> None:
    with connected(ACCOUNT):
        status, body = boss.post("/replies", reply(**fields))
    assert status == 422, body
    assert [one["field"] for one in body["errors"]] == [name]
    with far.inside():
        assert Reply.objects.count() == 0


def test_a_picture_is_shown_and_brought_to_wechat_beforehand(far: World, boss: Api) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    out.name, _ = "a.png", out.seek(0)
    sent = {"file": out}
    bearer = {"Authorization": f"Bearer {boss.token}"}
    picture = boss.client.post("/api/v1/files", sent, headers=bearer).json()
    asked: list[Any] = []
    before, Ports.prepare = Ports.prepare, lambda account, files: asked.append((account, {*files}))
    try:
        row = added(boss, answers=[{"kind": "image", "file_id": picture["id"]}])
    finally:
        Ports.prepare = before
    assert asked == [(None, {(int(picture["id"]), "image")})]
    assert row["answers"][0]["file"]["url"] == picture["url"]
    with far.inside():
        assert answer(said("价格")) == [Answer("image", {"file_id": picture["id"]})]


def test_colleagues_without_the_right_may_not_and_neighbours_see_nothing(far: World) -> None:
    row = added(far.api("王总"))
    assert far.api("小李").post("/replies", reply())[0] == 403
    next_door = fruit_shop()
    assert next_door.api("老王").get("/replies")[1]["items"] == []
    assert next_door.api("老王").delete(f"/replies/{row['id']}")[0] == 404
    with next_door.inside():
        assert answer(said("价格")) == []


def test_people_who_stop_are_heard_before_the_rules(
    far: World, boss: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(boss, kind="default", name="默认")
    stopped: list[str] = []

    def stop(inbound: Inbound) -> list[Answer]:
        stopped.append(inbound.openid)
        return [Answer("text", {"text": "不会再打扰您"})]

    monkeypatch.setattr(Ports, "reserved", {"stop": stop})
    with far.inside():
        assert answer(said(" 退订"))[0].fields["text"] == "不会再打扰您"
        assert stopped == ["o-zhang"]
        assert ReplyCount.objects.count() == 0


def test_the_list_costs_the_same_for_one_and_for_thirty(
    far: World, boss: Api, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection

    added(boss)
    boss.get("/replies")
    with CaptureQueriesContext(connection) as one:
        boss.get("/replies")
    with far.inside():
        for number in range(29):
            Reply.objects.create(
                kind="keyword", name=f"{number}", position=number, answers=[{"kind": "text"}]
            )
    with CaptureQueriesContext(connection) as thirty:
        assert len(boss.get("/replies")[1]["items"]) == 30
    assert len(thirty) == len(one)

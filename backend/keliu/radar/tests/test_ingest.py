"""Batches of events: stored once, judged one by one, with a person only after consent."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from keliu.catalog.models import Card, CardCode, Product
from keliu.customers.models import Customer
from keliu.interactions.models import Interaction
from keliu.kit import clock
from keliu.platform import sql
from keliu.platform.models import PushOut
from keliu.radar.models import AnonymousCount, Event, Interest, Visit, Visitor
from keliu.radar.rules import intake
from keliu.radar.tests.factories import Scene, customer, event, looks, rows, scene
from tests.cast import World


@pytest.fixture
def stage(far_sail: World) -> Scene:
    return scene(far_sail)


def test_a_known_visitors_batch_becomes_a_visit(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    batch = [event("card_view"), looks(stage.gift), looks(stage.gift, dwell_ms=25_000)]
    status, body = stage.send(batch, zhang)
    assert (status, body) == (200, {"stored": 3, "repeated": 0, "rejected": []})
    with stage.world.inside():
        visit = Visit.objects.get()
        assert (visit.customer_id, visit.owner_id) == (zhang.pk, stage.world.staff["小李"].pk)
        assert (visit.event_count, visit.dwell_ms, visit.times) == (3, 25_000, 1)
        assert (visit.last_kind, visit.last_object_id) == ("product_view", stage.gift.pk)
        assert set(Event.objects.values_list("visit_id", "customer_id")) == {(visit.pk, zhang.pk)}
        zhang.refresh_from_db()
        assert (zhang.visit_count, zhang.last_visit_at) == (1, visit.last_at)
        line = Interaction.objects.get(kind="visit")
        assert (line.title, line.ref_id) == ("第一次来看名片", visit.pk)
        assert line.text == "看了 中秋礼盒,停留 25 秒;共 3 个动作,停留 25 秒"
        assert Card.objects.get().view_count == 1
        assert Product.objects.get(pk=stage.gift.pk).view_count == 1
        assert CardCode.objects.get().visitors == 1
        push = PushOut.objects.get(type="radar.line")
        assert push.topic == f"staff:{visit.owner_id}"
        assert push.data["sentence"] == "张阿姨 看了 中秋礼盒,停留 25 秒"
        assert push.data["object"] == {"id": str(stage.gift.pk), "name": "中秋礼盒"}


def test_repeats_change_nothing(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    batch = [event("card_view"), looks(stage.gift)]
    stage.send(batch, zhang)
    before = rows(stage.world)
    for _ in range(3):
        status, body = stage.send(batch, zhang)
        assert (status, body["stored"], body["repeated"]) == (200, 0, 2)
    assert rows(stage.world) == before
    with stage.world.inside():
        assert Visit.objects.get().event_count == 2
        assert Product.objects.get(pk=stage.gift.pk).view_count == 1
        assert set(Interest.objects.values_list("views", flat=True)) == {1}
        assert Customer.objects.get().visit_count == 1


def test_an_event_twice_in_one_batch_counts_once(stage: Scene) -> None:
    one = event("card_view")
    _, body = stage.send([one, one, {**one, "id": one["id"].upper()}])
    assert (body["stored"], body["repeated"]) == (1, 2)


def test_a_partly_repeated_batch_stores_the_rest(stage: Scene) -> None:
    first, second = event("card_view"), looks(stage.tea)
    stage.send([first])
    _, body = stage.send([first, second])
    assert (body["stored"], body["repeated"]) == (1, 1)
    with stage.world.inside():
        assert dict(AnonymousCount.objects.values_list("kind", "count")) == {
            "card_view": 1, "product_view": 1,
        }  # fmt: skip


def test_two_events_with_the_same_row_id_are_both_kept(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = intake.row_id

    def crowded(client_id: str, at_ms: int, probe: int = 0) -> tuple[int, int]:
        row, key = real(client_id, at_ms, probe)
        return (row >> 22 << 22 | 5, key) if probe == 0 else (row, key)

    monkeypatch.setattr(intake, "row_id", crowded)
    at = clock.now()
    batch = [event("card_view", at=at), event("list_view", at=at), event("share", at=at)]
    for one in batch[1:]:
        one["id"] = batch[0]["id"][:12] + one["id"][12:]
    assert stage.send(batch[:1])[1]["stored"] == 1
    assert stage.send(batch)[1] == {"stored": 2, "repeated": 1, "rejected": []}
    assert stage.send(batch)[1] == {"stored": 0, "repeated": 3, "rejected": []}


def test_without_consent_no_row_knows_the_person(stage: Scene) -> None:
    shy = customer(stage.world, "李叔", agrees=False)
    _, share = stage.share(customer(stage.world, "张阿姨"))
    batch = [event("card_view"), event("share_open"), looks(stage.gift)]
    for visitor in (None, shy):
        status, body = stage.send(
            [{**one, "id": one["id"][:-1] + ("a" if visitor else "b")} for one in batch],
            visitor,
            share_id=share["share_id"],
        )
        assert (status, body["stored"]) == (200, 3)
    with stage.world.inside():
        people = Event.objects.values_list("visit_id", "customer_id", "share_id")
        assert set(people) == {(None, None, None)}
        assert not Visit.objects.exists()
        assert not Visitor.objects.exists()
        assert not Interest.objects.exists()
        assert not Interaction.objects.filter(kind="visit").exists()
        assert not PushOut.objects.filter(type="radar.line").exists()
        assert dict(AnonymousCount.objects.values_list("kind", "count")) == {
            "card_view": 2, "share_open": 2, "product_view": 2,
        }  # fmt: skip
        assert Customer.objects.get(pk=shy.pk).visit_count == 0


def test_a_token_of_the_shop_next_door_is_nobody(stage: Scene, next_door: World) -> None:
    stranger = customer(next_door, "路人")
    other = scene(next_door, "老王")
    status, body = stage.send([event("card_view")], token=other.token(stranger))
    assert (status, body["stored"]) == (200, 1)
    with stage.world.inside():
        assert Event.objects.get().customer_id is None
    assert rows(next_door)["Event"] == 0


def test_the_token_may_travel_in_the_body_as_plain_text(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    body = {"code": stage.code.code, "token": stage.token(zhang), "events": [event("card_leave")]}
    answer = Client().post(
        "/api/v1/radar/events", msgspec.json.encode(body), content_type="text/plain;charset=UTF-8"
    )
    assert (answer.status_code, answer.json()["stored"]) == (200, 1)
    stage.digest()
    with stage.world.inside():
        assert Visit.objects.get().customer_id == zhang.pk


def test_the_good_ones_are_stored_and_the_bad_ones_named(stage: Scene, next_door: World) -> None:
    foreign = scene(next_door, "老王").gift
    now = clock.now()
    bad: list[tuple[Any, str]] = [
        (event("teleport"), "unknown_kind"),
        ({**event("card_view"), "id": "short"}, "malformed"),
        ({**event("card_view"), "at": "yesterday"}, "malformed"),
        ({**event("card_view"), "at": 12}, "malformed"),
        ({**event("card_view"), "dwell_ms": "long"}, "malformed"),
        (event("card_view", at=now + timedelta(minutes=6)), "bad_time"),
        (event("card_view", at=now - timedelta(days=3, minutes=1)), "bad_time"),
        (event("product_view"), "malformed"),
        (event("product_view", object_kind="card", object_id="1"), "malformed"),
        (looks(foreign), "foreign_object"),
        (event("card_view", object_kind="card", object_id="77"), "foreign_object"),
        ("just text", "malformed"),
        (None, "malformed"),
        ([1], "malformed"),
    ]
    good = [
        event("card_view", object_kind="card", object_id=str(stage.code.card_id)),
        event("card_view", at=now + timedelta(minutes=4)),
        event("card_leave", at=now - timedelta(days=2), dwell_ms=10**9),
        {**event("picture_view"), "data": {"place": 3}, "colour": "green"},
    ]
    status, body = stage.send([one for one, _ in bad] + good)
    assert (status, body["stored"]) == (200, 4)
    assert [one["code"] for one in body["rejected"]] == [code for _, code in bad]
    assert all(one["message"] for one in body["rejected"])
    assert body["rejected"][0]["id"] == bad[0][0]["id"]
    with stage.world.inside():
        assert Event.objects.count() == 4
        assert Event.objects.get(kind="card_leave").dwell_ms == intake.MOST_DWELL_MS


def test_the_first_twenty_of_a_long_batch_are_stored(stage: Scene) -> None:
    batch = [event("list_view") for _ in range(25)]
    status, body = stage.send(batch)
    assert (status, body["stored"]) == (200, 20)
    assert [one["code"] for one in body["rejected"]] == ["too_many"] * 5


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "invalid"),
        (b"not json", 422, "invalid"),
        (b"\xff\xfe", 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'{"code": "zzzzzzzz"}', 422, "invalid"),
        (b'{"code": "zzzzzzzz", "events": {}}', 422, "invalid"),
        (b'{"code": "zzzzzzzz", "events": []}', 404, "not_found"),
        (b'{"code": "\\u0000", "events": []}', 404, "not_found"),
        (b'{"code": "' + b"z" * 70_000 + b'", "events": []}', 413, "too_big"),
    ],
)
def test_a_body_that_is_no_batch(stage: Scene, body: bytes, status: int, code: str) -> None:
    answer = Client().post("/api/v1/radar/events", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert rows(stage.world)["Event"] == 0


def test_a_card_taken_down_takes_no_events(far_sail: World) -> None:
    stage, zhang = scene(far_sail), customer(far_sail, "张阿姨")
    for visitor in (None, zhang):  # the place is remembered for seconds, that it is open is not
        assert stage.send([event("card_view")], visitor)[0] == 200
    before = rows(far_sail)
    with far_sail.inside():
        Card.objects.update(state="draft")
    for visitor in (None, zhang):
        assert stage.send([event("card_view")], visitor)[1]["code"] == "code_gone"
    assert rows(far_sail) == before
    with far_sail.inside():
        Card.objects.update(state="published")
    assert stage.send([event("card_view")], zhang)[1]["stored"] == 1


def test_half_an_hour_of_silence_ends_a_visit(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    start = clock.now() - timedelta(hours=5)
    for minutes, times in ((0, 1), (29, 1), (58, 1), (89, 2), (200, 3)):
        stage.send([looks(stage.gift, at=start + timedelta(minutes=minutes))], zhang)
        with stage.world.inside():
            assert Visit.objects.count() == times
            newest = Visit.objects.order_by("-started_at")[0]
            assert newest.times == times
    with stage.world.inside():
        assert newest.last_times == 5
        assert Customer.objects.get().visit_count == 3
        titles = Interaction.objects.filter(kind="visit").order_by("at")
        assert [one.title for one in titles][-1] == "第 3 次来看名片"
        assert CardCode.objects.get().visitors == 1
        shown = PushOut.objects.filter(type="radar.line").order_by("id").last()
        assert shown is not None
        assert shown.data["sentence"] == "张阿姨 第 5 次看 中秋礼盒"


def test_what_was_done_shows_in_the_same_line(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.send([event("card_view")], zhang)
    stage.send([event("share"), event("phone_tap")], zhang)
    with stage.world.inside():
        pushes = list(PushOut.objects.filter(type="radar.line").order_by("id"))
        assert pushes[0].data["id"] == pushes[1].data["id"]
        assert (pushes[0].data["kind"], pushes[0].data["hot"]) == ("view", False)
        assert (pushes[1].data["kind"], pushes[1].data["hot"]) == ("contact", True)
        assert Interaction.objects.filter(kind="visit").count() == 1
        assert Interaction.objects.get(kind="share").title == "转发了名片"


def test_withdrawn_consent_counts_at_once(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.send([event("card_view")], zhang)
    from tests.cast import Api

    status, _ = Api(stage.token(zhang)).post("/visitor/consents/withdraw", {"purpose": "radar"})
    assert status in {200, 204}
    stage.send([event("phone_tap")], zhang)
    with stage.world.inside():
        late = Event.objects.get(kind="phone_tap")
        assert (late.customer_id, late.visit_id) == (None, None)
        assert dict(AnonymousCount.objects.values_list("kind", "count")) == {"phone_tap": 1}


@pytest.mark.django_db
def test_a_partition_named_directly_shows_nothing_without_a_scope(stage: Scene) -> None:
    stage.send([event("card_view")])
    parts = sql.rows(
        "SELECT relid::regclass::text FROM pg_partition_tree('radar_event') WHERE isleaf"
    )
    assert len(parts) >= 4
    with stage.world.inside():
        seen = [sql.one(f"SELECT count(*) FROM {name}")[0] for (name,) in parts]
        assert sum(seen) == 1
    sql.do("SELECT set_config('keliu.merchant_id', '', true)")
    for (name,) in parts:
        assert sql.one(f"SELECT count(*) FROM {name}")[0] == 0
        fence = "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass"
        assert sql.one(fence, [name]) == (True, True)

"""Taking consent back: numbers stay, the person is gone; and what may be taken along."""

from datetime import timedelta

import pytest

from keliu.interactions.models import Interaction
from keliu.kit import clock
from keliu.platform import sql
from keliu.platform.models import PushOut
from keliu.radar import public
from keliu.radar.models import Event, Interest, Share, ShareOpening, Visit, Visitor
from keliu.radar.services import partitions
from keliu.radar.tasks import keep_partitions
from keliu.radar.tests.factories import Scene, customer, event, looks, scene
from tests.cast import Api, World


@pytest.fixture
def stage(far_sail: World) -> Scene:
    return scene(far_sail)


def test_withdrawal_takes_the_person_out_of_the_trail(stage: Scene) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    share_id = stage.share(zhang)[1]["share_id"]
    stage.send([event("share_open"), looks(stage.gift)], li, share_id=share_id)
    stage.send([event("card_view"), event("phone_tap")], zhang)
    assert Api(stage.token(zhang)).post("/visitor/consents/withdraw", {"purpose": "radar"})[0] < 300
    with stage.world.inside():
        assert not Event.objects.filter(customer_id=zhang.pk).exists()
        assert Event.objects.filter(customer_id__isnull=True).count() == 2
        assert Visit.objects.filter(customer_id__isnull=True).get().event_count == 2
        for table in (Visitor, Interest, ShareOpening):
            assert not table.objects.filter(customer_id=zhang.pk).exists()
        assert set(Interaction.objects.values_list("customer_id", flat=True)) == {li.pk}
        share = Share.objects.get()
        assert (share.sharer_id, share.opens) == (None, 1)
        assert Visit.objects.filter(customer_id=li.pk).exists()
        zhang.refresh_from_db()
        assert (zhang.visit_count, zhang.last_visit_at) == (0, None)
    _, feed = stage.world.api("小李").get("/radar/feed")
    names = {line["visitor_name"]: line for line in feed["items"]}
    assert set(names) == {"访客", "李叔"}
    assert names["访客"]["customer"] is None
    assert names["李叔"]["sentence"] == "李叔 看了 中秋礼盒"
    assert stage.world.api("小李").get("/radar/summary")[1]["visits"] == 2
    assert stage.share(None)[1]["share_id"] != share_id


def test_open_screens_lose_the_name_too(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.send([event("phone_tap")], zhang)
    push = """INSERT INTO platform_push (merchant_id, topic, seq, type, data)
      SELECT merchant_id, topic, 1, type, data FROM platform_push_out WHERE type = 'radar.line'"""
    with stage.world.inside():
        sql.do(push)
        public.deidentify(zhang.pk, "radar")
        kept = sql.one("SELECT data FROM platform_push")[0]
        assert "张阿姨" not in str(kept)
        assert kept["customer"] is None
        last = PushOut.objects.filter(type="radar.line").order_by("-id")[0]
        assert (last.data["id"], last.data["visitor_name"]) == (kept["id"], "访客")


def test_other_purposes_leave_the_trail_alone(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.send([event("card_view")], zhang)
    with stage.world.inside():
        public.deidentify(zhang.pk, "profile")
        assert Visit.objects.get().customer_id == zhang.pk


def test_agreeing_again_starts_a_new_trail(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.send([event("card_view")], zhang)
    me = Api(stage.token(zhang))
    me.post("/visitor/consents/withdraw", {"purpose": "radar"})
    version = Api().get(f"/visitor/card?code={stage.code.code}")[1]["consent"]["version"]
    grant = {"purpose": "radar", "version": version}
    assert me.post("/visitor/consents/grant", grant)[0] < 300
    stage.send([event("card_view")], zhang)
    with stage.world.inside():
        assert Visit.objects.get(customer_id=zhang.pk).times == 1
        assert Visit.objects.count() == 2


def test_what_is_kept_is_counted_and_can_be_taken_along(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.send([event("card_view"), looks(stage.gift), event("share")], zhang)
    stage.share(zhang)
    with stage.world.inside():
        assert [(zh, n) for zh, _, n in public.counts(zhang.pk)] == [
            ("访问记录", 1), ("看过的名片和产品", 2), ("转发", 1),
        ]  # fmt: skip
        name, found = public.export(zhang.pk)
        assert name == "browsing"
        assert [(one["what"], one["product"]) for one in found] == [
            ("看名片", ""), ("看产品", "中秋礼盒"), ("转发", ""),
        ]  # fmt: skip


def _months() -> list[str]:
    parts = sql.rows(
        "SELECT relid::regclass::text FROM pg_partition_tree('radar_event') WHERE isleaf"
    )
    return sorted(name[-6:] for (name,) in parts)


@pytest.mark.django_db
def test_the_next_months_are_made_ahead_and_fenced() -> None:
    before = set(_months())
    with clock.frozen(clock.now() + timedelta(days=150)):
        partitions.make_ahead()
        partitions.make_ahead()
    made = [f"radar_event_{month}" for month in set(_months()) - before]
    assert len(made) >= 2
    fences = sql.rows(
        """SELECT c.relforcerowsecurity, (SELECT count(*) FROM pg_policy p
             WHERE p.polrelid = c.oid AND p.polwithcheck IS NOT NULL)
           FROM pg_class c WHERE c.relname = ANY(%s)""",
        [made],
    )
    assert fences == [(True, 1)] * len(made)


def test_events_of_a_month_nobody_prepared_find_their_place(stage: Scene) -> None:
    with clock.frozen(clock.now() + timedelta(days=200)):
        moment = clock.now()
        assert stage.send([event("card_view", at=moment)])[1]["stored"] == 1
    assert f"{moment:%Y%m}" in _months()


def test_old_months_are_dropped_and_young_ones_never(stage: Scene) -> None:
    now = clock.now()
    stage.send([event("card_view")])
    with clock.frozen(now - timedelta(days=300)):
        partitions.make_ahead()
    old = f"{now - timedelta(days=300):%Y%m}"
    assert old in _months()
    keep_partitions()
    assert old not in _months()
    with clock.frozen(now + timedelta(days=3650)):
        partitions.drop_old()
    assert f"{now:%Y%m}" in _months()
    with stage.world.inside():
        assert Event.objects.count() == 1

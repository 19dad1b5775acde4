"""Orders know what brought them, and the feed says that they happened."""

from datetime import timedelta

import pytest

from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.radar import public
from keliu.radar.models import Event, Visit
from keliu.radar.services import digest
from keliu.radar.tests.factories import Scene, customer, event, looks, scene
from tests.cast import World


@pytest.fixture
def stage(far_sail: World) -> Scene:
    return scene(far_sail)


def _noted(stage: Scene, who: Customer, kind: str = "order_paid", fen: int = 12_800) -> bool:
    with stage.world.inside():
        done = public.order_noted(
            who.pk, kind, order_id=77, fen=fen, at=clock.now(), code_id=stage.code.pk, share_id=None
        )
    stage.digest()
    return done


def test_a_forward_brings_an_order_and_its_sharer_gets_the_thanks(stage: Scene) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    share = stage.share(zhang)[1]["share_id"]
    stage.send([event("share_open")], li, share_id=share)
    seller = stage.world.staff["小李"].pk
    with stage.world.inside():
        for given in ({"code": stage.code.code, "share_id": share}, {"code": stage.code.code}, {}):
            brought = public.source_of(li.pk, given)
            assert (brought.staff_id, brought.code_id) == (seller, stage.code.pk)
            assert (brought.share_id, brought.first_share_id) == (int(share), int(share))
            assert brought.channel == brought.first_channel == stage.code.channel
        assert public.share_paths([int(share)]) == {int(share): [zhang.pk]}
        own = public.source_of(zhang.pk, {"code": stage.code.code, "share_id": share})
        assert (own.code_id, own.share_id) == (stage.code.pk, None)  # not by oneself


def test_rubbish_and_strangers_bring_nothing(stage: Scene) -> None:
    nobody = customer(stage.world, "路人", agrees=False)
    with stage.world.inside():
        for given in ({}, {"code": "zzzzzzzz"}, {"code": None, "share_id": "x"}):
            assert public.source_of(nobody.pk, given) == public.Brought()
            assert public.source_of(None, given) == public.Brought()
        walk_in = public.source_of(None, {"code": stage.code.code, "share_id": "123"})
        assert (walk_in.code_id, walk_in.share_id) == (stage.code.pk, None)
        owner = stage.world.staff["小李"]
        Customer.objects.filter(pk=nobody.pk).update(
            owner=owner, owner_since=clock.now(), pool=None, pool_since=None
        )
        assert public.source_of(nobody.pk, {}).staff_id == owner.pk


def test_the_feed_says_who_paid_what_and_counts_it_once(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.send([looks(stage.gift)], zhang)
    assert _noted(stage, zhang, "order_placed", 1_990)
    line = stage.world.api("小李").get("/radar/feed?kind=order")[1]["items"][0]
    assert line["sentence"] == "张阿姨 下了单 ¥19.90"
    with clock.frozen(clock.now()):
        assert _noted(stage, zhang)
        assert _noted(stage, zhang)
    feed = stage.world.api("小李").get("/radar/feed")[1]["items"]
    assert [one["sentence"] for one in feed] == ["张阿姨 付款 ¥128"]
    assert feed[0]["hot"] is True
    with stage.world.inside():
        assert Visit.objects.get().event_count == 3
        paid = Event.objects.filter(kind="order_paid").values_list("fen", flat=True)
        assert list(paid) == [12_800]
    events = stage.world.api("小李").get(f"/radar/visits/{feed[0]['id']}")[1]["events"]
    assert [one["label"] for one in events] == ["看产品", "下单 ¥19.90", "付款 ¥128"]


def test_whoever_did_not_agree_buys_without_a_trail(stage: Scene) -> None:
    shy = customer(stage.world, "不愿透露", agrees=False)
    assert not _noted(stage, shy)
    with stage.world.inside():
        assert not Event.objects.exists()
        assert not Visit.objects.exists()


def test_phones_can_not_claim_to_have_paid(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    status, body = stage.send([event("order_paid"), event("order_placed")], zhang)
    assert (status, body["stored"]) == (200, 0)
    assert {one["code"] for one in body["rejected"]} == {"unknown_kind"}


def test_orders_long_after_still_find_the_card(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.send([looks(stage.gift)], zhang)
    with clock.frozen(clock.now() + timedelta(hours=2)), stage.world.inside():
        assert public.order_noted(
            zhang.pk, "order_paid", order_id=5, fen=100, at=clock.now(), code_id=None, share_id=None
        )
        digest.settle()
        assert Visit.objects.count() == 2


def test_other_deeds_are_noted_once_at_the_card_seen_last(stage: Scene) -> None:
    zhang, shy = customer(stage.world, "张阿姨"), customer(stage.world, "路人", agrees=False)
    stage.send([looks(stage.gift)], zhang)
    at = clock.now()
    with stage.world.inside():
        for _ in range(2):
            assert public.noted(zhang.pk, "chat_sent", ref=9, at=at)
        assert not public.noted(shy.pk, "follow", ref=1)
        stranger = customer(stage.world, "没看过名片的人")
        assert not public.noted(stranger.pk, "follow", ref=1)
    stage.digest()
    line = stage.world.api("小李").get("/radar/feed?kind=talk")[1]["items"][0]
    assert (line["sentence"], line["hot"]) == ("张阿姨 发来了消息", True)
    with stage.world.inside():
        assert Event.objects.get(kind="chat_sent").source == "shop"
        assert Visit.objects.get().event_count == 2

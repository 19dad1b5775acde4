"""Forwards: who got the card from whom, counted once, never in a circle."""

import pytest

from keliu.catalog.models import CardCode, Product
from keliu.config.subscriptions import deliver
from keliu.customers.events import CustomerKnown
from keliu.kit import ids
from keliu.radar import public
from keliu.radar.models import Share, ShareOpening, Visit
from keliu.radar.tests.factories import Scene, customer, event, looks, scene
from tests.cast import World


@pytest.fixture
def stage(far_sail: World) -> Scene:
    return scene(far_sail)


def _share(stage: Scene, share_id: str) -> Share:
    return Share.objects.get(pk=int(share_id))


def test_a_share_says_what_wechat_shows(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    status, body = stage.share(zhang)
    assert status == 200
    assert body["title"] == "小李的名片"
    assert body["url"].endswith(f"/s/{stage.code.code}?s={body['share_id']}")
    product = {"object_kind": "product", "object_id": str(stage.gift.pk)}
    status, body = stage.share(zhang, **product)
    assert (status, body["title"]) == (200, "中秋礼盒")


def test_asking_again_gives_the_same_share(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    first, again = stage.share(zhang)[1], stage.share(zhang)[1]
    assert first == again
    nobody, either = stage.share(None)[1], stage.share(None)[1]
    assert nobody == either != first
    with stage.world.inside():
        assert Share.objects.count() == 2


def test_from_hand_to_hand(stage: Scene) -> None:
    zhang, li, chen = (customer(stage.world, name) for name in ("张阿姨", "李叔", "小陈"))
    first = stage.share(zhang)[1]["share_id"]
    stage.send([event("share_open")], li, share_id=first)
    second = stage.share(li, parent_share_id=first)[1]["share_id"]
    stage.send([event("share_open"), event("card_view")], chen, share_id=second)
    with stage.world.inside():
        assert (_share(stage, first).opens, _share(stage, second).opens) == (1, 1)
        assert (_share(stage, second).depth, _share(stage, second).path) == (1, [int(first)])
        visit = Visit.objects.get(customer_id=chen.pk)
        assert visit.share_id == int(second)
    _, detail = stage.world.api("小李").get(f"/radar/visits/{visit.pk}")
    assert detail["share_path"] == ["张阿姨", "李叔", "小陈"]
    _, feed = stage.world.api("小李").get(f"/radar/feed?customer={li.pk}")
    assert feed["items"][0]["sentence"] == "李叔 打开了张阿姨转发的名片"
    assert feed["items"][0]["kind"] == "share_open"


def test_what_comes_back_is_no_circle(stage: Scene) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    first = stage.share(zhang)[1]["share_id"]
    second = stage.share(li, parent_share_id=first)[1]["share_id"]
    back = stage.share(zhang, parent_share_id=second)[1]["share_id"]
    assert back == first


def test_opening_counts_once_and_never_ones_own(stage: Scene) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    share_id = stage.share(zhang)[1]["share_id"]
    for visitor in (zhang, li, li, None):
        stage.send([event("share_open")], visitor, share_id=share_id)
    with stage.world.inside():
        assert _share(stage, share_id).opens == 1
        assert ShareOpening.objects.get(verdict="").customer_id == li.pk
        assert Visit.objects.get(customer_id=zhang.pk).share_id is None


def test_wrong_shares_are_refused_or_lead_nowhere(stage: Scene, next_door: World) -> None:
    foreign = scene(next_door, "老王").share(None)[1]["share_id"]
    other = scene(stage.world, "小赵").share(None)[1]["share_id"]
    zhang = customer(stage.world, "张阿姨")
    for wrong in (foreign, other, "77"):
        status, body = stage.share(zhang, parent_share_id=wrong)
        assert (status, body["errors"][0]["field"]) == (422, "parent_share_id")
        status, body = stage.send([event("share_open")], zhang, share_id=wrong)
        assert (status, body["stored"]) == (200, 1)
    with stage.world.inside():
        assert set(Visit.objects.values_list("share_id", flat=True)) == {None}
        assert not ShareOpening.objects.exists()
        assert not public.known_share(stage.code.card_id, int(foreign))
        assert not public.known_share(stage.code.card_id, int(other))


@pytest.mark.parametrize("kind", ["card", "product"])
def test_only_things_of_this_card_can_be_forwarded(
    stage: Scene, next_door: World, kind: str
) -> None:
    foreign = scene(next_door, "老王").gift.pk
    status, body = stage.share(None, object_kind=kind, object_id=str(foreign))
    assert (status, body["errors"][0]["field"]) == (422, "object_id")
    with stage.world.inside():
        Product.objects.update(state="off")
    assert stage.share(None, object_kind="product", object_id=str(stage.gift.pk))[0] == 422
    with stage.world.inside():
        assert not Share.objects.exists()


def test_without_consent_a_share_has_no_sharer(stage: Scene) -> None:
    shy = customer(stage.world, "李叔", agrees=False)
    share_id = stage.share(shy)[1]["share_id"]
    with stage.world.inside():
        assert _share(stage, share_id).sharer_id is None


def test_becoming_known_counts_customer_and_share(stage: Scene) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    shy = customer(stage.world, "小陈", agrees=False)
    share_id = int(stage.share(zhang)[1]["share_id"])
    for person in (li, shy):
        known = {
            "customer_id": person.pk, "is_new": True, "code_id": stage.code.pk,
            "share_id": share_id, "purposes": ["radar"],
        }  # fmt: skip
        entry = ids.new()
        for _ in range(2):  # the relay delivers at least once
            deliver(CustomerKnown.__name__, stage.world.merchant.pk, known, entry)
    with stage.world.inside():
        assert CardCode.objects.get(pk=stage.code.pk).customers == 2
        assert ShareOpening.objects.get().customer_id == li.pk
        assert _share(stage, str(share_id)).opens == 1


def test_first_and_last_touch(stage: Scene) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    share_id = stage.share(zhang)[1]["share_id"]
    stage.send([event("share_open")], li, share_id=share_id)
    second = scene(stage.world, "小赵")
    second.send([looks(second.gift)], li)
    with stage.world.inside():
        found = public.attribute(li.pk)
        assert found is not None
        assert (found.first.code_id, found.first.share_id) == (stage.code.pk, int(share_id))
        assert (found.last.staff_id, found.last.share_id) == (
            stage.world.staff["小赵"].pk, None,
        )  # fmt: skip
        assert public.attribute(zhang.pk) is None

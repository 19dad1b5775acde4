"""Who leaves is forgotten: every column that WeChat's data lies in is named here."""

from pathlib import Path
from typing import Any

import pytest

from keliu.customers.models import Consent, Customer, Identity
from keliu.customers.services import consents, customers
from keliu.customers.services.identities import made
from keliu.customers.tests.factories import add
from keliu.interactions.models import Interaction
from keliu.platform import keys
from keliu.wechat.callback import intake
from keliu.wechat.models import Follower, ReceivedPush
from keliu.wechat.services import erasure, followers
from keliu.wechat.tests.pusher import Pusher, event, message, official
from tests import cast
from tests.cast import World

ZHANG = "o-zhang-000000000000000001"
# What each column holds once its person has left. A new column has to be put on one side or the
# other before this passes.
GONE = {
    "openid_index", "openid_sealed", "openid_masked", "unionid_index", "unionid_sealed",
    "customer_id", "last_message_at", "last_seen_at", "last_scan_at", "messages", "language",
    "remark", "tag_ids", "blocked",
}  # fmt: skip
KEPT = {
    "id", "merchant_id", "account_id", "following", "followed_at", "left_at", "state_at", "follows",
    "subscribe_scene", "first_scene", "last_scene", "synced_at", "erased_at", "version",
    "created_at", "updated_at",
}  # fmt: skip
PUSH_GONE = {"body_sealed", "reply_sealed", "media_id", "file_id", "problem"}
PUSH_KEPT = {
    "id", "merchant_id", "account_id", "follower_id", "dedupe", "kind", "event", "state", "tries",
    "deliveries", "late", "at", "received_at", "done_at",
}  # fmt: skip


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.DATA = tmp_path
    monkeypatch.setattr(intake, "kick", lambda: None)
    return cast.company()


def a_follower_who_wrote(world: World, *, phone: str = "") -> tuple[int, Pusher]:
    pk = int(add(world.api("小李"), "张阿姨", **({"phone": phone} if phone else {}))["id"])
    with world.inside():
        made(pk, "openid", ZHANG, "wxoa1").save(force_insert=True)
        made(pk, "unionid", "u-zhang").save(force_insert=True)
        row = Customer.objects.get(pk=pk)
        customers.overwrite(row, {"wechat_name": "张阿姨", "avatar_url": "https://x.test/1.png"})
    _, wechat = official(world)
    wechat.push(event(ZHANG, "subscribe", EventKey="qrscene_booth"))
    wechat.push(message(ZHANG, Content="我的电话 13812345678"))
    with world.inside():
        Follower.objects.update(remark="老客户", tag_ids=[2, 3], language="zh_CN", blocked=True)
    return pk, wechat


def leave(world: World, wechat: Pusher) -> Follower:
    wechat.push(event(ZHANG, "unsubscribe"))
    with world.inside():
        row = Follower.objects.get()
        erasure.erase_follower(row.pk)
        row.refresh_from_db()
        return row


def columns(model: Any) -> set[str]:
    return {field.attname for field in model._meta.local_fields}


def test_every_column_is_on_one_side() -> None:
    assert columns(Follower) == GONE | KEPT
    assert set(erasure.GONE) == GONE
    assert columns(ReceivedPush) == PUSH_GONE | PUSH_KEPT


def test_who_leaves_is_forgotten(world: World) -> None:
    pk, wechat = a_follower_who_wrote(world, phone="13812345678")
    row = leave(world, wechat)
    for name in GONE:
        assert not getattr(row, name), name
    assert (row.first_scene, row.following, row.erased_at is not None) == ("booth", False, True)
    with world.inside():
        for push in ReceivedPush.objects.all():
            assert all(not getattr(push, name) for name in PUSH_GONE)
            assert push.state == "done"
        customer = Customer.objects.get(pk=pk)
        assert (customer.wechat_name, customer.avatar_url) == ("", "")
        assert customer.name.startswith("访客")
        assert keys.unseal(Customer, "phone_sealed", customer.phone_sealed or b"").endswith(
            "13812345678"
        )  # they gave it themselves
        assert not Identity.objects.filter(customer_id=pk).exists()
        titles = list(Interaction.objects.filter(kind="wechat").values_list("title", flat=True))
        assert titles == ["取消关注了公众号“远航服务号”"]


def test_who_agreed_on_our_pages_is_still_known_there(world: World) -> None:
    pk, wechat = a_follower_who_wrote(world)
    with world.inside():
        row = Customer.objects.get(pk=pk)
        version = customers_consent_version()
        consents.consent_grant(row, purpose="radar", version=version, channel="h5")
    leave(world, wechat)
    with world.inside():
        assert Identity.objects.filter(customer_id=pk).count() == 2
        assert Customer.objects.get(pk=pk).wechat_name == ""
        assert Consent.objects.filter(customer_id=pk, withdrawn_at__isnull=True).count() == 1


def customers_consent_version() -> str:
    from keliu.customers import rules

    return rules.CONSENT_VERSION


def test_who_came_back_meanwhile_is_not_forgotten(world: World) -> None:
    _, wechat = a_follower_who_wrote(world)
    wechat.push(event(ZHANG, "unsubscribe"))
    wechat.push(event(ZHANG, "subscribe", EventKey=""))
    with world.inside():
        row = Follower.objects.get()
        erasure.erase_follower(row.pk)
        row.refresh_from_db()
        assert (row.following, row.erased_at, followers.openid_of(row)) == (True, None, ZHANG)


def test_who_comes_back_later_is_somebody_new(world: World) -> None:
    _, wechat = a_follower_who_wrote(world)
    old = leave(world, wechat)
    wechat.push(event(ZHANG, "subscribe", EventKey=""))
    with world.inside():
        new = Follower.objects.exclude(pk=old.pk).get()
        assert (new.following, new.customer_id, new.follows) == (True, None, 1)
        erasure.erase_follower(old.pk)  # a second run of the job
        assert Follower.objects.get(pk=new.pk).following

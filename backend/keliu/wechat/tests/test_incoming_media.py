"""Pictures and voice that people send: fetched by a job, shown on the timeline, owners are told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from keliu.config import subscriptions
from keliu.customers.services.identities import made
from keliu.customers.tests.factories import add
from keliu.interactions.models import Interaction
from keliu.kit import clock
from keliu.outreach.models import Delivery
from keliu.platform.models import StoredFile
from keliu.platform.tests.samples import jpeg
from keliu.wechat.callback import intake, keeping
from keliu.wechat.events import CustomerHeardOf
from keliu.wechat.models import Follower, ReceivedPush
from keliu.wechat.services import erasure, incoming_media, owners
from keliu.wechat.tests.fake import Fake, fake_wechat, refusal
from keliu.wechat.tests.pusher import event, message, official
from tests import cast
from tests.cast import World

ZHANG = "o-zhang-000000000000000001"
MEDIA = "/cgi-bin/media/get"
AMR = b"#!AMR\n" + bytes(200)


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.DATA = tmp_path
    monkeypatch.setattr(intake, "kick", lambda: None)
    return cast.company()


@pytest.fixture
def fake(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with fake_wechat(monkeypatch) as one:
        yield one


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is put off to another time."""
    put_off: list[dict[str, Any]] = []
    monkeypatch.setattr(incoming_media.fetch, "later", lambda **given: put_off.append(given))
    return put_off


def file_of(content: bytes, kind: str) -> httpx.Response:
    return httpx.Response(200, content=content, headers={"Content-Type": kind})


def known(world: World) -> int:
    pk = int(add(world.api("小李"), "张阿姨")["id"])
    with world.inside():
        made(pk, "openid", ZHANG, "wxoa1").save(force_insert=True)
    return pk


def test_a_picture_and_a_voice_come_to_the_timeline(
    world: World, fake: Fake, later: list[dict[str, Any]]
) -> None:
    known(world)
    _, wechat = official(world)
    for kind, content, mime in (("image", jpeg(), "image/jpeg"), ("voice", AMR, "audio/amr")):
        fake.answers[MEDIA] = file_of(content, mime)
        wechat.push(message(ZHANG, kind, MediaId=f"media-{kind}", Format="amr", PicUrl="x"))
        with world.inside():
            incoming_media.fetch_media(**later.pop())
    with world.inside():
        rows = ReceivedPush.objects.order_by("id")
        assert [(row.kind, row.file_id is not None, row.problem) for row in rows] == [
            ("image", True, ""), ("voice", True, "")]  # fmt: skip
        lines = Interaction.objects.filter(kind="wechat").order_by("id")
        assert [(one.title, one.file_ids) for one in lines] == [
            ("发来图片", [rows[0].file_id]), ("发来语音", [rows[1].file_id])]  # fmt: skip
        kinds = StoredFile.objects.order_by("id").values_list("kind", "private")
        assert list(kinds) == [("picture", True), ("voice", True)]
        incoming_media.fetch_media(push_id=rows[0].pk)  # a second run of the job
        assert StoredFile.objects.count() == 2
    asked = [one.url.params["media_id"] for one in fake.asked if one.url.path == MEDIA]
    assert asked == ["media-image", "media-voice"]


def test_what_can_not_be_fetched_says_why(
    world: World, fake: Fake, later: list[dict[str, Any]]
) -> None:
    _, wechat = official(world)
    wechat.push(message(ZHANG, "image", MediaId="gone", PicUrl="x"))
    first = later.pop()
    fake.answers[MEDIA] = refusal(-1)
    with world.inside():
        incoming_media.fetch_media(**first)
        row = ReceivedPush.objects.get()
        assert row.problem.startswith("还没取到微信里的文件,稍后再试")
        assert (later[0]["push_id"], later[0]["tries"]) == (row.pk, 1)
        with clock.frozen(row.at + timedelta(days=3)):
            incoming_media.fetch_media(push_id=row.pk, tries=9)
        row.refresh_from_db()
        assert row.problem.startswith("没有取到微信里的文件")
        assert len(later) == 1
        fake.answers[MEDIA] = file_of(b"MZ" + bytes(300), "application/x-msdownload")
        incoming_media.fetch_media(push_id=row.pk)
        row.refresh_from_db()
        assert (row.file_id, "不能上传" in row.problem) == (None, True)


def test_files_go_with_who_leaves(world: World, fake: Fake, later: list[dict[str, Any]]) -> None:
    known(world)
    _, wechat = official(world)
    fake.answers[MEDIA] = file_of(jpeg(), "image/jpeg")
    wechat.push(message(ZHANG, "image", MediaId="m", PicUrl="x"))
    with world.inside():
        incoming_media.fetch_media(**later.pop())
        assert StoredFile.objects.count() == 1
    wechat.push(event(ZHANG, "unsubscribe"))
    with world.inside():
        erasure.erase_follower(Follower.objects.get().pk)
        assert StoredFile.objects.count() == 0


def test_after_a_month_the_inbox_forgets_strangers(
    world: World, fake: Fake, later: list[dict[str, Any]]
) -> None:
    known(world)
    _, wechat = official(world)
    fake.answers[MEDIA] = file_of(jpeg(), "image/jpeg")
    for openid in (ZHANG, "o-stranger"):
        wechat.push(event(openid, "CLICK", EventKey="k"))
        wechat.push(message(openid, "image", MediaId="m", PicUrl="x"))
        with world.inside():
            incoming_media.fetch_media(**later.pop())
    with world.inside():
        assert keeping.pushes_forget_old() == 0
        with clock.frozen(clock.now() + timedelta(days=31)):
            assert keeping.pushes_forget_old() == 3
            assert keeping.pushes_forget_old() == 0
        assert ReceivedPush.objects.get().kind == "image"  # the talk with a customer
        assert (StoredFile.objects.count(), Follower.objects.count()) == (1, 2)


def test_the_owner_is_told_once_of_ten_lines(world: World) -> None:
    customer_id = known(world)
    _, wechat = official(world)
    for nth in range(3):
        wechat.push(message(ZHANG, Content=f"第{nth}句", at=1_795_000_000 + nth))
    wechat.push(event(ZHANG, "unsubscribe"))
    with world.inside():
        rows = list(ReceivedPush.objects.order_by("id"))
        for row in rows:
            owners.tell(customer_id, row.pk)
        told = Delivery.objects.filter(kind="radar", channel="in_app", state="sent").order_by("id")
        assert list(told.values_list("title", "text")) == [
            ("张阿姨发来消息", ""), ("张阿姨取消关注了公众号", "")]  # fmt: skip
        assert set(told.values_list("staff_id", flat=True)) == {world.staff["小李"].pk}
    names = {on.name for on in subscriptions.REACTIONS if on.event is CustomerHeardOf}
    assert names == {"wechat.owner", "radar.heard"}

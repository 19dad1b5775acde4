"""Mass messages: who gets one, who does not, once however often it is tried."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from keliu.customers.services.identities import made
from keliu.kit import clock
from keliu.outreach import public as outreach
from keliu.outreach.services.people.allowances import index_of
from keliu.platform import files, keys
from keliu.wechat.models import Account, FanTag, Follower, MassPart, MassSend
from keliu.wechat.services import masses
from keliu.wechat.tests.fake import Fake, fake_wechat, refusal
from keliu.wechat.tests.test_calls import connected
from tests.cast import World

NOON = datetime.now(UTC).replace(hour=4, minute=0) + timedelta(days=2)  # in Shanghai
TAKEN = {"errcode": 0, "errmsg": "send job submission success", "msg_id": 9001, "msg_data_id": 1}


@pytest.fixture
def wechat(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with fake_wechat(monkeypatch) as fake, clock.frozen(NOON):
        fake.answers[masses.SEND] = TAKEN
        yield fake


@pytest.fixture
def account(far_sail: World, wechat: Fake) -> Account:
    """With five followers; two of them have the tag VIP."""
    with far_sail.inside():
        row = connected(far_sail)
        for number in range(5):
            Follower.objects.create(
                account=row,
                openid_index=index_of(f"o{number}"),
                openid_sealed=keys.seal(Follower, "openid_sealed", f"o{number}"),
                following=True,
                tag_ids=[100] if number < 2 else [],
            )
        FanTag.objects.create(account=row, number=100, name="VIP")
    return row


def sent(wechat: Fake) -> list[Any]:
    return [json.loads(one.content) for one in wechat.asked if one.url.path == masses.SEND]


def work(world: World) -> None:
    """The worker, until nothing is due."""
    while True:
        jobs = ProcrastinateJob.objects.filter(task_name=masses.post.name, status="todo")
        job = jobs.exclude(scheduled_at__gt=clock.now()).order_by("id").first()
        if job is None:
            return
        masses.post.run(**job.args)
        ProcrastinateJob.objects.filter(pk=job.pk).delete()


def send(world: World, account: Account, **more: Any) -> tuple[int, Any]:
    body = {"account_id": str(account.pk), "text": "中秋礼盒上架了", **more}
    return world.api("王总").post("/mass-sends", body)


def test_everybody_who_wants_it_gets_it_once(
    far_sail: World, wechat: Fake, account: Account
) -> None:
    with far_sail.inside():
        outreach.opt_out(account.pk, "o4")
    asked = {"account_id": str(account.pk)}
    audience = far_sail.api("王总").post("/mass-sends/audience", asked)[1]
    assert (audience["people"], audience["left_out"], audience["quiet_until"]) == (4, 1, None)
    status, row = send(far_sail, account)
    assert (status, row["state"], row["people"]) == (200, "sending", 4)
    work(far_sail)
    (body,) = sent(wechat)
    assert body["touser"] == ["o0", "o1", "o2", "o3"]
    assert body["text"] == {"content": "中秋礼盒上架了"}
    with far_sail.inside():
        masses.finished(account.pk, "9001", 3, 1)
    row = far_sail.api("周经理").get("/mass-sends?total=true")[1]["items"][0]
    assert (row["state"], row["sent"], row["failed"]) == ("done", 3, 1)


def test_a_lost_answer_is_asked_again_with_the_same_key(
    far_sail: World, wechat: Fake, account: Account
) -> None:
    wechat.answers[masses.SEND] = httpx.ReadTimeout("slow")
    send(far_sail, account)
    work(far_sail)
    wechat.answers[masses.SEND] = refusal(45065)
    with clock.frozen(NOON + timedelta(minutes=1)):
        work(far_sail)
    first, second = sent(wechat)
    assert first["clientmsgid"] == second["clientmsgid"]
    with far_sail.inside():
        assert MassSend.objects.get().state == "taken"


def test_when_nobody_ever_answers_it_is_unknown(
    far_sail: World, wechat: Fake, account: Account
) -> None:
    wechat.answers[masses.SEND] = httpx.ReadTimeout("slow")
    send(far_sail, account)
    for minutes in range(12):
        with clock.frozen(NOON + timedelta(minutes=minutes)):
            work(far_sail)
    with far_sail.inside():
        assert (MassSend.objects.get().state, len(sent(wechat))) == ("unknown", 5)


def test_a_refusal_says_why(far_sail: World, wechat: Fake, account: Account) -> None:
    wechat.answers[masses.SEND] = refusal(45028)
    send(far_sail, account)
    work(far_sail)
    row = far_sail.api("王总").get("/mass-sends")[1]["items"][0]
    assert (row["state"], row["code"], row["failed"]) == ("failed", 45028, 5)
    assert row["why"]["zh"]


def test_a_tag_and_the_limits(far_sail: World, wechat: Fake, account: Account) -> None:
    with far_sail.inside():
        tag = str(FanTag.objects.get().pk)
    for _ in range(2):
        assert send(far_sail, account, tag_id=tag)[1]["people"] == 2
        work(far_sail)
    status, problem = send(far_sail, account, tag_id=tag)  # two a week are enough
    assert (status, problem["errors"][0]["field"]) == (422, "tag_id")
    assert send(far_sail, account)[1]["people"] == 3
    assert send(far_sail, account, text="好" * 683)[0] == 422
    with clock.frozen(NOON + timedelta(hours=12)):
        assert send(far_sail, account)[0] == 422  # at night
    assert far_sail.api("小李").post("/mass-sends", {"account_id": "1", "text": "x"})[0] == 403


def test_large_audiences_go_in_even_parts(
    far_sail: World, wechat: Fake, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(masses, "MOST", 4)
    wechat.answers[masses.SEND] = lambda request: {**TAKEN, "msg_id": len(wechat.asked)}
    send(far_sail, account)
    work(far_sail)
    assert [len(body["touser"]) for body in sent(wechat)] == [3, 2]
    assert len({body["clientmsgid"] for body in sent(wechat)}) == 2
    with far_sail.inside():
        assert MassPart.objects.filter(state="taken").count() == 2


def test_one_person_sees_it_first(far_sail: World, wechat: Fake, account: Account) -> None:
    customer = far_sail.api("王总").post("/customers", {"name": "张阿姨"})[1]["id"]
    body = {"account_id": str(account.pk), "customer_id": customer, "text": "看看"}
    assert far_sail.api("王总").post("/mass-sends/preview", body)[0] == 422
    with far_sail.inside():
        made(int(customer), "openid", "o0", account.appid).save()
    assert far_sail.api("王总").post("/mass-sends/preview", body)[0] == 204
    (asked,) = [json.loads(one.content) for one in wechat.asked if one.url.path == masses.PREVIEW]
    assert asked == {"touser": "o0", "msgtype": "text", "text": {"content": "看看"}}


@pytest.fixture
def picture(far_sail: World, tmp_path: Path, settings: Any) -> str:
    settings.MEDIA_ROOT = str(tmp_path)
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "orange").save(out, "PNG")
    with far_sail.inside():
        return str(files.store_picture(out.getvalue()).id)


def test_a_picture_is_brought_to_wechat_once_and_sent(
    far_sail: World, wechat: Fake, account: Account, picture: str
) -> None:
    wechat.answers["/cgi-bin/material/add_material"] = {"media_id": "M1"}
    assert send(far_sail, account, kind="image", text="")[0] == 422
    status, row = send(far_sail, account, kind="image", text="", picture_id=picture)
    assert (status, row["kind"], row["text"], bool(row["picture_url"])) == (
        200, "image", "[图片]", True,
    )  # fmt: skip
    work(far_sail)
    (body,) = sent(wechat)
    assert (body["msgtype"], body["images"]) == ("image", {"media_ids": ["M1"]})


def test_an_article_is_one_draft_however_often_it_is_tried(
    far_sail: World, wechat: Fake, account: Account, picture: str
) -> None:
    wechat.answers["/cgi-bin/material/add_material"] = {"media_id": "M1"}
    wechat.answers["/cgi-bin/draft/add"] = {"media_id": "D1"}
    wechat.answers[masses.SEND] = httpx.ReadTimeout("slow")
    article = {
        "title": "中秋礼盒",
        "digest": "早订早安心",
        "body": "第一段\n\n<b>第二段</b>",
        "url": "",
    }
    assert send(far_sail, account, kind="news", text="", article=article)[0] == 422
    said = {"kind": "news", "text": "", "article": article, "picture_id": picture}
    assert send(far_sail, account, **said)[1]["text"] == "中秋礼盒"
    work(far_sail)
    wechat.answers[masses.SEND] = TAKEN
    with clock.frozen(NOON + timedelta(minutes=1)):
        work(far_sail)
    drafts = [json.loads(one.content) for one in wechat.asked if one.url.path.endswith("draft/add")]
    assert [one["title"] for one in drafts[0]["articles"]] == ["中秋礼盒"]
    assert drafts[0]["articles"][0]["content"] == "<p>第一段</p><p>&lt;b&gt;第二段&lt;/b&gt;</p>"
    assert (len(drafts), [one["mpnews"]["media_id"] for one in sent(wechat)]) == (1, ["D1", "D1"])

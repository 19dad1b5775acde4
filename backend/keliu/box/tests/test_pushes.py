"""Pushes in every mode and format, read and answered by wechatpy; retries, order, the old key."""

import asyncio
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import (
    ArticlesReply,
    ImageReply,
    MusicReply,
    TextReply,
    TransferCustomerServiceReply,
    VideoReply,
    VoiceReply,
)
from wechatpy.utils import check_signature

from keliu.box.box import Box
from keliu.box.config import BoxConfig
from keliu.box.oa import seals
from keliu.box.oa.media import sample
from keliu.box.oa.talks import AWAY
from keliu.box.people import openid
from keliu.box.tests.conftest import MINI, OA, Running, registrations
from keliu.box.tests.receiver import Answer, Came, Receiver, receiving

VECTORS = Path(__file__).parents[3] / "tests" / "vectors"
TOKEN = "push-token"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NEW_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"[:42] + "A"
GH = "gh_0a0a0a0a0a0a"
U1 = openid(OA, "u1")


@pytest.fixture(scope="module")
def door() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def account(running: Running, door: Receiver) -> Running:
    door.came.clear()
    door.answer = lambda came: (200, b"success")
    register(running, door)
    return running


def register(running: Running, door: Receiver, **push: Any) -> None:
    given = {"url": door.url, "token": TOKEN, "aes_key": KEY, **push}
    app = {**registrations()[0], "original_id": GH, "followers": ["u2", "u6"], "push": given}
    running.admin("POST", "/box/apps", app).raise_for_status()


def act(running: Running, name: str, user: str = "u1", **body: Any) -> dict[str, Any]:
    answer = running.admin("POST", f"/box/users/{user}/{name}", {"appid": OA, **body})
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def opened(came: Came, key: str = KEY) -> Any:
    """The message inside a sealed push, by wechatpy."""
    query = came.query
    crypto = WeChatCrypto(TOKEN, key, OA)
    xml = crypto.decrypt_message(
        came.body, query["msg_signature"], query["timestamp"], query["nonce"]
    )
    return parse_message(xml)


def replying(text: str, key: str = KEY) -> Any:
    def answer(came: Came) -> Answer:
        reply = TextReply(message=opened(came, key), content=text).render()
        crypto = WeChatCrypto(TOKEN, key, OA)
        return 200, crypto.encrypt_message(reply, "n0nce", str(int(time.time()))).encode()

    return answer


def test_following_is_pushed_sealed_and_the_welcome_is_shown(
    account: Running, door: Receiver
) -> None:
    door.answer = replying("欢迎")
    told = act(account, "follow")
    (came,) = door.came
    assert came.query["encrypt_type"] == "aes"
    assert came.query["openid"] == U1
    assert b"subscribe" not in came.body
    message = opened(came)
    assert (message.event, message.source, message.target) == ("subscribe", U1, GH)
    assert [line["text"] for line in told["shown"]] == ["欢迎"]
    (one,) = told["delivered"]
    assert (one["status"], one["tries"], one["error"], one["answer"]) == (200, 1, "", "text")
    talk = account.admin("GET", f"/box/talks/{OA}/u1").json()
    assert [(line["side"], line["kind"]) for line in talk["items"]] == [
        ("event", "subscribe"), ("account", "text"),
    ]  # fmt: skip
    assert talk["allowance"] == 3
    assert act(account, "follow") == {"delivered": [], "shown": []}


def test_plain_pushes_are_signed_and_readable(account: Running, door: Receiver) -> None:
    register(account, door, mode="plain")
    act(account, "say", "u2", text="请问价格]]>多少 <b>")
    (came,) = door.came
    assert "msg_signature" not in came.query
    assert came.headers["content-type"] == "text/xml"
    check_signature(TOKEN, came.query["signature"], came.query["timestamp"], came.query["nonce"])
    message = parse_message(came.body)
    assert (message.type, message.content) == ("text", "请问价格]]>多少 <b>")
    assert message.id > 1 << 40


def test_compatible_pushes_say_it_twice(account: Running, door: Receiver) -> None:
    register(account, door, mode="compatible")
    act(account, "say", "u2", text="你好")
    (came,) = door.came
    assert parse_message(came.body).content == "你好"
    assert opened(came).content == "你好"


def test_json_pushes_are_sealed_the_same_way(account: Running, door: Receiver) -> None:
    register(account, door, format="json")
    act(account, "subscribe", "u2", template_ids=["t1"])
    act(
        account,
        "subscribe",
        "u2",
        template_ids=["t1", "t2"],
        answer={"t1": "accept", "t2": "reject"},
    )
    lists = []
    for came in door.came:
        outer = json.loads(came.body)
        parts = sorted((TOKEN, came.query["timestamp"], came.query["nonce"], outer["Encrypt"]))
        assert hashlib.sha1("".join(parts).encode()).hexdigest() == came.query["msg_signature"]
        inner = json.loads(seals.unseal(KEY, OA, outer["Encrypt"]))
        assert isinstance(inner["CreateTime"], int)
        lists.append(inner["List"])
    one = {"TemplateId": "t1", "SubscribeStatusString": "accept", "PopupScene": "0"}
    assert lists[0] == one
    assert [entry["SubscribeStatusString"] for entry in lists[1]] == ["accept", "reject"]
    consents = account.admin("GET", f"/box/talks/{OA}/u2").json()["consents"]
    assert consents == {"t1": 2}


def test_a_bad_answer_is_shown_as_away(account: Running, door: Receiver) -> None:
    wrong: list[Answer] = [
        (200, b"<xml><broken"),
        (200, TextReply(content="unsealed").render().encode()),
        (200, b'{"Encrypt": "x"}'),
        (200, b"hello"),
    ]
    for answer in wrong:
        door.answer = lambda came, answer=answer: answer  # type: ignore[misc]  # bound now
        told = act(account, "say", "u2", text="在吗")
        assert [line["text"] for line in told["shown"]] == [AWAY]
        assert told["delivered"][0]["error"].startswith("malformed")
    door.answer = lambda came: (200, b"")
    assert act(account, "say", "u2", text="在吗")["shown"] == []


def test_three_tries_then_away(account: Running, door: Receiver) -> None:
    door.answer = lambda came: (500, b"")
    told = act(account, "say", "u2", text="在吗")
    assert (told["delivered"][0]["status"], told["delivered"][0]["tries"]) == (500, 3)
    assert [line["text"] for line in told["shown"]] == [AWAY]
    assert len({opened(came).id for came in door.came}) == 1
    assert len({came.query["nonce"] for came in door.came}) == 3


def test_who_is_too_slow_is_asked_again_while_the_first_still_works(
    account: Running, door: Receiver
) -> None:
    register(account, door, seconds=0.15)
    gate = threading.Event()
    door.answer = lambda came: (gate.wait(1), (200, b"success"))[1]
    told = act(account, "say", "u2", text="在吗")
    gate.set()
    (one,) = told["delivered"]
    assert (one["status"], one["tries"], one["error"]) == (0, 3, "timeout")
    assert len(door.came) == 3


def test_copies_arrive_at_once_and_one_person_is_pushed_in_order(
    account: Running, door: Receiver
) -> None:
    door.answer = replying("听到了")
    told = act(account, "say", "u2", text="一次", copies=3)
    assert len(told["delivered"]) == 3
    assert [line["text"] for line in told["shown"]] == ["听到了"]
    door.answer = lambda came: (200, b"success")
    assert len({opened(came).id for came in door.came}) == 1
    door.came.clear()
    for number in range(12):
        act(account, "say", "u2", text=str(number), wait=False)
    until = time.monotonic() + 5
    while len(door.came) < 12 and time.monotonic() < until:
        time.sleep(0.01)
    assert [opened(came).content for came in door.came] == [str(n) for n in range(12)]


def test_for_a_while_the_old_key_still_comes(account: Running, door: Receiver) -> None:
    register(account, door, aes_key=NEW_KEY)
    door.answer = lambda came: (200, b"success")
    for _ in range(4):
        act(account, "say", "u2", text="哪把钥匙")
    old = new = 0
    for came in door.came:
        try:
            opened(came, KEY)
            old += 1
        except Exception:
            opened(came, NEW_KEY)
            new += 1
    assert (old, new) == (2, 2)
    account.advance(61)
    door.came.clear()
    door.answer = replying("收到", NEW_KEY)
    assert act(account, "say", "u2", text="现在")["shown"][0]["text"] == "收到"


def test_news_are_one_after_words_and_eight_after_an_event(
    account: Running, door: Receiver
) -> None:
    register(account, door, mode="plain")

    def answer(came: Came) -> Answer:
        reply = ArticlesReply(message=parse_message(came.body))
        for number in range(3):
            reply.add_article({"title": str(number), "description": "", "image": "", "url": ""})
        return 200, reply.render().encode()

    door.answer = answer
    assert len(act(account, "say", "u2", text="图文")["shown"][0]["articles"]) == 1
    assert len(act(account, "click", "u2", key="news")["shown"][0]["articles"]) == 3


def test_the_address_proves_itself(account: Running, door: Receiver) -> None:
    door.answer = lambda came: (200, came.query["echostr"].encode())
    assert account.admin("POST", f"/box/apps/{OA}/verify").json()["ok"] is True
    door.answer = lambda came: (200, f'"{came.query["echostr"]}"'.encode())
    assert account.admin("POST", f"/box/apps/{OA}/verify").json()["ok"] is False


def test_every_kind_of_message_is_read_by_a_foreign_library(
    account: Running, door: Receiver
) -> None:
    for kind in ("text", "image", "voice", "video", "shortvideo", "location", "link"):
        act(account, "say", "u2", kind=kind, text="词", title="标题", url="http://x.test/")
    messages = [opened(came) for came in door.came]
    kinds = ["text", "image", "voice", "video", "shortvideo", "location", "link"]
    assert [message.type for message in messages] == kinds
    picture = account.client.get(messages[1].image.replace("localhost", "127.0.0.1"))
    assert picture.headers["content-type"] == "image/png"
    assert messages[5].location == ("31.2304", "121.4737")


def test_only_followers_speak_and_leaving_is_told(account: Running, door: Receiver) -> None:
    refused = account.admin("POST", "/box/users/u1/say", {"appid": OA, "text": "你好"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_following")
    assert door.came == []
    act(account, "unfollow", "u2")
    assert opened(door.came[0]).event == "unsubscribe"
    assert act(account, "unfollow", "u2") == {"delivered": [], "shown": []}


def test_a_mini_program_pushes_its_own_events(account: Running, door: Receiver) -> None:
    push = {"url": door.url, "token": TOKEN, "aes_key": KEY, "format": "json", "mode": "plain"}
    account.admin("POST", "/box/apps", {**registrations()[1], "push": push}).raise_for_status()
    act(account, "enter", appid=MINI, session_from="card:Ab3")
    act(account, "say", appid=MINI, kind="mini", title="名片", pagepath="pages/card/index")
    first, second = (json.loads(came.body) for came in door.came)
    assert (first["Event"], first["SessionFrom"]) == ("user_enter_tempsession", "card:Ab3")
    assert (second["MsgType"], second["PagePath"]) == ("miniprogrampage", "pages/card/index")


def test_every_kind_of_answer_is_shown(account: Running, door: Receiver) -> None:
    register(account, door, mode="plain")
    kept = account.box.oa.media
    picture = kept.keep(OA, "image", sample("image")).id
    voice = kept.keep(OA, "voice", sample("voice")).id
    video = kept.keep(OA, "video", sample("video")).id
    replies: list[tuple[Any, str, str, str]] = [
        (ImageReply(media_id=picture), "image", "media_id", picture),
        (VoiceReply(media_id=voice), "voice", "media_id", voice),
        (VideoReply(media_id=video, title="片", description=""), "video", "title", "片"),
        (MusicReply(title="歌", description="", music_url="http://x.test/a.mp3",
                    hq_music_url="", thumb_media_id=picture), "music", "title", "歌"),
        (TransferCustomerServiceReply(), "service", "account", ""),
    ]  # fmt: skip
    for reply, kind, name, value in replies:
        reply.source, reply.target = GH, openid(OA, "u2")
        rendered = reply.render().encode()
        door.answer = lambda came, body=rendered: (200, body)  # type: ignore[misc]  # bound now
        (line,) = act(account, "say", "u2", text="给我看")["shown"]
        assert (line["kind"], line[name]) == (kind, value)
    gone = ImageReply(media_id="no-such", source=GH, target=openid(OA, "u2")).render()
    door.answer = lambda came: (200, gone.encode())
    assert act(account, "say", "u2", text="给我看")["shown"][0]["text"] == AWAY


def test_a_published_vector_opens_and_closes() -> None:
    vector = json.loads(VECTORS.joinpath("oa_push/official_push.json").read_text("utf-8"))
    given, query = vector["aes_push"], vector["aes_push"]["query"]
    sealed, key, appid = given["body"]["Encrypt"], vector["encoding_aes_key"], vector["appid"]
    assert seals.unseal(key, appid, sealed).decode() == given["expected"]["msg"]
    parts = (vector["token"], query["timestamp"], query["nonce"], sealed)
    assert seals.signature(*parts) == query["msg_signature"]
    reply = vector["aes_reply"]
    head = reply["random16"].encode()
    assert seals.seal(key, appid, reply["msg"].encode(), head=head) == reply["expected"]["Encrypt"]
    with pytest.raises(seals.BadSeal):
        seals.unseal(key, "wx0", sealed)


def test_the_panel_shows_what_was_pushed(account: Running, door: Receiver) -> None:
    act(account, "say", "u2", text="你好")
    headers = {"Host": f"localhost:{account.port}"}
    pushed = account.client.get("/desk/api/pushes", headers=headers).json()
    assert (pushed["items"][0]["user"], pushed["items"][0]["kind"]) == ("u2", "text")
    apps = account.client.get("/desk/api/state", headers=headers).json()["apps"]
    assert apps[0]["push"] == {"url": door.url, "mode": "safe", "format": "xml"}
    assert KEY not in json.dumps(apps)


def test_what_waits_is_delivered_after_a_restart(tmp_path: Path, door: Receiver) -> None:
    """The box goes away with a push on its way; the next one on the same file delivers it."""
    door.came.clear()
    door.answer = lambda came: (200, b"success")
    config = BoxConfig(0, tmp_path / "box.sqlite3", "k")

    async def gone() -> None:
        box = Box.open(config)
        app = {**registrations()[0], "original_id": GH, "followers": ["u2"]}
        push = {"url": door.url, "token": TOKEN, "aes_key": KEY}
        box.apps.register(app)
        box.oa.register(OA, "oa", {**app, "push": push})
        box.oa.pusher.later(OA, "u2", {"MsgType": "text", "Content": "在吗", "MsgId": "7"})
        box.store.close()

    async def back() -> None:
        box = Box.open(config)
        box.oa.pusher.wake()
        while box.oa.pusher.waiting:
            await asyncio.sleep(0.01)
        assert box.oa.pusher._kept.all() == []
        box.store.close()

    asyncio.run(gone())
    assert door.came == []
    asyncio.run(back())
    posts = [came for came in door.came if came.body]
    assert len(posts) == 1

"""A push is answered: at once where WeChat allows it, the rest as customer messages."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from keliu.conversations.models import Reply, ReplyTurn
from keliu.conversations.public import Answer
from keliu.kit import clock, ids
from keliu.outreach.ports import Ports
from keliu.outreach.public import Saying
from keliu.platform import files
from keliu.wechat.errors import WeChatRefused
from keliu.wechat.models import Account, Material, ReceivedPush
from keliu.wechat.pushes.reading import Push
from keliu.wechat.services import answering, erasure, media
from keliu.wechat.services.answer_forms import custom
from keliu.wechat.services.erasure import Leaving
from keliu.wechat.services.push_effects import Arrived
from keliu.wechat.tests.played_oa import PlayedAccount, connected
from tests.cast import World, company

pytestmark = pytest.mark.django_db


class Library(PlayedAccount):
    """An account that takes files."""

    def upload(self, path: str, params: Any, files: Any, fields: Any = None) -> dict[str, str]:
        name = path.removeprefix("/cgi-bin/")
        self.asked.append((name, (params["type"], *files["media"], fields)))
        if name in self.wrong:
            raise self.wrong.pop(name)
        return {"media_id": f"m{len(self.asked)}"}


@pytest.fixture
def far() -> World:
    return company()


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    played = Library()
    monkeypatch.setattr(media, "api_of", lambda _: played)
    return played


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[Saying]:
    found: list[Saying] = []
    monkeypatch.setattr("keliu.outreach.public.say_all", found.extend)
    return found


def reply(*answers: dict[str, Any], kind: str = "keyword", keys: tuple[str, ...] = ()) -> Reply:
    words = [{"text": "价格", "match": "contains"}] if kind == "keyword" else []
    return Reply.objects.create(
        kind=kind, name="价格", words=words, keys=list(keys), answers=list(answers)
    )


def picture(kind: str = "PNG", side: int = 16) -> str:
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, kind)
    return str(files.store_picture(out.getvalue()).id)


def arrived(account: Account, *, late: bool = False, **words: str) -> Arrived:
    kind = words.pop("MsgType", "text")
    row = ReceivedPush.objects.create(
        account=account, dedupe=str(ids.new()).encode(), kind=kind, at=clock.now()
    )
    push = Push("gh_1", "o-zhang", 1_700_000_000, kind, words.pop("Event", ""), dict(words))
    return Arrived(account, push, "o-zhang", None, clock.now(), row.pk, late=late)


def test_a_word_is_answered_at_once(far: World, said: list[Saying]) -> None:
    with far.inside():
        account = connected(far)
        reply({"kind": "text", "text": "价目表"}, {"kind": "text", "text": "还有礼盒"})
        asked = arrived(account, Content="请问价格多少")
        answering.effect(asked)
    assert asked.reply is not None
    assert (asked.reply.kind, asked.reply.fields) == ("text", {"Content": "价目表"})
    assert [(one.channel, one.purpose, one.content) for one in said] == [
        ("custom", "reply", {"kind": "text", "text": {"content": "还有礼盒"}})
    ]
    assert said[0].dedupe == f"reply|{asked.push_id}|0"


def test_a_hand_over_goes_at_once_and_the_words_beside_it(far: World, said: list[Saying]) -> None:
    with far.inside():
        reply({"kind": "text", "text": "马上为您转"}, {"kind": "service"})
        asked = arrived(connected(far), Content="价格")
        answering.effect(asked)
    assert asked.reply is not None
    assert asked.reply.kind == "transfer_customer_service"
    assert [one.content["text"]["content"] for one in said] == ["马上为您转"]


def test_what_is_late_goes_as_customer_messages_only(far: World, said: list[Saying]) -> None:
    with far.inside():
        reply({"kind": "text", "text": "价目表"})
        asked = arrived(connected(far), late=True, Content="价格")
        answering.effect(asked)
    assert asked.reply is None
    assert len(said) == 1


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        ({"MsgType": "event", "Event": "subscribe"}, "欢迎"),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_fair"}, "展会见"),
        ({"MsgType": "event", "Event": "scan", "EventKey": "fair"}, "展会见"),
        ({"MsgType": "event", "Event": "click", "EventKey": "help"}, "找小李"),
        ({"MsgType": "event", "Event": "view", "EventKey": "https://x"}, ""),
        ({"MsgType": "event", "Event": "unsubscribe"}, ""),
        ({"MsgType": "voice", "Recognition": "价格多少"}, "价目表"),
        ({"MsgType": "image", "MediaId": "m"}, ""),
    ],
)
def test_every_kind_of_push_finds_its_rule(
    far: World, said: list[Saying], words: dict[str, str], answered: str
) -> None:
    with far.inside():
        reply({"kind": "text", "text": "价目表"})
        reply({"kind": "text", "text": "展会见"}, kind="welcome", keys=("fair",))
        reply({"kind": "text", "text": "欢迎"}, kind="welcome")
        reply({"kind": "text", "text": "找小李"}, kind="menu", keys=("help",))
        asked = arrived(connected(far), late=False, **words)
        answering.effect(asked)
    assert (asked.reply.fields["Content"] if asked.reply else "") == answered
    assert said == []


def test_a_picture_that_is_not_there_yet_is_brought_first(
    far: World, library: Library, said: list[Saying]
) -> None:
    with far.inside():
        account, file_id = connected(far), picture()
        reply({"kind": "image", "file_id": file_id})
        asked = arrived(account, Content="价格")
        answering.effect(asked)
        assert asked.reply is None
        assert (said, library.asked) == ([], [])  # nobody calls WeChat while it waits for us
        sealed = answering._sealed("o-zhang")
        answers = [{"kind": "image", "file_id": file_id}]
        answering._later(asked.push_id, sealed, None, answers)
        assert [one.content for one in said] == [{"kind": "image", "image": {"media_id": "m1"}}]
        assert said[0].openid == "o-zhang"
        again = arrived(account, Content="价格")
        answering.effect(again)
    assert again.reply is not None
    assert again.reply.fields == {"Image": {"MediaId": "m1"}}
    assert library.names() == ["material/add_material"]


def test_files_are_brought_as_wechat_takes_them(far: World, library: Library) -> None:
    with far.inside():
        account = connected(far)
        webp, large = int(picture("WEBP")), int(picture("PNG", 700))
        assert media.ensure(account, webp, "image") == media.ensure(account, webp, "image")
        media.ensure(account, large, "thumb")
    (_, whole), (_, cover) = library.asked
    assert (whole[0], whole[1], whole[3]) == ("image", "file.jpg", "image/jpeg")
    assert whole[2][:3] == b"\xff\xd8\xff"
    assert cover[0] == "thumb"
    assert len(cover[2]) <= 64 * 1024


def test_an_account_without_a_library_keeps_files_three_days_and_they_are_renewed(
    far: World, library: Library
) -> None:
    with far.inside():
        account, file_id = connected(far), int(picture())
        library.wrong["material/add_material"] = WeChatRefused(errcode=48001, rid="r")
        media.ensure(account, file_id, "image")
        row = Material.objects.get()
        assert (row.permanent, row.state) == (False, "ready")
        reply({"kind": "image", "file_id": str(file_id)})
        assert media.renew() == 0
        with clock.frozen(clock.now() + timedelta(days=2, hours=13)):
            before = media.ready(account, [(file_id, "image")])
            assert media.renew() == 1
            assert media.ready(account, [(file_id, "image")]) == before  # used until then
            media._bring_job(account.pk, file_id, "image", again=True)
            assert media.ready(account, [(file_id, "image")]) != before


def test_a_refused_file_says_why(far: World, library: Library) -> None:
    with far.inside():
        account, file_id = connected(far), int(picture())
        library.wrong["material/add_material"] = WeChatRefused(errcode=40005, rid="r")
        media.prepare(None, [(file_id, "image")])
        assert Material.objects.get().state == "waiting"
        media._bring_job(account.pk, file_id, "image")
        row = Material.objects.get()
        assert media.troubles([file_id]) == {file_id: row.problem}
        reply({"kind": "image", "file_id": str(file_id)})
    assert far.api("王总").get("/replies")[1]["items"][0]["problem"] == row.problem
    assert row.state == "refused"
    assert "40005" in row.problem


def test_news_hold_addresses_and_one_article_in_a_customer_message(
    far: World, said: list[Saying]
) -> None:
    article = {"title": "礼盒", "url": "https://shop.example/g"}
    with far.inside():
        file_id = picture()
        reply({"kind": "text", "text": "看这里"},
              {"kind": "news", "articles": [{**article, "file_id": file_id}, article]})  # fmt: skip
        asked = arrived(connected(far), Content="价格")
        answering.effect(asked)
    (one,) = said[0].content["news"]["articles"]
    assert (one["title"], one["url"]) == ("礼盒", "https://shop.example/g")
    assert one["picurl"].startswith("http")
    assert set(one) == {"title", "description", "url", "picurl"}


def test_who_leaves_is_forgotten_here_too(far: World, said: list[Saying]) -> None:
    with far.inside():
        account = connected(far)
        row = reply({"kind": "text", "text": "在的"}, kind="default")
        Reply.objects.filter(pk=row.pk).update(cooldown=60)
        answering.effect(arrived(account, Content="在吗"))
        assert ReplyTurn.objects.count() == 1
        for part in erasure.PARTS:
            part(Leaving(account, 1, "o-zhang", None))
        assert ReplyTurn.objects.count() == 0


def test_a_mini_program_answers_by_customer_messages(far: World, said: list[Saying]) -> None:
    with far.inside():
        account = connected(far)
        Account.objects.filter(pk=account.pk).update(kind="mini", type="mini")
        account.refresh_from_db()
        reply({"kind": "text", "text": "价目表"})
        asked = arrived(account, Content="价格")
        answering.effect(asked)
    assert asked.reply is None
    assert said[0].content == {"kind": "text", "text": {"content": "价目表"}}


def test_every_kind_of_answer_is_sound_as_a_customer_message(far: World) -> None:
    """What outreach asks of each kind is what we give."""
    one: dict[str, dict[str, Any]] = {
        "text": {"text": "您好"},
        "image": {"file_id": "1"},
        "voice": {"file_id": "1"},
        "video": {"file_id": "1", "thumb_id": "2"},
        "music": {"url": "https://a.cn/m.mp3", "thumb_id": "2"},
        "news": {"articles": [{"title": "礼盒", "url": "https://a.cn"}]},
        "mini_program": {"title": "名片", "appid": "wx1", "pagepath": "p", "thumb_id": "2"},
    }
    known = {(1, kind): "m1" for kind in one} | {(2, "thumb"): "m2"}
    with far.inside():
        account = connected(far)
        sender = Ports.people["custom"]
        for kind, fields in one.items():
            content = custom(Answer(kind, fields), known)
            assert content is not None
            assert sender.checked(account.pk, content)[0] == content["kind"]

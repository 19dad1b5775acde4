"""An answer of ours in WeChat's words: as a passive reply, or as a customer message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from keliu.conversations.public import Answer
from keliu.platform import files
from keliu.wechat.models import Account
from keliu.wechat.pushes import replies
from keliu.wechat.pushes.reading import Push
from keliu.wechat.pushes.replies import Article, Reply
from keliu.wechat.services.media import Wanted

SERVICE = "service"
Media = Mapping[Wanted, str]


@dataclass(frozen=True)
class Said:
    """An answer with what WeChat calls its files; empty where WeChat has none yet."""

    words: Mapping[str, Any]
    mine: str
    cover: str

    def text(self, name: str) -> str:
        return str(self.words.get(name, ""))


def said(answer: Answer, known: Media) -> Said:
    words = answer.fields
    mine = known.get((int(words.get("file_id") or 0), answer.kind), "")
    return Said(words, mine, known.get((int(words.get("thumb_id") or 0), "thumb"), ""))


def passive(answer: Answer, push: Push, account: Account, known: Media) -> Reply | None:
    """The answer as a passive reply; None when its kind or its file has to go another way."""
    if account.kind == Account.Kind.MINI and answer.kind != SERVICE:
        return None  # mini programs take no passive reply but the hand-over
    if answer.kind == "news":
        return replies.news([Article(**one) for one in _articles(answer.fields)], push)
    form = PASSIVE.get(answer.kind)
    return None if form is None else form(said(answer, known))


def _video(one: Said) -> Reply | None:
    return replies.video(one.mine, one.text("title"), one.text("description")) if one.mine else None


def _music(one: Said) -> Reply | None:
    words = (one.text("title"), one.text("description"), one.text("url"))
    return replies.music(*words, one.cover, one.text("hq_url")) if one.cover else None


PASSIVE: dict[str, Callable[[Said], Reply | None]] = {
    "text": lambda one: replies.text(one.text("text")),
    "image": lambda one: replies.image(one.mine) if one.mine else None,
    "voice": lambda one: replies.voice(one.mine) if one.mine else None,
    "video": _video,
    "music": _music,
    SERVICE: lambda one: replies.to_service(one.text("account")),
}


def _articles(words: Mapping[str, Any]) -> list[dict[str, str]]:
    given = words["articles"]
    pictures = files.cards([int(one["file_id"]) for one in given if one.get("file_id")])
    return [
        {
            "title": one["title"],
            "description": one.get("description", ""),
            "url": one["url"],
            "picture_url": _address(pictures.get(int(one.get("file_id") or 0))),
        }
        for one in given
    ]


def _address(picture: files.FileCard | None) -> str:
    """Where WeChat fetches a picture."""
    if picture is None:
        return ""
    return picture.url if "://" in picture.url else f"{settings.BASE_URL}{picture.url}"


def custom(answer: Answer, known: Media) -> dict[str, Any] | None:
    """The answer as a customer message; None for a hand-over, which is no message."""
    form = CUSTOM.get(answer.kind)
    if form is None:
        return None
    kind, body = form(said(answer, known))
    return {"kind": kind, kind: body}


def _news(one: Said) -> dict[str, Any]:
    """Customer messages hold a single article."""
    first = _articles(one.words)[0]
    picture = first.pop("picture_url")
    return {"articles": [{**first, "picurl": picture}]}


def _song(one: Said) -> dict[str, Any]:
    address = one.text("url")
    return {
        "title": one.text("title"),
        "description": one.text("description"),
        "musicurl": address,
        "hqmusicurl": one.text("hq_url") or address,
        "thumb_media_id": one.cover,
    }


def _film(one: Said) -> dict[str, Any]:
    """WeChat draws the first picture of a film whose cover is the film itself."""
    words = {"title": one.text("title"), "description": one.text("description")}
    return {"media_id": one.mine, "thumb_media_id": one.cover, **words}


def _card(one: Said) -> dict[str, Any]:
    words = {name: one.text(name) for name in ("title", "appid", "pagepath")}
    return {**words, "thumb_media_id": one.cover}


CUSTOM: dict[str, Callable[[Said], tuple[str, dict[str, Any]]]] = {
    "text": lambda one: ("text", {"content": one.text("text")}),
    "image": lambda one: ("image", {"media_id": one.mine}),
    "voice": lambda one: ("voice", {"media_id": one.mine}),
    "video": lambda one: ("video", _film(one)),
    "music": lambda one: ("music", _song(one)),
    "news": lambda one: ("news", _news(one)),
    "mini_program": lambda one: ("miniprogrampage", _card(one)),
}

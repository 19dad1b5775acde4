"""What is answered at once to a push. Source: wechat.md 2.1 (passive replies)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import msgspec

from keliu.wechat.pushes.reading import Push
from keliu.wechat.pushes.seals import Sealed

NOTHING = "success"  # takes the push, says nothing; goes unencrypted
MOST_TEXT_BYTES = 2048
MOST_NEWS = 8
# To these a reply may hold a single article; further ones are dropped by WeChat (since 2018-10-12).
ONE_ARTICLE = frozenset({"text", "image", "voice", "video", "shortvideo", "location", "link"})
END = "]]>"


@dataclass(frozen=True)
class Article:
    """One line of a news reply."""

    title: str
    description: str
    picture_url: str
    url: str


@dataclass(frozen=True)
class Reply:
    """A passive reply: its kind, and the fields of that kind under WeChat's names."""

    kind: str
    fields: Mapping[str, Any]


def text(content: str) -> Reply:
    """Words; cut at 2,048 bytes between characters, since WeChat refuses more."""
    return Reply("text", {"Content": cut(content)})


def image(media_id: str) -> Reply:
    return Reply("image", {"Image": {"MediaId": media_id}})


def voice(media_id: str) -> Reply:
    return Reply("voice", {"Voice": {"MediaId": media_id}})


def video(media_id: str, title: str = "", description: str = "") -> Reply:
    fields = {"MediaId": media_id, "Title": title, "Description": description}
    return Reply("video", {"Video": fields})


def music(title: str, description: str, url: str, thumb_media_id: str, hq_url: str = "") -> Reply:
    fields = {"Title": title, "Description": description, "MusicUrl": url,
              "HQMusicUrl": hq_url or url, "ThumbMediaId": thumb_media_id}  # fmt: skip
    return Reply("music", {"Music": fields})


def news(articles: Sequence[Article], push: Push) -> Reply:
    """Articles: one after a message, up to eight after an event."""
    most = 1 if push.kind in ONE_ARTICLE else MOST_NEWS
    items = [
        {"Title": one.title, "Description": one.description, "PicUrl": one.picture_url,
         "Url": one.url}
        for one in articles[:most]
    ]  # fmt: skip
    return Reply("news", {"ArticleCount": len(items), "Articles": {"item": items}})


def to_service(account: str = "") -> Reply:
    """Hand the talk to WeChat's own service desk, to one account if named."""
    fields = {"TransInfo": {"KfAccount": account}} if account else {}
    return Reply("transfer_customer_service", fields)


def written(reply: Reply, push: Push, *, at: int, as_json: bool = False) -> str:
    """The reply from the app back to the sender, as XML or in the JSON that a push came in."""
    head = {"ToUserName": push.sender, "FromUserName": push.to, "CreateTime": at}
    words = {**head, "MsgType": reply.kind, **reply.fields}
    return msgspec.json.encode(words).decode() if as_json else f"<xml>{_fields(words)}</xml>"


def wrapped(sealed: Sealed, *, as_json: bool) -> str:
    """A sealed reply in the format the push came in."""
    words = {"Encrypt": sealed.encrypt, "MsgSignature": sealed.mark,
             "TimeStamp": sealed.timestamp, "Nonce": sealed.nonce}  # fmt: skip
    return msgspec.json.encode(words).decode() if as_json else f"<xml>{_fields(words)}</xml>"


def cut(content: str, most: int = MOST_TEXT_BYTES) -> str:
    """The beginning of a text that fits into so many bytes of UTF-8."""
    return content.encode()[:most].decode(errors="ignore")


def _fields(fields: Mapping[str, Any]) -> str:
    return "".join(_field(name, value) for name, value in fields.items())


def _field(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_field(name, one) for one in value)
    if isinstance(value, Mapping):
        return f"<{name}>{_fields(value)}</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    return f"<{name}>{_quoted(str(value))}</{name}>"


def _quoted(value: str) -> str:
    """CDATA, or escaped text where the value itself would end the CDATA."""
    return escape(value) if END in value else f"<![CDATA[{value}]]>"

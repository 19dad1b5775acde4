"""The words of a push as XML or JSON, and the words of a reply read back."""

import json
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from keliu.box.oa.accounts import PushTo
from keliu.box.oa.seals import BadSeal, same, signature, unseal

Words = dict[str, Any]
NOTHING = (b"", b"success")
MOST_TEXT_BYTES = 2048
MOST_NEWS, MOST_NEWS_AFTER_MESSAGE = 8, 1
#: In XML these hold a list; in JSON the list stands alone, as an object when it has one entry.
LISTS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")


class BadReply(Exception):
    """An answer WeChat cannot use; the person reads that the account is away."""


def as_xml(words: Mapping[str, Any]) -> bytes:
    """`<xml>` with texts in CDATA and numbers bare."""
    return f"<xml>{_fields(words)}</xml>".encode()


def as_json(words: Mapping[str, Any]) -> bytes:
    """The same words as JSON, with WeChat's own habits about lists."""
    found: Words = {}
    for name, value in words.items():
        if name in LISTS:
            entries = value["List"]
            found["List"] = entries[0] if len(entries) == 1 else entries
        else:
            found[name] = value
    return json.dumps(found, ensure_ascii=False).encode()


def written(words: Mapping[str, Any], form: str) -> bytes:
    """In the format of the account."""
    return as_json(words) if form == "json" else as_xml(words)


def answered(body: bytes, to: PushTo, appid: str, keys: tuple[str, ...]) -> Words | None:
    """What a product answered; None when nothing. Raises BadReply."""
    if body.strip() in NOTHING:
        return None
    words = _read(body, to.format)
    if "Encrypt" not in words:
        if to.mode == "safe":
            raise BadReply("安全模式的回复没有加密")
        return words
    return _read(_opened(words, to, appid, keys), to.format)


def lines(words: Words, *, sender: str, receiver: str, after: str) -> list[tuple[str, Words]]:
    """The lines a person sees of a reply, by kind. Raises BadReply."""
    if (words.get("FromUserName"), words.get("ToUserName")) != (sender, receiver):
        raise BadReply("回复的 FromUserName 或 ToUserName 不对")
    if not str(words.get("CreateTime", "")).isdigit():
        raise BadReply("回复的 CreateTime 不是整数")
    read = KINDS.get(str(words.get("MsgType", "")))
    if read is None:
        raise BadReply("回复的 MsgType 不认识")
    try:
        return read(words, after)
    except (KeyError, TypeError, AttributeError):
        raise BadReply("回复缺少字段") from None


def _text(words: Words, after: str) -> list[tuple[str, Words]]:
    content = words["Content"]
    if not content or len(content.encode()) > MOST_TEXT_BYTES:
        raise BadReply("文字是空的,或超过 2048 字节")
    return [("text", {"text": content})]


def _image(words: Words, after: str) -> list[tuple[str, Words]]:
    return [("image", {"media_id": words["Image"]["MediaId"]})]


def _voice(words: Words, after: str) -> list[tuple[str, Words]]:
    return [("voice", {"media_id": words["Voice"]["MediaId"]})]


def _video(words: Words, after: str) -> list[tuple[str, Words]]:
    video = words["Video"]
    fields = {"title": video.get("Title", ""), "description": video.get("Description", "")}
    return [("video", {"media_id": video["MediaId"], **fields})]


def _music(words: Words, after: str) -> list[tuple[str, Words]]:
    music = words["Music"]
    names = {"title": "Title", "description": "Description", "url": "MusicUrl",
             "hq_url": "HQMusicUrl", "media_id": "ThumbMediaId"}  # fmt: skip
    return [("music", {name: music.get(theirs, "") for name, theirs in names.items()})]


def _news(words: Words, after: str) -> list[tuple[str, Words]]:
    items = words["Articles"]["item"]
    items = items if isinstance(items, list) else [items]
    if int(words["ArticleCount"]) != len(items) or not items:
        raise BadReply("ArticleCount 和文章数不一致")
    most = MOST_NEWS if after == "event" else MOST_NEWS_AFTER_MESSAGE
    names = {"title": "Title", "description": "Description", "picture": "PicUrl", "url": "Url"}
    articles = [{name: one.get(theirs, "") for name, theirs in names.items()} for one in items]
    return [("news", {"articles": articles[:most]})]


def _service(words: Words, after: str) -> list[tuple[str, Words]]:
    account = (words.get("TransInfo") or {}).get("KfAccount", "")
    return [("service", {"account": account})]


KINDS = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "music": _music,
    "news": _news,
    "transfer_customer_service": _service,
}


def _opened(words: Words, to: PushTo, appid: str, keys: tuple[str, ...]) -> bytes:
    sealed, given = str(words["Encrypt"]), str(words.get("MsgSignature", ""))
    made = signature(to.token, str(words.get("TimeStamp")), str(words.get("Nonce")), sealed)
    if not same(made, given):
        raise BadReply("回复的 MsgSignature 不对")
    for key in keys:
        try:
            return unseal(key, appid, sealed)
        except BadSeal:
            continue
    raise BadReply("回复解不开:密钥或 appid 不对")


def _read(body: bytes, form: str) -> Words:
    try:
        found = json.loads(body) if form == "json" else _element(fromstring(body, forbid_dtd=True))
    except (ValueError, ParseError, DefusedXmlException):
        raise BadReply(f"回复不是 {form.upper()}") from None
    if not isinstance(found, dict):
        raise BadReply(f"回复不是 {form.upper()} 对象")
    return found


def _element(node: Element) -> Any:
    if not len(node):
        return node.text or ""
    found: Words = {}
    for child in node:
        value = _element(child)
        if child.tag in found:
            known = found[child.tag]
            found[child.tag] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            found[child.tag] = value
    return found


def _fields(words: Mapping[str, Any]) -> str:
    return "".join(_field(name, value) for name, value in words.items())


def _field(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_field(name, one) for one in value)
    if isinstance(value, Mapping):
        return f"<{name}>{_fields(value)}</{name}>"
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    text = str(value)
    return f"<{name}>{escape(text) if ']]>' in text else f'<![CDATA[{text}]]>'}</{name}>"

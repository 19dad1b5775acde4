"""The kinds of customer messages: what each must hold, and how it is called in lists."""

from collections.abc import Mapping
from typing import Any

MOST_TEXT = 2048  # bytes, counted in UTF-8
MOST_TITLE = 64
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "text": ("", ("content",)),
    "image": ("[图片]", ("media_id",)),
    "voice": ("[语音]", ("media_id",)),
    "video": ("[视频]", ("media_id", "thumb_media_id")),
    "music": ("[音乐]", ("hqmusicurl", "thumb_media_id")),
    "news": ("[图文]", ("articles",)),
    "mpnewsarticle": ("[文章]", ("article_id",)),
    "msgmenu": ("[菜单]", ("list",)),
    "miniprogrampage": ("[小程序]", ("title", "pagepath", "thumb_media_id")),
    "link": ("[链接]", ("title", "description", "url", "thumb_url")),
}
"""What people read when there is no text, and the fields that may not be empty."""
OF_MINI = frozenset({"text", "image", "link", "miniprogrampage"})
ALIASES = {"mini_program": "miniprogrampage"}


def kind_of(content: Mapping[str, Any]) -> str:
    """WeChat's msgtype of a content, "" when it names none."""
    kind = str(content.get("kind", ""))
    return ALIASES.get(kind, kind)


def body_of(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a content under its msgtype."""
    found = content.get(kind_of(content), content.get(str(content.get("kind"))))
    return found if isinstance(found, dict) else {}


def wrong(content: Mapping[str, Any], *, mini: bool) -> str:
    """What WeChat would refuse, in a sentence; "" when it is sound."""
    kind, body = kind_of(content), body_of(content)
    if kind not in KINDS or (mini and kind not in OF_MINI) or (not mini and kind == "link"):
        return "这个账号不能发这种消息"
    ours = {"media_id"} if body.get("file_id") else set()  # WeChat gets it before the message
    missing = [name for name in KINDS[kind][1] if not body.get(name) and name not in ours]
    if missing:
        return "消息内容不完整"
    if kind == "text" and len(str(body["content"]).encode()) > MOST_TEXT:
        return f"文字太长了,最多约 {MOST_TEXT // 3} 个汉字"
    if kind == "news" and len(body["articles"]) != 1:
        return "一次只能发一篇图文"
    return ""


def summary(content: Mapping[str, Any]) -> str:
    """One line for lists."""
    kind, body = kind_of(content), body_of(content)
    if kind == "text":
        return " ".join(str(body["content"]).split())
    title = body.get("title") or body.get("head_content") or ""
    if kind == "news" and isinstance(body.get("articles"), list):
        title = str(body["articles"][0].get("title", ""))
    return f"{KINDS[kind][0]}{title}"

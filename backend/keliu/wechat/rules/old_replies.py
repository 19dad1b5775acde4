"""The replies that a merchant had in WeChat's own console, in our words.

Source: get_current_autoreply_info, doc/service/api/customer/autoreply.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Words = Mapping[str, Any]
KINDS = {"text": "文字", "img": "图片", "photo": "图片", "voice": "语音", "video": "视频",
         "news": "图文"}  # fmt: skip
PICTURES = frozenset({"img", "photo"})
MOST_NAME = 40
MOST_TEXT_BYTES = 2048


@dataclass(frozen=True)
class OldReply:
    """One old rule. `answers` are ours but for pictures, which still are `media_id`s of WeChat;
    `left` are kinds of answers that can not be taken along."""

    kind: str
    name: str
    words: list[dict[str, str]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    pick: str = "all"
    left: list[str] = field(default_factory=list)
    enabled: bool = True


def read(info: Words) -> list[OldReply]:
    """Every old rule: the welcome, words in WeChat's order, the default."""
    found = []
    welcome = _single(info.get("add_friend_autoreply_info"), "welcome", "关注欢迎")
    if welcome is not None:
        found.append(welcome if info.get("is_add_friend_reply_open", 1) else _off(welcome))
    words = info.get("keyword_autoreply_info") or {}
    found += [_rule(one) for one in words.get("list") or []]
    usual = _single(info.get("message_default_autoreply_info"), "default", "默认回复")
    on = bool(info.get("is_autoreply_open", 1))
    found += [usual] if usual is not None else []
    return [one if on or one.kind == "welcome" else _off(one) for one in found]


def _off(one: OldReply) -> OldReply:
    return OldReply(**{**vars(one), "enabled": False})


def _single(info: Words | None, kind: str, name: str) -> OldReply | None:
    if not info or not info.get("type"):
        return None
    return OldReply(kind, name, **_said([info]))


def _rule(info: Words) -> OldReply:
    words = [
        {"text": str(one["content"])[:200], "match": _match(one)}
        for one in info.get("keyword_list_info") or []
        if one.get("content")
    ]
    name = str(info.get("rule_name") or (words[0]["text"] if words else "关键词"))[:MOST_NAME]
    pick = "random" if info.get("reply_mode") == "random_one" else "all"
    said = _said(info.get("reply_list_info") or [])
    return OldReply("keyword", name, words=words, pick=pick, **said)


def _match(word: Words) -> str:
    return "exact" if word.get("match_mode") == "equal" else "contains"


def _said(infos: list[Words]) -> dict[str, Any]:
    answers, left = [], []
    for one in infos:
        answer = _answer(one)
        if answer is None:
            left.append(KINDS.get(str(one.get("type")), str(one.get("type"))))
        else:
            answers.append(answer)
    return {"answers": answers, "left": left}


def _answer(info: Words) -> dict[str, Any] | None:
    kind, content = str(info.get("type")), str(info.get("content") or "")
    if kind == "text" and content:
        return {"kind": "text", "text": content.encode()[:MOST_TEXT_BYTES].decode(errors="ignore")}
    if kind in PICTURES and content:
        return {"kind": "image", "media_id": content}
    if kind == "news":
        listed = (info.get("news_info") or {}).get("list") or []
        articles = [_article(one) for one in listed if one.get("title") and one.get("content_url")]
        return {"kind": "news", "articles": articles} if articles else None
    return None


def _article(one: Words) -> dict[str, str]:
    return {"title": str(one["title"])[:64], "description": str(one.get("digest") or "")[:120],
            "url": str(one["content_url"])}  # fmt: skip

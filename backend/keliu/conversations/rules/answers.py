"""What an answer has to hold, kind by kind, as WeChat counts it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from keliu.conversations.rules.talk import ANSWERS

MOST_TEXT_BYTES = 2048
MOST_ARTICLES = 8
MOST = {"welcome": 3, "menu": 3, "keyword": 5, "default": 5}
"""Answers of one rule: after a tap or a follow WeChat lets three go out, after a message five."""

# kind → fields it keeps, and those of them that must be filled
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "text": (("text",), ("text",)),
    "image": (("file_id",), ("file_id",)),
    "voice": (("file_id",), ("file_id",)),
    "video": (("file_id", "title", "description", "thumb_id"), ("file_id", "thumb_id")),
    "music": (("title", "description", "url", "hq_url", "thumb_id"), ("url", "thumb_id")),
    "news": (("articles",), ("articles",)),
    "mini_program": (("title", "appid", "pagepath", "thumb_id"),
                     ("title", "appid", "pagepath", "thumb_id")),
    "service": (("account",), ()),
}  # fmt: skip
ARTICLE = ("title", "description", "url", "file_id")
EMPTY = {
    "text": "请写回复的文字",
    "file_id": "请上传文件",
    "thumb_id": "请上传封面图片",
    "url": "请填网址",
    "title": "请填标题",
    "articles": "请至少写一篇图文",
    "appid": "请填小程序的 AppID",
    "pagepath": "请填小程序的页面路径,例如 pages/card/index?c=abc",
}
MB = 1024 * 1024
FITS = {
    "picture": (("image/jpeg", "image/png", "image/webp"), 10 * MB, "图片收 JPG、PNG,10 MB 以内"),
    "voice": (("audio/mpeg", "audio/amr"), 2 * MB, "语音收 MP3、AMR,2 MB、60 秒以内"),
    "video": (("video/mp4",), 10 * MB, "视频收 MP4,10 MB 以内"),
}
"""What WeChat takes, by kind of file; WebP is drawn anew as JPG on the way."""
MOST_SECONDS = 60
FILE_KIND = {"image": "picture", "voice": "voice", "video": "video"}


def kept(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer with the fields of its kind only, empty ones left out."""
    names = FIELDS[answer["kind"]][0]
    found = {name: answer.get(name) for name in names}
    if found.get("articles"):
        found["articles"] = [
            {name: one[name] for name in ARTICLE if one.get(name)} for one in answer["articles"]
        ]
    return {"kind": answer["kind"], **{name: value for name, value in found.items() if value}}


def problem(answer: Mapping[str, Any]) -> str:
    """What is missing or too long, in Chinese; empty when the answer can be sent."""
    if answer["kind"] not in ANSWERS:
        return "没有这种回复"
    for name in FIELDS[answer["kind"]][1]:
        if not answer.get(name):
            return EMPTY[name]
    if len(str(answer.get("text", "")).encode()) > MOST_TEXT_BYTES:
        return f"文字太长:微信最多收 {MOST_TEXT_BYTES} 字节,大约 680 个汉字"
    if any(not _web(str(answer[name])) for name in ("url", "hq_url") if answer.get(name)):
        return "网址要以 http:// 或 https:// 开头"
    return _articles(answer.get("articles", []))


def _articles(articles: Sequence[Mapping[str, Any]]) -> str:
    if len(articles) > MOST_ARTICLES:
        return f"图文最多 {MOST_ARTICLES} 篇"
    for one in articles:
        if not one.get("title"):
            return "每篇图文都要有标题"
        if not _web(str(one.get("url", ""))):
            return "每篇图文都要有网址,以 http:// 或 https:// 开头"
    return ""


def _web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def file_problem(kind: str, mime: str, size: int, seconds: int | None) -> str:
    """Why WeChat would not take a file, in Chinese; empty when it would."""
    mimes, most, words = FITS[kind]
    long = kind == "voice" and (seconds or 0) > MOST_SECONDS
    return words if mime not in mimes or size > most or long else ""


def sent(answers: Iterable[Mapping[str, Any]]) -> set[tuple[int, str]]:
    """Stored files that have to be at WeChat before these answers can go, each with its role.

    Pictures of articles are not among them: WeChat fetches those from their address.
    """
    found: set[tuple[int, str]] = set()
    for one in answers:
        if one.get("file_id"):
            found.add((int(one["file_id"]), str(one["kind"])))
        if one.get("thumb_id"):
            found.add((int(one["thumb_id"]), "thumb"))
    return found


def files(answers: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Stored files that the answers use, each with the kind it has to be."""
    said = list(answers)
    found = {one: FILE_KIND.get(role, "picture") for one, role in sent(said)}
    for answer in said:
        for article in answer.get("articles", []):
            if article.get("file_id"):
                found[int(article["file_id"])] = "picture"
    return found

"""Shapes of replies that wait in WeChat's own console."""

from typing import Any, Literal, cast

from pydantic import Field

from keliu.platform.wire import Asked, Wire
from keliu.wechat.rules.old_replies import KINDS, OldReply


class OldReplyWord(Wire):
    text: str
    match: Literal["contains", "exact"]


class OldReplyOut(Wire):
    place: int
    kind: Literal["welcome", "keyword", "default"]
    name: str
    words: list[OldReplyWord]
    said: list[str]
    """What it says, in words."""
    left: list[str]
    """Kinds of answers that can not be taken along."""
    known: bool
    """A reply of this kind and name is here already."""
    possible: bool
    enabled: bool

    @staticmethod
    def of(place: int, one: OldReply, names: set[tuple[str, str]]) -> "OldReplyOut":
        return OldReplyOut(
            place=place,
            kind=cast(Any, one.kind),
            name=one.name,
            words=[OldReplyWord(**cast(Any, word)) for word in one.words],
            said=[_said(answer) for answer in one.answers],
            left=one.left,
            known=(one.kind, one.name) in names,
            possible=bool(one.answers) and (one.kind != "keyword" or bool(one.words)),
            enabled=one.enabled,
        )


def _said(answer: dict[str, Any]) -> str:
    if answer["kind"] == "text":
        return str(answer["text"])
    if answer["kind"] == "news":
        return "、".join(one["title"] for one in answer["articles"])
    return KINDS["img"]


class OldRepliesIn(Asked):
    places: list[int] = Field(min_length=1, max_length=500)


class OldRepliesBrought(Wire):
    count: int

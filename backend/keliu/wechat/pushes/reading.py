"""Pushes as values: XML and JSON become the same words. Source: wechat.md 2.1, 2.6, 3.7."""

import math
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from keliu.wechat.errors import PushRefused

MOST_BYTES = 256 * 1024
MOST_DEPTH = 8
EVENT = "event"
SCENE_OF_FOLLOWER = "qrscene_"
Words = dict[str, Any]


@dataclass(frozen=True)
class Push:
    """A message or an event; `words` holds all its fields under WeChat's own names, as texts."""

    to: str  # original id of the app, gh_…
    sender: str  # openid
    at: int  # Unix seconds, WeChat's clock
    kind: str  # text, image, …, event
    event: str = ""  # lower case
    words: Words = field(default_factory=dict)

    @property
    def dedupe(self) -> str:
        """What is the same for repeated deliveries of one push, and for nothing else.

        Messages have a number; events are told apart by person, second, kind and key, since two
        of them may share a second.
        """
        if self.kind != EVENT and self.text("MsgId"):
            return f"m|{self.sender}|{self.text('MsgId')}"
        number = self.text("MsgID") or self.text("TaskId") or self.text("trace_id")
        key = self.text("EventKey")
        return "|".join(["e", self.sender, str(self.at), self.kind, self.event, key, number])[:400]

    def text(self, name: str) -> str:
        """A field as text; empty when it is not there or is no text."""
        found = self.words.get(name, "")
        return found if isinstance(found, str) else ""

    @property
    def scene(self) -> str:
        """The scene of the code that was scanned, whether it made a follower or not."""
        if self.event not in {"subscribe", "scan"}:
            return ""
        key = self.text("EventKey")
        if self.event == "subscribe":
            return key.removeprefix(SCENE_OF_FOLLOWER) if key.startswith(SCENE_OF_FOLLOWER) else ""
        return key

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude (GCJ-02) of a location, sent or reported."""
        found = self.words.get("SendLocationInfo")
        words = found if isinstance(found, dict) else self.words
        for north, east in (("Location_X", "Location_Y"), ("Latitude", "Longitude")):
            spot = _number(words.get(north)), _number(words.get(east))
            if spot[0] is not None and spot[1] is not None:
                return spot[0], spot[1]
        return None

    @property
    def scanned(self) -> str:
        """What a menu's scanner read."""
        return str(_inside(self.words.get("ScanCodeInfo")).get("ScanResult", ""))

    @property
    def pictures(self) -> list[str]:
        """MD5 sums of pictures sent from a menu; the pictures follow as messages."""
        items = _inside(_inside(self.words.get("SendPicsInfo")).get("PicList")).get("item")
        return [str(one.get("PicMd5Sum", "")) for one in _several(items)]

    @property
    def subscriptions(self) -> list[dict[str, str]]:
        """Entries of a subscribe-message event, under whichever of its names they come.

        JSON calls the list `List`, an object when there is one and an array when there are more.
        """
        names = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")
        for name in names:
            if name in self.words:
                return _several(_inside(self.words[name]).get("List"))
        return _several(self.words.get("List"))


def read(body: bytes) -> Push:
    """A push from XML or JSON, decrypted or plain. Raises PushRefused."""
    words = unwrapped(body)
    at, kind = _whole(words.get("CreateTime")), words.get("MsgType")
    to, sender = words.get("ToUserName"), words.get("FromUserName")
    if at is None or not all(isinstance(one, str) and one for one in (kind, to, sender)):
        raise PushRefused(why="fields")
    return Push(
        to=str(to),
        sender=str(sender),
        at=at,
        kind=str(kind).lower(),
        event=str(words.get("Event", "")).lower(),
        words=words,
    )


def is_json(body: bytes) -> bool:
    """Whether a body is in JSON, which mini programs may choose; the answer has to be, too."""
    return body.lstrip()[:1] == b"{"


def unwrapped(body: bytes) -> Words:
    """The fields of a body. Raises PushRefused for what is too big, too deep or neither kind."""
    if len(body) > MOST_BYTES:
        raise PushRefused(why="size")
    start = body.lstrip()[:1]
    if start == b"{":
        return _json(body)
    if start == b"<":
        return _xml(body)
    raise PushRefused(why="format")


def _json(body: bytes) -> Words:
    try:
        found = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as wrong:
        raise PushRefused(why="json") from wrong
    return {name: _plain(value, MOST_DEPTH) for name, value in found.items()}


def _plain(value: Any, depth: int) -> Any:
    """Numbers as the texts XML would have; structure stays."""
    if depth == 0:
        raise PushRefused(why="depth")
    if isinstance(value, dict):
        return {str(name): _plain(one, depth - 1) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, depth - 1) for one in value]
    return "" if value is None else str(value)


def _xml(body: bytes) -> Words:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as wrong:
        raise PushRefused(why="xml") from wrong
    found = _element(root, MOST_DEPTH)
    if not isinstance(found, dict):
        raise PushRefused(why="fields")
    return found


def _element(node: Element, depth: int) -> Any:
    if depth == 0:
        raise PushRefused(why="depth")
    if not len(node):
        return node.text or ""
    found: Words = {}
    for child in node:
        value = _element(child, depth - 1)
        if child.tag in found:
            known = found[child.tag]
            found[child.tag] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            found[child.tag] = value
    return found


def _inside(value: Any) -> Words:
    return value if isinstance(value, dict) else {}


def _several(value: Any) -> list[dict[str, str]]:
    """One or several entries as a list."""
    entries = value if isinstance(value, list) else [value]
    return [one for one in entries if isinstance(one, dict)]


def _whole(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _number(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None

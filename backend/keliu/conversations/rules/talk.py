"""What comes in and what goes back, in words that no channel owns."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

KINDS = ("text", "image", "voice", "video", "location", "link", "follow", "scan", "click", "enter",
         "other")  # fmt: skip
ANSWERS = ("text", "image", "voice", "video", "music", "news", "mini_program", "service")


@dataclass(frozen=True)
class Inbound:
    """Something a person did at one account. `key` is a menu's key or the scene of a code."""

    account_id: int
    openid: str
    customer_id: int | None
    kind: str
    text: str
    key: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    """One message back: its kind and the fields of that kind; files are ids of stored files."""

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)

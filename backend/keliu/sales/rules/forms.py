"""The law of capture forms: what may be asked, and what looks like a machine."""

import ipaddress
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

ASSIGN_RULES, ASSIGN_OWNER, ASSIGN_NONE = "rules", "owner", "none"
ASSIGNS = (ASSIGN_RULES, ASSIGN_OWNER, ASSIGN_NONE)
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # none that look alike
SLUG_LENGTH = 8
MOST_FORMS, MOST_QUESTIONS = 100, 20
# People read before they write: faster than this is a script.
LEAST_FILLING = timedelta(seconds=2)
TOKEN_LIVES = timedelta(hours=6)
# From one address a family or an office may answer; a whole form takes a busy trade-fair day.
MINUTE, DAY = "minute", "day"
MOST_SENT = {("place", MINUTE): 5, ("place", DAY): 40, ("form", MINUTE): 120}
CONSENT = "我同意{merchant}收集以上信息,仅用于与我联系和提供服务;我可以随时要求查看、更正或删除。"
ASKABLE = ("name", "phone", "company", "position", "email", "wechat", "region", "industry", "size",
           "note")  # fmt: skip
USUAL_QUESTIONS = (
    {"key": "name", "required": True, "hint": ""},
    {"key": "phone", "required": True, "hint": ""},
    {"key": "company", "required": False, "hint": ""},
    {"key": "note", "required": False, "hint": "想了解什么"},
)


def missing(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> list[str]:
    """The required questions that were left empty."""
    asked = (q["key"] for q in questions if q["required"])
    return [key for key in asked if answers.get(key) in (None, "", [])]


def looks_filled_by_machine(trap: str, filled: timedelta) -> bool:
    """Whether the hidden field was filled or the page was answered faster than one can read."""
    return bool(trap) or filled < LEAST_FILLING


def place_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the network of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)


def window_of(span: str, now: datetime) -> datetime:
    """When the running minute or day began, in UTC: limits are no calendar."""
    start = now.replace(second=0, microsecond=0)
    return start if span == MINUTE else start.replace(hour=0, minute=0)

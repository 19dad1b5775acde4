"""How much may be said to a customer, when, and what an outcome means. Data, not ifs.

Windows and counts: WeChat's "客服消息" pages as of 2026-11. The margins keep us inside a window
that WeChat's clock ends a little earlier than ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

CUSTOM, TEMPLATE, SUBSCRIBE = "custom", "template", "subscribe"
REPLY, SERVICE, NOTICE, MARKETING = "reply", "service", "notice", "marketing"
SAME_SECOND = timedelta(seconds=2)  # WeChat stamps its events in whole seconds
BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Window:
    """What a trigger allows: `most` messages for `lasts`, ended `early` for safety."""

    most: int
    lasts: timedelta
    early: timedelta


_DAYS = (timedelta(hours=48), timedelta(seconds=60))
_MINUTE = (timedelta(minutes=1), timedelta(seconds=5))
WINDOWS = {
    "message": Window(5, *_DAYS),
    "menu": Window(3, *_MINUTE),
    "follow": Window(3, *_MINUTE),
    "scan": Window(3, *_MINUTE),
    "enter": Window(2, *_MINUTE),  # a mini program's chat was opened
    "pay": Window(20, *_DAYS),  # one of WeChat's tables says unlimited, the newer one is silent
}
TRIGGERS = frozenset(WINDOWS)


@dataclass(frozen=True)
class Grant:
    """One live grant as the law sees it: since when, until when, how many, how many used."""

    trigger: str
    at: datetime
    until: datetime
    most: int
    used: int

    @property
    def left(self) -> int:
        return max(self.most - self.used, 0)


def live(grants: Iterable[Grant], now: datetime) -> list[Grant]:
    """Those that still allow something, the one that ends first in front."""
    usable = [one for one in grants if one.until > now and one.left > 0]
    return sorted(usable, key=lambda one: one.until)


@dataclass(frozen=True)
class Sent:
    """One message that was handed over: which grant we took it from, from when until when."""

    window: str
    since: datetime
    until: datetime | None  # None: still on its way, or nobody knows


def used(trigger: str, at: datetime, received: datetime, sent: Iterable[Sent]) -> int:
    """How many messages may have counted against a grant.

    Its own since it was given; and those that were on their way while WeChat knew of the grant
    and we did not yet: rather too few left than one that is refused.
    """
    start = at - SAME_SECOND

    def counts(one: Sent) -> bool:
        after = one.until is None or one.until >= start
        return after and (one.window == trigger or one.since <= received)

    return sum(counts(one) for one in sent)


# What became of a message; the console says cause and fix of each.
REASONS = (
    "window", "used_up", "no_consent", "opted_out", "too_often", "quiet_hours", "duplicate",
    "gone", "not_connected", "unreachable", "blocked", "content", "template", "media",
    "permission", "busy", "quota", "killed", "no_answer", "merchant", "other",
)  # fmt: skip
LATER = frozenset({"busy", "quota"})
ENDS_WINDOW = frozenset({"window", "used_up", "unreachable"})
MOST_TRIES = 6
KEYED_FOR = timedelta(minutes=8)  # WeChat knows a client_msg_id again for ten minutes
STALE = timedelta(seconds=60)  # a hand-over that takes longer has lost its worker


def again_at(reason: str, tries: int, now: datetime) -> datetime | None:
    """When to try what WeChat put off: after 1, 4, 16, 64 minutes; a spent day after midnight."""
    if tries >= MOST_TRIES:
        return None
    if reason == "quota":
        here = now.astimezone(BEIJING)
        midnight = here.replace(hour=0, minute=1, second=0, microsecond=0) + timedelta(days=1)
        return midnight.astimezone(now.tzinfo)
    return now + timedelta(minutes=4 ** min(tries - 1, 3))


OUT_WORDS = frozenset({"退订", "td", "t", "取消订阅"})
IN_WORDS = frozenset({"恢复订阅"})


def reserved(text: str) -> str | None:
    """`out` or `in` when the whole message is a word about marketing, else None."""
    word = text.strip().rstrip("。.").lower()
    if word in OUT_WORDS:
        return "out"
    return "in" if word in IN_WORDS else None

"""When and by which channels a person may be spoken to."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

IN_APP, EMAIL, WECHAT = "in_app", "email", "wechat"
CHANNELS = (IN_APP, EMAIL, WECHAT)
KINDS = {
    "reminder": ("跟进和商机提醒", "Reminders of plans and opportunities"),
    "overdue": ("下属过期未做", "A subordinate's overdue work"),
    "mention": ("提到我、评论我", "Mentions and comments"),
    "radar": ("客户来访", "Customers' visits"),
    "booking": ("预约", "Bookings"),
    "order": ("订单付款", "Paid orders"),
    "system": ("分配、交接等", "Assignments and hand-overs"),
}
OUTSIDE = frozenset(
    {"reminder", "overdue", "mention", "booking"}
)  # unless the person says otherwise
MOST_TRIES = 5
CODE_MINUTES, CODE_TRIES = 15, 5
BIND_MINUTES = 10

# What WeChat's codes mean for a notice to a person; everything else stays "failed".
LATER = frozenset({-1, 45009, 45011, 44990, 44991, 44993, 43108})
MEANING = {
    43004: "unfollowed",
    43019: "unfollowed",
    43101: "refused",
    43107: "refused",
    40003: "bound_anew",
    43104: "bound_anew",
    40037: "template",
    41028: "template",
    41029: "template",
    47003: "template",
    40097: "template",
    45168: "words",
    48001: "template",
}


def meaning_of(code: int) -> str:
    """What a refusal is to be called: `later` is tried again, everything else is not."""
    return "later" if code in LATER else MEANING.get(code, "other")


def wants(kind: str, channel: str, choice: bool | None) -> bool:  # noqa: FBT001  a stored answer
    """Whether a message goes by a channel; the inbox gets everything, the rest is one's choice."""
    if channel == IN_APP:
        return True
    return choice if choice is not None else kind in OUTSIDE


def again_in(tries: int) -> timedelta | None:
    """How long to wait before the next try of a message: 1, 4, 16, 64 minutes, then never."""
    return timedelta(minutes=4 ** (tries - 1)) if tries < MOST_TRIES else None


def masked(email: str) -> str:
    """z***@example.com: enough to know one's own address by."""
    name, _, host = email.partition("@")
    return f"{name[:1]}***@{host}"


def quiet_until(
    now: datetime, timezone: str, quiet_from: time | None, quiet_to: time | None
) -> datetime | None:
    """When the quiet hours around `now` end, or None outside them.

    22:00 to 07:00 goes over midnight; equal times mean no quiet hours.
    """
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return None
    here = now.astimezone(ZoneInfo(timezone))
    clock = here.time().replace(tzinfo=None)
    overnight = quiet_from > quiet_to
    inside = (
        clock >= quiet_from or clock < quiet_to if overnight else quiet_from <= clock < quiet_to
    )
    if not inside:
        return None
    tomorrow = overnight and clock >= quiet_from
    day = here.date() + timedelta(days=1 if tomorrow else 0)
    return datetime.combine(day, quiet_to, ZoneInfo(timezone)).astimezone(now.tzinfo)

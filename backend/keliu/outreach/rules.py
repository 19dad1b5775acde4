"""When and by which channels a person may be spoken to."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

IN_APP, EMAIL = "in_app", "email"
CHANNELS = (IN_APP, EMAIL)
KINDS = {
    "reminder": ("跟进和商机提醒", "Reminders of plans and opportunities"),
    "overdue": ("下属过期未做", "A subordinate's overdue work"),
    "mention": ("提到我、评论我", "Mentions and comments"),
    "radar": ("客户来访", "Customers' visits"),
    "system": ("分配、交接等", "Assignments and hand-overs"),
}
BY_MAIL = frozenset({"reminder", "overdue", "mention"})  # unless the person says otherwise
MOST_TRIES = 5
CODE_MINUTES, CODE_TRIES = 15, 5


def wants(kind: str, channel: str, choice: bool | None) -> bool:  # noqa: FBT001  a stored answer
    """Whether a message goes by a channel; the inbox gets everything, the rest is one's choice."""
    if channel == IN_APP:
        return True
    return choice if choice is not None else kind in BY_MAIL


def again_in(tries: int) -> timedelta | None:
    """How long to wait before the next try of a mail: 1, 4, 16, 64 minutes, then never."""
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

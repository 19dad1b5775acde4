"""When a person may be spoken to."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


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

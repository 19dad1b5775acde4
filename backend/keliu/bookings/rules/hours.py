"""When somebody works: weekly hours, special days, holidays. Days are lists of [from, to] minutes.

What holds on a day is, in this order: the resource's own special day, the shop's special day, the
holiday rule, the resource's own week, the shop's week.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
MOST_SPANS = 6
MONDAY, SUNDAY = 0, 6
Minutes = list[tuple[int, int]]
Week = Sequence[Sequence[Sequence[int]]]
Moments = list[tuple[datetime, datetime]]


def usual_week() -> list[list[list[int]]]:
    """Nine to six, every day."""
    return [[[9 * 60, 18 * 60]] for _ in range(7)]


def wrong_spans(spans: Sequence[Sequence[int]]) -> str | None:
    """Why the hours of a day are unsound, as a sentence, or None."""
    if len(spans) > MOST_SPANS:
        return f"一天最多 {MOST_SPANS} 段时间"
    last = 0
    for span in spans:
        if len(span) != 2 or not 0 <= span[0] < span[1] <= DAY_MINUTES:
            return "结束时间要晚于开始时间"
        if span[0] < last:
            return "几段时间要从早到晚,不能重叠"
        last = span[1]
    return None


def wrong_week(week: Week) -> str | None:
    """Why a week is unsound, as a sentence, or None."""
    if len(week) != 7:
        return "一周要有七天"
    return next((said for said in map(wrong_spans, week) if said), None)


@dataclass(frozen=True)
class Special:
    """Other hours on the days from `first` to `last`; `resource` None: of the whole shop."""

    id: int
    first: date
    last: date
    spans: tuple[tuple[int, int], ...]
    resource: int | None = None
    note: str = ""

    def on(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class DayOff:
    """What the state's calendar says of a day: a holiday, or a weekend day that is worked."""

    holiday: bool
    worked: bool
    name: str = ""


PLAIN_DAY = DayOff(holiday=False, worked=False)


@dataclass(frozen=True)
class Shop:
    """The shop's hours and its holiday rule (open, closed or weekend)."""

    week: Week
    holidays: str = "open"


def _special(specials: Iterable[Special], day: date, resource: int | None) -> Special | None:
    """The newest special day of exactly this resource (None: of the shop)."""
    found = [one for one in specials if one.resource == resource and one.on(day)]
    return max(found, key=lambda one: one.id) if found else None


def day_hours(
    day: date,
    shop: Shop,
    specials: Sequence[Special],
    calendar: DayOff = PLAIN_DAY,
    *,
    resource: int | None = None,
    week: Week | None = None,
) -> Minutes:
    """The open minutes of a resource (or of the shop) on a day."""
    special = None
    if resource is not None:
        special = _special(specials, day, resource)
    special = special or _special(specials, day, None)
    if special is not None:
        return list(special.spans)
    weekday = day.weekday()
    if calendar.holiday and shop.holidays == "closed":
        return []
    if shop.holidays == "weekend" and calendar.holiday:
        weekday = SUNDAY
    if shop.holidays == "weekend" and calendar.worked:
        weekday = MONDAY
    return [(span[0], span[1]) for span in (week or shop.week)[weekday]]


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment of a local minute of a day; 1440 is the next midnight."""
    if minute >= DAY_MINUTES:
        day, minute = day + timedelta(days=1), minute - DAY_MINUTES
    return datetime.combine(day, time(minute // 60, minute % 60), zone)


def merged(spans: Iterable[tuple[datetime, datetime]]) -> Moments:
    """Spans in order, those that touch or overlap made one: shops are open past midnight too."""
    found: Moments = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return found


def covers(spans: Moments, start: datetime, end: datetime) -> bool:
    """Whether one span holds all of [start, end)."""
    return any(first <= start and end <= last for first, last in spans)

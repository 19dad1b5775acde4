"""Free times: what is open and taken, read with a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from keliu.bookings.models import BookedTime, BookingRules, Resource, Service
from keliu.bookings.rules import hours, slots
from keliu.bookings.rules.holidays import day_off
from keliu.bookings.rules.hours import Minutes, Special
from keliu.bookings.rules.slots import Needs, Place, Taken, Wish
from keliu.bookings.selectors import setup
from keliu.kit import clock
from keliu.platform import merchants

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Book:
    """Everything that decides about some days of some resources."""

    zone: ZoneInfo
    rules: BookingRules
    specials: tuple[Special, ...]
    resources: dict[int, Resource]
    taken: dict[int, tuple[Taken, ...]]

    def minutes(self, resource_id: int | None, day: date) -> Minutes:
        """The open minutes of a resource, or of the shop, on a day."""
        row = self.resources.get(resource_id) if resource_id is not None else None
        return hours.day_hours(
            day,
            setup.shop_hours(self.rules),
            self.specials,
            day_off(day),
            resource=resource_id,
            week=row.week if row else None,
        )

    def open(self, resource_id: int, day: date) -> hours.Moments:
        """When a resource is open around a day, hours past midnight included."""
        around = [day - DAY, day, day + DAY]
        return hours.merged(
            (hours.moment(one, start, self.zone), hours.moment(one, end, self.zone))
            for one in around
            for start, end in self.minutes(resource_id, one)
        )

    def places(self, day: date) -> dict[int, Place]:
        """The resources of a day as availability sees them."""
        first, last = clock.day_bounds(day, str(self.zone))
        found = {}
        for key, row in self.resources.items():
            near = [one for one in self.taken.get(key, ()) if _near(one, first, last)]
            load = len({one.booking for one in near if first <= one.start < last})
            found[key] = Place(key, row.capacity, self.open(key, day), tuple(near), load)
        return found


def _near(one: Taken, first: datetime, last: datetime) -> bool:
    return one.end > first - DAY and one.start < last + DAY


def taken_between(
    resource_ids: Iterable[int], start: datetime, end: datetime
) -> dict[int, tuple[Taken, ...]]:
    """What is taken of these resources between two moments."""
    rows = BookedTime.objects.filter(
        resource_id__in=list(resource_ids), span__overlap=DateTimeTZRange(start, end)
    )
    found: dict[int, list[Taken]] = defaultdict(list)
    columns = rows.values_list("resource_id", "span", "seat", "session", "booking_id")
    for resource_id, span, seat, session, booking_id in columns:
        found[resource_id].append(Taken(span.lower, span.upper, seat, session, booking_id))
    return {key: tuple(some) for key, some in found.items()}


def zone() -> ZoneInfo:
    """The merchant's zone."""
    return ZoneInfo(merchants.timezone())


def book(resources: Sequence[Resource], first: date, last: date) -> Book:
    """Read what decides about the days from `first` to `last`."""
    here = zone()
    start, _ = clock.day_bounds(first - DAY, str(here))
    _, end = clock.day_bounds(last + DAY, str(here))
    known = {row.pk: row for row in resources}
    days = tuple(setup.special(row) for row in setup.specials(first - DAY, last + DAY))
    return Book(here, setup.rules(), days, known, taken_between(known, start, end))


def book_of(service: Service, first: date, last: date) -> tuple[Needs, Book]:
    """A service's needs and the book of every resource that may serve it."""
    parts = setup.parts_of([service.pk], only_on=True).get(service.pk, [])
    whole = len(parts) == setup.part_count(service.pk)
    needs = setup.needs_of(service, parts if whole else [])
    wanted = {one for part in needs.parts for one in part}
    rows = setup.in_order(setup.resources().filter(pk__in=wanted))
    return needs, book(rows, first, last)


def earliest(service: Service) -> datetime:
    """From when customers may book."""
    return clock.now() + timedelta(minutes=service.notice_minutes)


def last_day(service: Service, timezone: str) -> date:
    """The last day that customers may book."""
    return clock.local_day(clock.now(), timezone) + timedelta(days=service.ahead_days)


def free_times(
    service: Service, day: date, *, resource: int | None = None, people: int = 1
) -> list[tuple[datetime, int]]:
    """The starts that a customer may choose on a day, with the places left of each."""
    needs, known = book_of(service, day, day)
    if day > last_day(service, str(known.zone)):
        return []
    wish = Wish(people=people, resource=resource, not_before=earliest(service))
    return list(_free(needs, known, day, wish))


def for_staff(
    service: Service, day: date, *, resource: int | None = None, people: int = 1
) -> list[tuple[datetime, int]]:
    """The free starts of a day from now on, whatever customers may do."""
    needs, known = book_of(service, day, day)
    wish = Wish(people=people, resource=resource, not_before=clock.now() - timedelta(minutes=30))
    return list(_free(needs, known, day, wish))


def _free(needs: Needs, known: Book, day: date, wish: Wish) -> Iterator[tuple[datetime, int]]:
    return slots.free_times(needs, day, known.zone, replace(wish, places=known.places(day)))


@dataclass(frozen=True)
class DayFree:
    """A day of the customer's calendar: open at all, and whether something is free."""

    day: date
    open: bool
    free: bool
    holiday: str
    note: str


def free_days(
    service: Service, first: date, count: int, *, resource: int | None = None, people: int = 1
) -> list[DayFree]:
    """The days from `first` on, `count` of them."""
    last = first + timedelta(days=count - 1)
    needs, known = book_of(service, first, last)
    end = last_day(service, str(known.zone))
    wish = Wish(people=people, resource=resource, not_before=earliest(service))
    found = []
    for at in range(count):
        day = first + timedelta(days=at)
        within = day <= end
        free = within and next(_free(needs, known, day, wish), None) is not None
        found.append(_day(needs, known, day, free=free, within=within, resource=resource))
    return found


def _day(
    needs: Needs, known: Book, day: date, *, free: bool, within: bool, resource: int | None
) -> DayFree:
    serving = needs.parts[0] if needs.parts else ()
    works = any(known.minutes(one, day) for one in serving if resource in {None, one})
    note = next((one.note for one in known.specials if one.on(day) and one.resource is None), "")
    return DayFree(day, works and within, free, day_off(day).name, note)

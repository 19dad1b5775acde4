"""Which times are free: a service's parts, the resources of each, and what is taken already."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from keliu.bookings.rules import hours
from keliu.bookings.rules.hours import Moments


@dataclass(frozen=True)
class Needs:
    """What a service takes: its length and, for each part, the resources that may serve."""

    service: int
    minutes: int
    before: int
    after: int
    step: int
    parts: tuple[tuple[int, ...], ...]
    group: bool = False
    places: int = 1

    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def span(self, start: datetime) -> tuple[datetime, datetime]:
        """The time taken by a booking from `start`, getting ready and cleaning up included."""
        return (
            start - timedelta(minutes=self.before),
            start + self.length() + timedelta(minutes=self.after),
        )

    def session(self, start: datetime) -> str:
        """What people of one class share; empty when nobody shares anything."""
        return f"{self.service}@{int(start.timestamp())}" if self.group else ""


@dataclass(frozen=True)
class Taken:
    """A seat of a resource that is taken for a while; `booking` took it."""

    start: datetime
    end: datetime
    seat: int
    session: str
    booking: int


@dataclass(frozen=True)
class Place:
    """A resource as availability sees it: open when, how many at once, taken when."""

    id: int
    capacity: int
    open: Moments
    taken: tuple[Taken, ...] = ()
    load: int = 0  # bookings of that day: who has fewer is chosen first


@dataclass(frozen=True)
class Seats:
    """Seats chosen on one resource for one part."""

    part: int
    resource: int
    seats: tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """How a booking from `start` can be served."""

    start: datetime
    session: str
    chosen: tuple[Seats, ...]

    @property
    def resource(self) -> int:
        """The resource of part 0."""
        return self.chosen[0].resource


@dataclass(frozen=True)
class Wish:
    """What is looked for. `anytime` leaves out opening hours (staff decide), never what is taken.

    `ignore` is the booking that moves: its own time is free for it.
    """

    people: int = 1
    resource: int | None = None
    anytime: bool = False
    ignore: int | None = None
    not_before: datetime | None = None
    places: Mapping[int, Place] = field(default_factory=dict)


def free_seats(needs: Needs, place: Place, start: datetime, ignore: int | None) -> list[int]:
    """The seats of a resource that a booking from `start` could take, in order."""
    first, last = needs.span(start)
    session = needs.session(start)
    used: set[int] = set()
    for one in place.taken:
        if one.booking == ignore or one.end <= first or one.start >= last:
            continue
        if one.session != session:
            return []
        used.add(one.seat)
    most = needs.places if needs.group else place.capacity
    return [seat for seat in range(1, most + 1) if seat not in used]


def _serving(needs: Needs, place: Place, start: datetime, wish: Wish) -> list[int]:
    """The seats, if the resource is at work and has enough of them."""
    if not wish.anytime and not hours.covers(place.open, start, start + needs.length()):
        return []
    seats = free_seats(needs, place, start, wish.ignore)
    wanted = wish.people if needs.group else 1
    return seats if len(seats) >= wanted else []


def _best(needs: Needs, part: int, start: datetime, wish: Wish) -> Seats | None:
    """The resource for one part: one whose class has begun to fill, else who has least to do."""
    found: list[tuple[tuple[int, int, int], Seats]] = []
    for at, identifier in enumerate(needs.parts[part]):
        if part == 0 and wish.resource is not None and identifier != wish.resource:
            continue
        place = wish.places.get(identifier)
        seats = _serving(needs, place, start, wish) if place else []
        if place is None or not seats:
            continue
        wanted = wish.people if needs.group else 1
        rank = (len(seats) if needs.group else 0, place.load, at)
        found.append((rank, Seats(part, identifier, tuple(seats[:wanted]))))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def choose(needs: Needs, start: datetime, wish: Wish) -> Choice | None:
    """The seats a booking from `start` would get, or None when it is not free."""
    if not needs.parts or (wish.not_before is not None and start < wish.not_before):
        return None
    chosen = [_best(needs, part, start, wish) for part in range(len(needs.parts))]
    if any(one is None for one in chosen):
        return None
    return Choice(start, needs.session(start), tuple(one for one in chosen if one is not None))


def places_left(needs: Needs, start: datetime, wish: Wish) -> int:
    """How many more could book this time: seats of a class, or resources that are free."""
    counts = []
    for part in range(len(needs.parts)):
        seats = [
            len(_serving(needs, wish.places[one], start, wish))
            for one in needs.parts[part]
            if one in wish.places and (part > 0 or wish.resource in {None, one})
        ]
        counts.append(max(seats, default=0) if needs.group else sum(seats))
    return min(counts, default=0)


def starts(needs: Needs, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Every start that a day's grid offers."""
    for minute in range(0, hours.DAY_MINUTES, needs.step):
        yield hours.moment(day, minute, zone)


def free_times(
    needs: Needs, day: date, zone: ZoneInfo, wish: Wish
) -> Iterator[tuple[datetime, int]]:
    """The free starts of a day and how many places each has left."""
    for start in starts(needs, day, zone):
        if choose(needs, start, wish) is not None:
            yield start, places_left(needs, start, wish)


def overlaps(spans: Iterable[Taken]) -> bool:
    """Whether any two share a moment of the same seat, or of two different sessions."""
    known: Sequence[Taken] = sorted(spans, key=lambda one: one.start)
    for at, one in enumerate(known):
        for other in known[at + 1 :]:
            if other.start >= one.end:
                break
            if one.seat == other.seat or one.session != other.session:
                return True
    return False

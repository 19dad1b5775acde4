"""Questions about visits, shares and anonymous counts."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, F, QuerySet, Sum

from keliu.accounts import public as accounts
from keliu.kit import scope
from keliu.platform.models import Merchant
from keliu.platform.moments import Quarter, by_day
from keliu.radar.models import AnonymousCount, Event, Share, Visit
from keliu.radar.rules import kinds

READ = "radar.read"
MOST_EVENTS_SHOWN = 500


def timezone() -> str:
    """The current merchant's time zone."""
    zones = Merchant.objects.filter(pk=scope.current()).values_list("timezone", flat=True)
    return str(zones.get())


def visits_in_reach(permission: str = READ) -> QuerySet[Visit]:
    """Visits at cards that the acting person's `permission` covers."""
    return accounts.within_reach(Visit.objects.all(), permission)


def visits_between(
    start: datetime | None, end: datetime | None, permission: str = READ
) -> QuerySet[Visit]:
    """Visits begun in [start, end) within reach."""
    rows = visits_in_reach(permission)
    if start is not None:
        rows = rows.filter(started_at__gte=start)
    return rows.filter(started_at__lt=end) if end is not None else rows


def kinds_of_line(line: str) -> list[str]:
    """The event kinds that a line of the feed can be about."""
    return [kind.name for kind in kinds.KINDS.values() if kind.line == line]


def hot_visits(start: datetime, permission: str = READ) -> QuerySet[Visit]:
    """Hot visits of known people since `start`, warmest first."""
    rows = visits_between(start, None, permission).filter(hot=True, customer_id__isnull=False)
    return rows.order_by("-heat", "-started_at", "-id")


def events_of(visit_id: int) -> list[Event]:
    """What happened in a visit, in order."""
    rows = Event.objects.filter(visit_id=visit_id).order_by("at", "id")
    return list(rows[:MOST_EVENTS_SHOWN])


def sharers_above(share_id: int | None) -> list[int | None]:
    """Customer ids from the first sharer to the one whose share was opened."""
    share = Share.objects.filter(pk=share_id).first() if share_id else None
    if share is None:
        return []
    rows = dict(Share.objects.filter(pk__in=share.path).values_list("id", "sharer_id"))
    return [*(rows.get(one) for one in share.path), share.sharer_id]


def paths_of(share_ids: Iterable[int | None]) -> dict[int, list[int | None]]:
    """The same for many shares, in two questions."""
    wanted = {one for one in share_ids if one is not None}
    rows = list(Share.objects.filter(pk__in=wanted)) if wanted else []
    above = {one for row in rows for one in row.path}
    sharers = dict(Share.objects.filter(pk__in=above).values_list("id", "sharer_id"))
    return {row.pk: [*(sharers.get(one) for one in row.path), row.sharer_id] for row in rows}


def anonymous_between(first: date, last: date, names: list[str]) -> int:
    """How often people without a name did one of `names` at cards within reach, days included."""
    rows = accounts.within_reach(
        AnonymousCount.objects.filter(day__gte=first, day__lte=last, kind__in=names),
        READ,
        owner="card__owner_id",
        department="card__department_id",
    )
    return rows.aggregate(n=Sum("count"))["n"] or 0


def visits_by_day(
    start: datetime, end: datetime, zone: str, permission: str = READ
) -> dict[date, int]:
    """How many visits began on each local day of [start, end), within reach."""
    rows = visits_between(start, end, permission).order_by()
    quarters = rows.values_list(Quarter(F("started_at"))).annotate(n=Count("*"))
    return by_day(quarters, zone)


def figures(start: datetime, end: datetime) -> dict[str, int]:
    """Visits, known visitors and forwards of [start, end) within reach."""
    found = visits_between(start, end).aggregate(
        visits=Count("id"), visitors=Count("customer_id", distinct=True), shares=Sum("share_count")
    )
    return {name: value or 0 for name, value in found.items()}


def things_of(events: Iterable[Event]) -> set[tuple[str, int]]:
    """What events are about, cards aside."""
    return {(row.object_kind, row.object_id) for row in events if row.object_kind and row.object_id}

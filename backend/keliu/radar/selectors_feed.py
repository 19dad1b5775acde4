"""Questions behind the live feed: by person, by behaviour, by time; who looks now; what is new.

All of them read visits, never events: a page costs the same however many events there are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from keliu.kit import actor, clock
from keliu.platform.models import AuditEntry
from keliu.radar.models import FeedSeen, Visit
from keliu.radar.rules import did
from keliu.radar.selectors import visits_between, visits_in_reach

NOW = timedelta(minutes=2)
LONGEST_VISIT = timedelta(hours=3)  # who has been there for longer is not looked for
MOST_NEW = 100
MOST_NOW = 12
COUNTED = timedelta(days=30)


def who_did(rows: "QuerySet[Visit]", kind: str) -> "QuerySet[Visit]":
    """The visits in which `kind` happened; an unknown kind happened in none."""
    bit = did.mask([kind])
    if not bit:
        return rows.none()
    rows = notable(rows) if bit & did.NOTABLE else rows
    return rows.alias(hit=F("did").bitand(bit)).filter(hit__gt=0)


def notable(rows: "QuerySet[Visit]") -> "QuerySet[Visit]":
    """Those with more than looking; said beside a narrower condition so that their index serves."""
    return rows.alias(told=F("did").bitand(did.NOTABLE)).exclude(told=0)


def ended_with(rows: "QuerySet[Visit]", names: Sequence[str]) -> "QuerySet[Visit]":
    """The visits whose last deed is one of these kinds."""
    seldom = bool(names) and all(did.mask([name]) & did.NOTABLE for name in names)
    return (notable(rows) if seldom else rows).filter(last_kind__in=names)


def newest_of_people(rows: "QuerySet[Visit]") -> "QuerySet[Visit]":
    """Of `rows` the newest visit of each known person."""
    later = Q(started_at__gt=OuterRef("started_at")) | Q(id__gt=OuterRef("id"))
    newer = rows.filter(
        later, customer_id=OuterRef("customer_id"), started_at__gte=OuterRef("started_at")
    )
    return rows.filter(~Exists(newer), customer_id__isnull=False)


def visits_before(customer_ids: Sequence[int], each: int) -> dict[int, list[Visit]]:
    """The newest visits within reach of each of these people, newest first."""
    found: dict[int, list[Visit]] = {one: [] for one in customer_ids}
    place = Window(
        RowNumber(), partition_by="customer_id", order_by=[F("started_at").desc(), F("id").desc()]
    )
    rows = visits_in_reach().filter(customer_id__in=customer_ids).alias(place=place)
    for row in rows.filter(place__lte=each).order_by("-started_at", "-id"):
        found[row.customer_id or 0].append(row)
    return found


def sums_of_people(customer_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """(visits, dwell) of each person in the last 30 days, within reach."""
    rows = visits_between(clock.now() - COUNTED, None).filter(customer_id__in=customer_ids)
    sums = rows.values_list("customer_id").annotate(n=Sum(1), dwell=Sum("dwell_ms"))
    return {customer: (n, dwell or 0) for customer, n, dwell in sums}


def counts_of_kinds(rows: "QuerySet[Visit]") -> dict[str, int]:
    """In how many of these visits each kind happened."""
    found: dict[str, int] = {}
    for number, n in rows.order_by().values_list("did").annotate(n=Count("*")):
        for kind in did.kinds_in(number):
            found[kind] = found.get(kind, 0) + n
    return found


def looking_now() -> "QuerySet[Visit]":
    """Visits of known people who did something within the last two minutes."""
    now = clock.now()
    rows = visits_between(now - LONGEST_VISIT, None)
    return rows.filter(last_at__gte=now - NOW, customer_id__isnull=False).order_by("-last_at")


def seen_at() -> datetime | None:
    """Up to when the acting person has seen the feed."""
    rows = FeedSeen.objects.filter(staff_id=actor.current().staff_id or 0)
    return rows.values_list("seen_at", flat=True).first()


def new_since(moment: datetime) -> int:
    """How many visits within reach began since then; counted up to a hundred."""
    return int(visits_in_reach().filter(started_at__gt=moment).order_by()[:MOST_NEW].count())


def trail_views(customer_id: int | None, staff_id: int | None) -> "QuerySet[AuditEntry]":
    """Who looked at whose trail."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.filter(action=TRAIL)
    wanted: dict[str, Any] = {"actor_id": staff_id}
    if customer_id is not None:
        wanted |= {"object_kind": "customer", "object_id": customer_id}
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


TRAIL = "radar.trail"


def ids_of(rows: Iterable[Visit]) -> list[int]:
    """The known people of some visits."""
    return [row.customer_id for row in rows if row.customer_id is not None]

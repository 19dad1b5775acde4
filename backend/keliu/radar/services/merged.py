"""When customers become one, the trail of all of them is one trail (customers' port `parts`)."""

from collections.abc import Sequence

from django.db.models import F

from keliu.customers.ports import CustomerPart
from keliu.platform import sql
from keliu.platform.undo import Journal
from keliu.radar.models import (
    Event,
    HourCount,
    HourPerson,
    Interest,
    Share,
    ShareOpening,
    Visit,
    Visitor,
)
from keliu.radar.services import digest, intake

ALONE = "SELECT pg_advisory_xact_lock(%s, %s)"


def prepare(customer_ids: Sequence[int]) -> None:
    """No batch of these people is half way: what comes later finds the merged state."""
    for lock in sorted(intake.lock_of(one) for one in customer_ids):
        sql.do(ALONE, lock)
    digest.settle(customer_ids)


def count(customer_ids: Sequence[int]) -> int:
    """How many visits these customers made."""
    return Visit.objects.filter(customer_id__in=list(customer_ids)).count()


def move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Visits and events change the name; what exists once per person is added up."""
    _visits(keep_id, gone_ids, journal)
    _visitors(keep_id, gone_ids, journal)
    _interests(keep_id, gone_ids, journal)
    _openings(keep_id, gone_ids, journal)
    _shares(keep_id, gone_ids, journal)
    _hours(keep_id, gone_ids, journal)


def _visits(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    theirs = Visit.objects.filter(customer_id__in=list(gone_ids)).order_by("id")
    visits = list(theirs.values_list("id", flat=True))
    events = Event.objects.filter(visit_id__in=visits, customer_id__in=list(gone_ids))
    ids = list(events.order_by("id").values_list("id", flat=True))
    journal.watch(Event, ids)
    events.update(customer_id=keep_id)
    journal.watch(Visit, visits)
    Visit.objects.filter(pk__in=visits).update(customer_id=keep_id)


def _visitors(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """One row per card: first touch of the earlier, last touch of the later."""
    rows = list(Visitor.objects.filter(customer_id__in=[keep_id, *gone_ids]).order_by("id"))
    journal.watch(Visitor, [row.pk for row in rows])
    ours = {row.card_id: row for row in rows if row.customer_id == keep_id}
    for row in rows:
        mine = ours.get(row.card_id)
        if row.customer_id == keep_id:
            continue
        if mine is None:
            Visitor.objects.filter(pk=row.pk).update(customer_id=keep_id)
            ours[row.card_id] = row
            continue
        Visitor.objects.filter(pk=row.pk).delete()
        _touches(mine, row)


def _touches(mine: Visitor, other: Visitor) -> None:
    if other.first_at < mine.first_at:
        for name in ("first_at", "first_code_id", "first_share_id"):
            setattr(mine, name, getattr(other, name))
    if other.last_at > mine.last_at:
        for name in ("last_at", "last_code_id", "last_share_id", "visit_id"):
            setattr(mine, name, getattr(other, name))
    names = ("first_at", "first_code_id", "first_share_id", "last_at", "last_code_id",
             "last_share_id", "visit_id")  # fmt: skip
    Visitor.objects.filter(pk=mine.pk).update(**{name: getattr(mine, name) for name in names})


def _interests(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    rows = list(Interest.objects.filter(customer_id__in=[keep_id, *gone_ids]).order_by("id"))
    journal.watch(Interest, [row.pk for row in rows])
    ours = {(row.object_kind, row.object_id): row for row in rows if row.customer_id == keep_id}
    for row in rows:
        thing = (row.object_kind, row.object_id)
        if row.customer_id == keep_id:
            continue
        if thing not in ours:
            Interest.objects.filter(pk=row.pk).update(customer_id=keep_id)
            ours[thing] = row
            continue
        mine = ours[thing]
        mine.views, mine.dwell_ms = mine.views + row.views, mine.dwell_ms + row.dwell_ms
        mine.last_at = max(mine.last_at, row.last_at)
        Interest.objects.filter(pk=row.pk).delete()
        Interest.objects.filter(pk=mine.pk).update(
            views=mine.views, dwell_ms=mine.dwell_ms, last_at=mine.last_at
        )


def _openings(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """One person opens a share once, and never one of their own: such openings count no more."""
    people = [keep_id, *gone_ids]
    rows = list(
        ShareOpening.objects.filter(customer_id__in=people).select_related("share").order_by("id")
    )
    journal.watch(ShareOpening, [row.pk for row in rows])
    seen: set[int] = set()
    for row in sorted(rows, key=lambda one: (one.customer_id != keep_id, one.pk)):
        if row.share_id in seen or row.share.sharer_id in people:
            journal.watch(Share, [row.share_id])
            ShareOpening.objects.filter(pk=row.pk).delete()
            if not row.verdict:
                Share.objects.filter(pk=row.share_id).update(opens=F("opens") - 1)
            continue
        seen.add(row.share_id)
        if row.customer_id != keep_id:
            ShareOpening.objects.filter(pk=row.pk).update(customer_id=keep_id)


def _shares(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Shares keep their links; one that the kept customer prepared too stands apart."""
    rows = list(Share.objects.filter(sharer_id__in=[keep_id, *gone_ids]).order_by("id"))
    moved = [row for row in rows if row.sharer_id != keep_id]
    journal.watch(Share, [row.pk for row in moved])
    known = {_place(row) for row in rows if row.sharer_id == keep_id}
    for row in moved:
        apart = row.pk if _place(row) in known else row.apart
        known.add(_place(row))
        Share.objects.filter(pk=row.pk).update(sharer_id=keep_id, apart=apart)


CELL = ("hour", "card_id", "code_id", "kind", "source")


def _hours(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Two who are one were one visitor of an hour."""
    rows = list(HourPerson.objects.filter(customer_id__in=[keep_id, *gone_ids]).order_by("id"))
    journal.watch(HourPerson, [row.pk for row in rows])
    seen = {_cell(row) for row in rows if row.customer_id == keep_id}
    moved: list[int] = []
    for row in rows:
        if row.customer_id == keep_id:
            continue
        if _cell(row) not in seen:
            seen.add(_cell(row))
            moved.append(row.pk)
            continue
        HourPerson.objects.filter(pk=row.pk).delete()
        hour = HourCount.objects.filter(**dict(zip(CELL, _cell(row), strict=True)))
        journal.watch(HourCount, list(hour.values_list("id", flat=True)))
        hour.update(visitors=F("visitors") - 1)
    HourPerson.objects.filter(pk__in=moved).update(customer_id=keep_id)


def _cell(row: HourPerson) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in CELL)


def _place(row: Share) -> tuple[int, str, int, int | None, int]:
    return row.code_id, row.object_kind, row.object_id, row.parent_id, row.apart


PART = CustomerPart("visits", "访问和转发", "Visits and forwards", count, move, None, prepare)

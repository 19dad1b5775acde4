"""Segments: filters with a name."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from keliu.kinds import public as kinds
from keliu.kit import actor
from keliu.platform import audit, records
from keliu.tags.models import Segment
from keliu.tags.services.tags import named


@transaction.atomic
def segment_add(*, name: str, kind: str, filter: Any, note: str) -> Segment:  # noqa: A002  the wire's word
    """Keep a filter under a name. Raises Invalid, NameTaken."""
    kinds.kind_of(kind)
    kinds.check_filter(kind, filter)
    owner = actor.current().staff_id
    row = named(
        "人群",
        name,
        lambda: Segment.objects.create(
            name=name, kind=kind, filter=filter, note=note, owner_id=owner
        ),
    )
    audit.record("segment.create", "segment", row.pk, name)
    return row


@transaction.atomic
def segment_change(row: Segment, *, version: int, changes: dict[str, Any], current: Any) -> Segment:
    """Another name, filter or note. Raises Stale, Invalid, NameTaken."""
    if "filter" in changes:
        kinds.check_filter(row.kind, changes["filter"])
    return named(
        "人群",
        str(changes.get("name", row.name)),
        lambda: records.save_changes(row, version=version, changes=changes, current=current),
    )


@transaction.atomic
def segment_remove(row: Segment) -> None:
    """Forget a segment; the people in it stay as they are."""
    audit.record("segment.delete", "segment", row.pk, row.name)
    row.delete()


def segment_find(segment_id: int) -> Segment:
    """One segment by id. Raises NotFound."""
    rows: QuerySet[Segment] = Segment.objects.all()
    return records.find(rows, segment_id)


def segment_names(segment_ids: Iterable[int | None]) -> dict[int, str]:
    """What segments are called, by id."""
    wanted = [one for one in segment_ids if one is not None]
    return dict(Segment.objects.filter(pk__in=wanted).values_list("pk", "name"))

"""The merchant's lists: competitors, and the usual reasons for winning and losing."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.db.models import Max

from keliu.platform import audit, records
from keliu.sales.errors import NameTaken
from keliu.sales.models import CloseReason, Competitor

_Row = TypeVar("_Row", bound=models.Model)
Shown = Callable[[Any], Any]


def _named(save: Callable[[], _Row], name: str) -> _Row:
    taken = NameTaken(name=name, fields={"name": f"“{name}”已经有了,换个名字"})
    with records.unique("one_name", taken):
        return save()


def competitor_add(*, name: str, strength: str = "medium", note: str = "") -> Competitor:
    """A new competitor. Raises NameTaken."""
    return _added(Competitor(name=name, strength=strength, note=note), name)


def reason_add(*, kind: str, name: str) -> CloseReason:
    """A new usual reason, at the end of its list. Raises NameTaken."""
    last = CloseReason.objects.filter(kind=kind).aggregate(last=Max("position"))["last"]
    return _added(CloseReason(kind=kind, name=name, position=(last or 0) + 1), name)


def _added(row: _Row, name: str) -> _Row:
    def save() -> _Row:
        row.save(force_insert=True)
        return row

    _named(save, name)
    kind = records.kind_of(row)
    audit.record(f"{kind}.create", kind, row.pk, name)
    return row


def changed(row: _Row, *, version: int, changes: dict[str, Any], shown: Shown) -> _Row:
    """Change a list entry. Raises NameTaken, Stale."""
    name = str(changes.get("name", getattr(row, "name", "")))
    return _named(
        lambda: records.save_changes(row, version=version, changes=changes, current=shown), name
    )

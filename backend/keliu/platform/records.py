"""Saving, deleting and bringing back rows: conditional updates with an audit line."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F

from keliu.kit import clock, ids
from keliu.kit.errors import KeliuError, NotFound, Stale
from keliu.platform import audit

_Row = TypeVar("_Row", bound=models.Model)


def kind_of(row: models.Model) -> str:
    """`customer` for a Customer: the word of the audit log, of links and of permissions."""
    return type(row).__name__.lower()


def find(rows: models.QuerySet[_Row], identifier: int | None) -> _Row:
    """The row with this id among `rows`; NotFound covers gone, foreign and never existed."""
    known = ids.parse(identifier)
    row = rows.filter(pk=known).first() if known else None
    if row is None:
        raise NotFound
    return row


@contextmanager
def unique(constraint: str, refusal: KeliuError) -> Iterator[None]:
    """Saves inside are judged by the database; who comes second to `constraint` gets `refusal`.

    `constraint` is the name of a unique constraint, or a part of several names.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        if constraint not in str(clash):
            raise
        raise refusal from clash


def differences(row: models.Model, changes: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of `changes` whose value is new, with before and after."""
    pairs = {name: (getattr(row, name), value) for name, value in changes.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def save_changes(
    row: _Row,
    *,
    version: int,
    changes: Mapping[str, Any],
    action: str | None = None,
    shown: Mapping[str, tuple[Any, Any] | None] | None = None,
    current: Callable[[_Row], Any] | None = None,
) -> _Row:
    """Apply `changes` if nobody saved since `version`; adds one to the version and an audit line.

    `shown` replaces what the audit log shows (masked values; None: nothing of this field). Raises
    Stale with `current(row)`.
    """
    found = differences(row, changes)
    values: dict[str, Any] = {name: after for name, (_, after) in found.items()}
    if hasattr(row, "updated_at"):
        values["updated_at"] = clock.now()
    manager = type(row)._default_manager
    done = manager.filter(pk=row.pk, version=version).update(version=F("version") + 1, **values)
    row.refresh_from_db()
    if not done:
        raise Stale(current=current(row) if current else None)
    kind = kind_of(row)
    said = {name: pair for name, pair in {**found, **(shown or {})}.items() if pair is not None}
    audit.record(action or f"{kind}.update", kind, row.pk, name_of(row), said)
    return row


def name_of(row: models.Model) -> str:
    """What people call a row."""
    return str(getattr(row, "name", "") or getattr(row, "title", "") or "")


def delete(row: models.Model) -> None:
    """Mark a row deleted; a second delete finds nothing."""
    manager = type(row)._default_manager
    if not manager.filter(pk=row.pk, deleted_at__isnull=True).update(deleted_at=clock.now()):
        raise NotFound
    audit.record(f"{kind_of(row)}.delete", kind_of(row), row.pk, name_of(row))


def restore(row: _Row) -> _Row:
    """Undo a delete. Restoring what is not deleted changes nothing and is NotFound."""
    manager = type(row)._default_manager
    if not manager.filter(pk=row.pk, deleted_at__isnull=False).update(deleted_at=None):
        raise NotFound
    row.refresh_from_db()
    audit.record(f"{kind_of(row)}.restore", kind_of(row), row.pk, name_of(row))
    return row

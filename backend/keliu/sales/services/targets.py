"""Setting targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from keliu.accounts import public as accounts
from keliu.kit import clock, ids, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, sql
from keliu.sales.models import Target
from keliu.sales.rules import targets as law

PUT = """INSERT INTO sales_target AS t
  (id, merchant_id, metric, subject, subject_id, month, value, updated_at)
 SELECT id, %s, %s, subject, subject_id, month, value, %s
 FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::date[], %s::bigint[])
  AS x (id, subject, subject_id, month, value)
 ORDER BY subject, subject_id, month
 ON CONFLICT (merchant_id, metric, subject, subject_id, month)
 DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at"""


@dataclass(frozen=True)
class Cell:
    """One figure of the grid; without a value the target is taken away."""

    subject: str
    subject_id: int
    month: date
    value: int | None


def _known(cells: Sequence[Cell]) -> None:
    places = {one.id for one in accounts.department_cards()}
    people = set(accounts.names({c.subject_id for c in cells if c.subject == "staff"}))
    known = {"company": {0}, "department": places, "staff": people}
    if any(cell.subject_id not in known[cell.subject] for cell in cells):
        raise Invalid(fields={"cells": "没有这个部门或员工,请刷新后再填"})
    if any(cell.month.day != 1 for cell in cells):
        raise Invalid(fields={"cells": "月份要写成当月 1 日"})


@transaction.atomic
def targets_save(*, metric: str, cells: Sequence[Cell]) -> None:
    """Set many figures at once; the last one to save a cell wins. Raises Invalid."""
    _known(cells)
    unique = {(c.subject, c.subject_id, c.month): c for c in cells}
    kept = [cell for cell in unique.values() if cell.value is not None]
    for cell in unique.values():
        if cell.value is None:
            Target.objects.filter(
                metric=metric, subject=cell.subject, subject_id=cell.subject_id, month=cell.month
            ).delete()
    columns = [[getattr(cell, name) for cell in kept]
               for name in ("subject", "subject_id", "month", "value")]  # fmt: skip
    place = [scope.current(), metric, clock.now()]
    sql.do(PUT, [*place, [ids.new() for _ in kept], *columns])
    changes = {
        f"{cell.subject}:{cell.subject_id} {cell.month:%Y-%m}": (None, cell.value)
        for cell in list(unique.values())[: law.MOST_AUDITED]
    }
    audit.record("target.save", "target", None, metric, changes)

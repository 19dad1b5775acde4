"""Handing over rows of any table that names its person in a column."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.db.models import F, Q

from keliu.accounts.public import StaffCard
from keliu.customers.ports import Handing, HandoverItem, HandoverPart
from keliu.kit import clock
from keliu.platform.undo import Journal

NOT_THEIRS = "已经不归{name},没有动"
Changed = list[tuple[Any, StaffCard]]


def rows_part(
    kind: str,
    zh: str,
    en: str,
    model: type[models.Model],
    *,
    owner: str = "owner_id",
    department: str | None = "department_id",
    customer: str | None = "customer_id",
    living: Q | None = None,
    extra: Callable[[], dict[str, Any]] | None = None,
    after: Callable[[Changed], None] | None = None,
) -> HandoverPart:
    """A part made of a table: `living` rows whose `owner` column is the leaver.

    `department` follows the receiver's, `extra` are more columns to set, `after` hears of the rows
    as they were, each with its receiver (sums that follow).
    """
    alive = living if living is not None else Q(deleted_at__isnull=True)
    columns = {field.attname for field in model._meta.concrete_fields}

    def items(staff_id: int) -> list[HandoverItem]:
        rows = model._default_manager.filter(alive, **{owner: staff_id}).order_by("id")
        names = ["id", customer] if customer else ["id"]
        return [HandoverItem(*row) for row in rows.values_list(*names)]

    def move(handing: Handing, journal: Journal) -> dict[int, str]:
        wanted = model._default_manager.select_for_update(of=("self",), no_key=True)
        mine = wanted.filter(alive, pk__in=list(handing.to), **{owner: handing.leaver.id})
        found = {row.pk: row for row in mine.order_by("id")}
        journal.watch(model, list(found))
        _give(model, list(found), handing, _columns)
        if after is not None and found:
            after([(row, handing.to[pk]) for pk, row in found.items()])
        refused = NOT_THEIRS.format(name=handing.leaver.name)
        return {one: refused for one in handing.to if one not in found}

    def _columns(receiver: StaffCard) -> dict[str, Any]:
        values: dict[str, Any] = {owner: receiver.id, **(extra() if extra else {})}
        if department is not None:
            values[department] = receiver.department_id
        if "version" in columns:
            values["version"] = F("version") + 1
        if "updated_at" in columns:
            values["updated_at"] = clock.now()
        return values

    return HandoverPart(kind, zh, en, items, move)


def _give(
    model: type[models.Model],
    found: Sequence[int],
    handing: Handing,
    columns: Callable[[StaffCard], dict[str, Any]],
) -> None:
    groups: dict[StaffCard, list[int]] = defaultdict(list)
    for one in found:
        groups[handing.to[one]].append(one)
    for receiver, some in groups.items():
        model._default_manager.filter(pk__in=some).update(**columns(receiver))

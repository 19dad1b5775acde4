"""Writing the assignment rules."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max

from keliu.accounts import public as accounts
from keliu.kinds import public as kinds
from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.platform import audit, records
from keliu.sales.models import AssignmentRule
from keliu.sales.rules import leads as law
from keliu.sales.services.leads import KIND

Shown = Callable[[AssignmentRule], Any]


def _checked(mode: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Raise Invalid for people who are not there, conditions that say nothing, empty lists."""
    regions = fields.get("regions") or []
    people = [int(one["staff_id"]) for one in regions] if mode == law.REGION else None
    people = people if people is not None else list(fields.get("staff_ids") or [])
    name = "regions" if mode == law.REGION else "staff_ids"
    if not people:
        raise Invalid(fields={name: "至少选一个人"})
    if mode == law.FIXED and len(people) > 1:
        raise Invalid(fields={name: "固定分配只选一个人"})
    known = {card.id for card in accounts.cards(people)}
    if not set(people) <= known:
        raise Invalid(fields={name: "没有这位员工"})
    kinds.describe(KIND, fields.get("filter"))  # raises Invalid for what it can not say
    return fields


@transaction.atomic
def rule_add(*, fields: dict[str, Any]) -> AssignmentRule:
    """A new rule behind the others. Raises Invalid."""
    living = AssignmentRule.objects.filter(deleted_at__isnull=True)
    if living.count() >= law.MOST_RULES:
        raise Invalid(fields={"name": f"最多 {law.MOST_RULES} 条规则"})
    last = living.aggregate(last=Max("position"))["last"] or 0
    row = AssignmentRule(position=last + 1, **_checked(fields["mode"], fields))
    row.save(force_insert=True)
    audit.record("assignmentrule.create", "assignmentrule", row.pk, row.name)
    return row


@transaction.atomic
def rule_update(
    row: AssignmentRule, *, version: int, fields: dict[str, Any], shown: Shown
) -> AssignmentRule:
    """Change a rule. Raises Stale, Invalid."""
    names = ("filter", "mode", "staff_ids", "regions")
    whole = {name: fields.get(name, getattr(row, name)) for name in names}
    _checked(whole["mode"], whole)
    return records.save_changes(row, version=version, changes=fields, current=shown)


@transaction.atomic
def rules_order(rule_ids: list[int]) -> None:
    """Put the rules into this order; those not named follow in theirs. Raises Invalid."""
    living = list(AssignmentRule.objects.filter(deleted_at__isnull=True).order_by("position", "id"))
    place = {one: at for at, one in enumerate(rule_ids)}
    if not place.keys() <= {row.pk for row in living}:
        raise Invalid(fields={"ids": "没有这条规则,请刷新后再排"})
    ordered = sorted(living, key=lambda row: place.get(row.pk, len(place) + row.position))
    for position, row in enumerate(ordered, start=1):
        if row.position != position:
            changed = AssignmentRule.objects.filter(pk=row.pk)
            changed.update(position=position, updated_at=clock.now())
    audit.record("assignmentrule.order", "assignmentrule", None, "")

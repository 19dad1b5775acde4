"""The rules editor: what holds for all members, the levels, what can be paid in."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from keliu.kit import scope
from keliu.kit.errors import Invalid, Stale
from keliu.membership.errors import LevelTaken
from keliu.membership.models import Level, MemberRules, TopUpPlan
from keliu.platform import audit, records, sql

RELEVEL = """UPDATE membership_member m SET level_id = l.id
 FROM membership_member x LEFT JOIN LATERAL (
   SELECT id FROM membership_level
   WHERE merchant_id = %(m)s AND deleted_at IS NULL AND growth <= x.growth
   ORDER BY growth DESC LIMIT 1
 ) l ON true
 WHERE x.merchant_id = %(m)s AND m.merchant_id = %(m)s AND m.id = x.id
   AND m.level_id IS DISTINCT FROM l.id"""


@transaction.atomic
def rules_save(*, version: int, changes: Mapping[str, Any]) -> MemberRules:
    """Change what holds for everybody. Raises Stale, Invalid."""
    steps = changes.get("check_in_steps")
    if steps is not None and len({one["days"] for one in steps}) != len(steps):
        raise Invalid(fields={"check_in_steps": "同一天只能写一档"})
    row = MemberRules.objects.first()
    if row is None:
        row = MemberRules()
        with records.unique("member_rules_once", Stale()):
            row.save(force_insert=True)
    return records.save_changes(row, version=version, changes=changes, action="member.rules")


@transaction.atomic
def level_add(fields: Mapping[str, Any]) -> Level:
    """One more level; members move to it at once. Raises LevelTaken."""
    row = Level(**fields)
    with records.unique("level_", LevelTaken()):
        row.save(force_insert=True)
    audit.record("level.create", "level", row.pk, row.name)
    relevel()
    return row


@transaction.atomic
def level_save(row: Level, *, version: int, changes: Mapping[str, Any]) -> Level:
    """Change a level; members follow. Raises LevelTaken, Stale."""
    with records.unique("level_", LevelTaken()):
        saved = records.save_changes(row, version=version, changes=changes)
    relevel()
    return saved


@transaction.atomic
def level_remove(row: Level) -> None:
    """Its members go to the next lower one."""
    records.delete(row)
    relevel()


def relevel() -> None:
    """Everybody on the level that their growth reaches, in one statement."""
    sql.do(RELEVEL, {"m": scope.current()})


@transaction.atomic
def plan_add(fields: Mapping[str, Any]) -> TopUpPlan:
    """One more amount that can be paid in."""
    row = TopUpPlan(**fields)
    row.save(force_insert=True)
    audit.record("topupplan.create", "topupplan", row.pk)
    return row


@transaction.atomic
def plan_save(row: TopUpPlan, *, version: int, changes: Mapping[str, Any]) -> TopUpPlan:
    """Change an amount; top-ups that wait for money keep what they were offered. Raises Stale."""
    return records.save_changes(row, version=version, changes=changes)


def plan_remove(row: TopUpPlan) -> None:
    """It is offered no more."""
    records.delete(row)

"""Rules that hang tags by themselves: one statement a rule, however many records there are."""

import logging
from typing import Any

from django.db import DatabaseError, transaction

from keliu.kinds import public as kinds
from keliu.kit import clock, ids, scope
from keliu.kit.errors import KeliuError
from keliu.platform import audit, records, sql
from keliu.tags.models import TagRule
from keliu.tags.services.tags import in_reach, named, tags_named

log = logging.getLogger("keliu.tags")
ROOM = 22  # bits of an id below the millisecond
# Ids count up from one of this moment; should one be taken, the next run hangs that tag.
HANG = """INSERT INTO tags_taglink (id, merchant_id, tag_id, kind, record_id, rule_id, at)
 SELECT %s::bigint + row_number() OVER (), %s, %s, %s, c.id, %s, %s
 FROM {table} c WHERE c.merchant_id = %s AND c.deleted_at IS NULL AND {condition}
   AND NOT EXISTS (SELECT FROM tags_taglink l WHERE l.merchant_id = c.merchant_id
     AND l.kind = %s AND l.record_id = c.id AND l.tag_id = %s)
 ON CONFLICT DO NOTHING"""
TAKE_OFF = """DELETE FROM tags_taglink l WHERE l.merchant_id = %s AND l.rule_id = %s
 AND NOT EXISTS (SELECT FROM {table} c WHERE c.merchant_id = l.merchant_id AND c.id = l.record_id
   AND c.deleted_at IS NULL AND {condition})"""


@transaction.atomic
def rule_add(*, name: str, kind: str, tag_id: int, filter: Any, takes_back: bool) -> TagRule:  # noqa: A002  the wire's word
    """A new rule; it works from now on. Raises Invalid, NameTaken, NotFound."""
    in_reach(kind, [])
    kinds.check_filter(kind, filter)
    (tag,) = tags_named([tag_id])
    row = named(
        "规则",
        name,
        lambda: TagRule.objects.create(
            name=name, kind=kind, tag_id=tag.pk, filter=filter, takes_back=takes_back
        ),
    )
    audit.record("tagrule.create", "tagrule", row.pk, name)
    rule_run(row)
    return row


@transaction.atomic
def rule_change(row: TagRule, *, version: int, changes: dict[str, Any], current: Any) -> TagRule:
    """Change a rule; what it hung before and no longer means goes. Raises Stale, Invalid."""
    if "filter" in changes:
        kinds.check_filter(row.kind, changes["filter"])
    if "tag_id" in changes:
        tags_named([changes["tag_id"]])
    saved = named(
        "规则",
        str(changes.get("name", row.name)),
        lambda: records.save_changes(row, version=version, changes=changes, current=current),
    )
    if "tag_id" in changes:
        _let_go(saved)
    rule_run(saved)
    return saved


@transaction.atomic
def rule_remove(row: TagRule) -> None:
    """A rule goes, and what it hung with it."""
    _let_go(row)
    audit.record("tagrule.delete", "tagrule", row.pk, row.name)
    row.delete()


def _let_go(row: TagRule) -> None:
    sql.do(
        "DELETE FROM tags_taglink WHERE merchant_id = %s AND rule_id = %s",
        [scope.current(), row.pk],
    )


def rule_run(row: TagRule) -> int:
    """Hang and take off what the rule says now; returns how many links changed."""
    if not row.active:
        return 0
    kind = kinds.kind_of(row.kind)
    table, now = kind.model._meta.db_table, clock.now()
    condition, values = kinds.condition(row.kind, row.filter, "c")
    hung = sql.do(
        HANG.format(table=table, condition=condition),
        [
            ids.new() >> ROOM << ROOM, scope.current(), row.tag_id, row.kind, row.pk, now,
            scope.current(), *values, row.kind, row.tag_id,
        ],
    )  # fmt: skip
    off = 0
    if row.takes_back:
        text = TAKE_OFF.format(table=table, condition=condition)
        off = sql.do(text, [scope.current(), row.pk, *values])
    TagRule.objects.filter(pk=row.pk).update(last_run_at=now, problem="")
    return hung + off


def rules_run() -> None:
    """Every active rule of the merchant in scope; one that fails says so and stops nobody."""
    for row in TagRule.objects.filter(active=True).order_by("id"):
        try:
            with transaction.atomic():
                rule_run(row)
        except (KeliuError, DatabaseError) as wrong:
            log.exception("tag rule %s failed", row.pk)
            said = wrong.text if isinstance(wrong, KeliuError) else "条件读不懂,请重新保存一次"
            TagRule.objects.filter(pk=row.pk).update(problem=said[:200])

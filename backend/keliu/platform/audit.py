"""The audit log: added to in the transaction of the change, never edited."""

from datetime import date, datetime
from typing import Any

from keliu.kit import actor, clock, ids, scope
from keliu.platform import sql
from keliu.platform.pipeline import Question

INSERT = """INSERT INTO platform_audit
 (id, merchant_id, at, actor_id, actor_name, action, object_kind, object_id, object_name, ip,
  changes)
 VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""


def plain(value: Any) -> Any:
    """A field value as the log shows it."""
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return "***"
    return str(value) if isinstance(value, int) and abs(value) > 1 << 53 else value


def entry(
    action: str,
    object_kind: str,
    object_id: int | None,
    object_name: str = "",
    changes: dict[str, tuple[Any, Any]] | None = None,
) -> Question:
    """The statement that notes that the acting person did `action` to a record."""
    who = actor.current()
    diff = [
        {"field": name, "before": plain(before), "after": plain(after)}
        for name, (before, after) in (changes or {}).items()
    ]
    values = [ids.new(), scope.current(), clock.now(), who.staff_id, who.name, action, object_kind]
    return Question(INSERT, [*values, object_id, object_name[:120], who.ip, sql.jsonb(diff)])


def record(
    action: str,
    object_kind: str,
    object_id: int | None,
    object_name: str = "",
    changes: dict[str, tuple[Any, Any]] | None = None,
) -> None:
    """Note that the acting person did `action` (`customer.assign`) to a record."""
    sql.ask(entry(action, object_kind, object_id, object_name, changes))

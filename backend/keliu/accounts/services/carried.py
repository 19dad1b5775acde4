"""What a session repeats of its person's role and place, so that the door asks one table."""

from typing import Any

from django.db.models import Q

from keliu.accounts import chain, rules
from keliu.accounts.models import Department, RecordShare, Staff
from keliu.kit import clock, scope
from keliu.kit.actor import Actor
from keliu.platform import sql

# A lock of the merchant's that ends with the transaction: changes alone, sign-ins together.
CHANGING = "SELECT pg_advisory_xact_lock(hashtextextended('keliu.access', %s))"
READING = "SELECT pg_advisory_xact_lock_shared(hashtextextended('keliu.access', %s))"


def settle() -> None:
    """Wait for other changes of rights in this merchant; later ones wait for this transaction."""
    sql.one(CHANGING, [scope.current()])


def hold_still() -> None:
    """Wait for changes of rights that are under way; those to come wait for this transaction."""
    sql.one(READING, [scope.current()])


def of(people: list[Staff]) -> dict[int, dict[str, Any]]:
    """Session columns by staff id; `people` come with their roles."""
    paths = dict(Department.objects.values_list("id", "path"))
    below = chain.below() if any(_asks(one, rules.SUBORDINATES) for one in people) else {}
    shares = _with_shares([one.pk for one in people])
    return {
        one.pk: {
            "name": one.name,
            "grants": one.role.grants,
            "department_id": one.department_id,
            "departments": _under(paths, {one.department_id}),
            "subordinates": below.get(one.pk, []) if _asks(one, rules.SUBORDINATES) else [],
            "listed": _under(paths, set(one.role.departments)),
            "fields": one.role.fields,
            "shared": one.pk in shares,
        }
        for one in people
    }


LISTS = ("departments", "subordinates", "listed")


def actor(staff_id: int, columns: dict[str, Any], session_id: int | None = None) -> Actor:
    """Somebody with these columns of a session."""
    lists = {name: tuple(columns[name]) for name in LISTS}
    return Actor(staff_id=staff_id, session_id=session_id, **{**columns, **lists})


def _asks(staff: Staff, reach: str) -> bool:
    return reach in staff.role.grants.values()


def _under(paths: dict[int, list[int]], roots: set[int | None]) -> list[int]:
    return sorted(one for one, path in paths.items() if roots.intersection(path))


def _with_shares(staff_ids: list[int]) -> set[int]:
    rows = RecordShare.objects.filter(staff_id__in=staff_ids, revoked_at__isnull=True)
    live = rows.filter(Q(until__isnull=True) | Q(until__gt=clock.now()))
    return set(live.values_list("staff_id", flat=True))

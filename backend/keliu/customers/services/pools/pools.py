"""Setting pools up: making, changing, deleting."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.db import transaction

from keliu.accounts import public as accounts
from keliu.customers.errors import DefaultPoolStays, PoolNotEmpty
from keliu.customers.models import Customer, Pool
from keliu.customers.rules import pools as law
from keliu.kit import clock
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit, records

TAKEN = "已有同名公海"


def rules_checked(rules: law.PoolRules) -> dict[str, Any]:
    """Rules as they are stored. Raises Invalid naming each wrong one."""
    wrong = law.wrong(rules)
    if wrong:
        raise Invalid(fields={f"rules.{name}": said for name, said in wrong.items()})
    stored: dict[str, Any] = msgspec.to_builtins(rules)
    return stored


def people_checked(fields: dict[str, Any]) -> None:
    """Members and managers must exist. Raises Invalid."""
    for name in ("staff_ids", "manager_ids"):
        wanted = set(fields.get(name) or ())
        if wanted - accounts.names(wanted).keys():
            raise Invalid(fields={name: "有不存在的员工"})
    places = set(fields.get("department_ids") or ())
    if places - accounts.department_names(places).keys():
        raise Invalid(fields={"department_ids": "有不存在的部门"})


@transaction.atomic
def pool_create(*, fields: dict[str, Any]) -> Pool:
    """A new pool. Raises Invalid."""
    people_checked(fields)
    pool = Pool(**fields)
    _unique_name(lambda: pool.save(force_insert=True))
    audit.record("pool.create", "pool", pool.pk, pool.name)
    return pool


@transaction.atomic
def pool_update(pool: Pool, *, version: int, changes: dict[str, Any], current: Any) -> Pool:
    """Change name, members, managers or rules. Raises Stale, Invalid."""
    people_checked(changes)
    _unique_name(
        lambda: records.save_changes(pool, version=version, changes=changes, current=current)
    )
    return pool


def _unique_name(save: Callable[[], object]) -> None:
    with records.unique("pool_one_name", Invalid(fields={"name": TAKEN})):
        save()


@transaction.atomic
def pool_delete(pool: Pool) -> None:
    """Delete an empty pool. Raises DefaultPoolStays, PoolNotEmpty, NotFound.

    The row is changed first: whoever is just putting a customer in holds it, so this waits for
    them and then counts.
    """
    if pool.is_default:
        raise DefaultPoolStays
    rows = Pool.objects.filter(pk=pool.pk, deleted_at__isnull=True)
    if not rows.update(deleted_at=clock.now()):
        raise NotFound
    count = Customer.objects.filter(pool_id=pool.pk, deleted_at__isnull=True).count()
    if count:
        raise PoolNotEmpty(count=count)
    audit.record("pool.delete", "pool", pool.pk, pool.name)

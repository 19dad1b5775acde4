"""Pools of the example company: two with rules, some customers who wait there, and their history.

小罗 leaves at the end of the month: the hand-over wizard has something to do.
"""

from datetime import timedelta
from typing import Any

import msgspec
from django.db.models import QuerySet

from keliu.accounts.models import Department
from keliu.config.seed.world import World
from keliu.customers.models import Customer, Ownership, Pool
from keliu.customers.rules.pools import PoolRules
from keliu.interactions.models import Interaction

COMMON = PoolRules(
    daily_claims=20, person_holds=600, won_count=False, cool_down_days=7, protect_days=15,
    followup_days={"A": 218, "B": 224, "C": 228}, warn_days=5, extension_days=15,
)  # fmt: skip
EAST = PoolRules(
    daily_claims=10, cool_down_days=14, protect_days=15, new_hours=24, warn_days=3,
    extension_days=10, followup_days={"A": 218, "B": 224, "C": 228}, daily_views=30,
    contract_days={"A": 90, "B": 60, "C": 60},
    hidden=("phone_masked", "wechat_name"),
)  # fmt: skip
REASONS = ("联系不上,电话一直没人接", "暂时没有采购计划", "换了对接人,需要重新建立关系",
           "满 224 天没有跟进")  # fmt: skip
RETURNED = 24


def fill(place: World) -> None:
    """Rules and returned customers; a shop has its hidden pool and nothing else."""
    if place.profile.mode != "company":
        return
    common = Pool.objects.get(is_default=True)
    Pool.objects.filter(pk=common.pk).update(rules=msgspec.to_builtins(COMMON))
    east = Pool(
        name="华东公海",
        department_ids=list(Department.objects.filter(name="华东部").values_list("id", flat=True)),
        manager_ids=[place.staff["周经理"].pk],
        rules=msgspec.to_builtins(EAST),
        created_at=common.created_at,
    )
    east.save(force_insert=True)
    for number, row in enumerate(_given_up()[:RETURNED]):
        _return(place, row, east if _in_east(row, east) else common, number)


def _given_up() -> "QuerySet[Customer]":
    """Customers nobody does anything with any more."""
    rows: QuerySet[Customer] = Customer.objects.filter(
        owner__isnull=False, deal_state="none", next_followup_at__isnull=True, level__in=("B", "C")
    )
    return rows.select_related("owner", "department").order_by("-created_at", "id")


def _in_east(row: Customer, east: Pool) -> bool:
    path: Any = row.department.path if row.department else []
    return bool(set(path) & set(east.department_ids))


def _return(place: World, row: Customer, pool: Pool, number: int) -> None:
    """As if the owner had let go some days ago."""
    at = max(place.calendar.now - timedelta(days=number // 2, hours=3), row.created_at)
    reason, owner = REASONS[number % len(REASONS)], row.owner
    falls = reason == REASONS[-1]
    Customer.objects.filter(pk=row.pk).update(
        owner_id=None, department_id=None, owner_since=None, pool_id=pool.pk, pool_since=at,
        previous_owner_id=row.owner_id, updated_at=max(at, row.updated_at),
    )  # fmt: skip
    Ownership.objects.filter(customer_id=row.pk, until__isnull=True).update(
        until=at, end_how="fall" if falls else "return", reason=reason
    )
    name = owner.name if owner else ""
    title = f"客户从{name}名下自动回到{pool.name}" if falls else f"{name}把客户退回了{pool.name}"
    Interaction(
        id=place.ids(at), customer=row, kind="customer", at=at,
        title=title, text=reason, staff_id=None if falls else row.owner_id, created_at=at,
        updated_at=at,
    ).save(force_insert=True)  # fmt: skip

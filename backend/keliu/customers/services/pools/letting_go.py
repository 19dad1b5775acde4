"""Into a pool: an owner gives a customer back, a manager moves it on, time is bought once."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.customers.errors import AlreadyReturned, NoExtension, NotInPool, OpenDeal
from keliu.customers.events import CustomerReturned
from keliu.customers.models import Customer, Ownership, Pool
from keliu.customers.rules import pools as law
from keliu.customers.selectors import falling
from keliu.customers.services import live, ownerships, summaries
from keliu.customers.services.pools import home
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit
from keliu.platform.outbox import publish


@transaction.atomic
def customer_return(customer_id: int, *, reason: str, pool_id: int | None = None) -> Customer:
    """Let go of a customer, into the owner's pool unless another is named.

    Raises AlreadyReturned, OpenDeal, Invalid.
    """
    row = summaries.hold(customer_id)
    if row.owner_id is None:
        raise AlreadyReturned
    if row.deal_state == Customer.Deal.OPEN:
        raise OpenDeal
    pool = _chosen(pool_id) if pool_id else home.of_owner(row.owner_id)
    lay_down(row, pool, at=clock.now(), how="return", reason=reason)
    row.refresh_from_db()
    return row


def _chosen(pool_id: int) -> Pool:
    try:
        return home.hold(pool_id)
    except NotFound as none:
        raise Invalid(fields={"pool_id": "没有这个公海"}) from none


def lay_down(row: Customer, pool: Pool, *, at: datetime, how: str, reason: str) -> None:
    """Put an owned customer, whose row the caller holds, into a pool and say so everywhere."""
    before = row.owner_id
    Customer.objects.filter(pk=row.pk).update(
        owner_id=None, department_id=None, owner_since=None, pool_id=pool.pk, pool_since=at,
        previous_owner_id=before, version=F("version") + 1, updated_at=at,
    )  # fmt: skip
    ended = ownerships.end(row.pk, at, how, reason)
    name = accounts.names({before}).get(before or 0, "")
    shown = {"owner": (name, ""), "pool": ("", pool.name), "reason": ("", reason)}
    audit.record(f"customer.{how}", "customer", row.pk, row.name, shown)
    publish(CustomerReturned(row.pk, ended or 0, pool.pk, actor.current().staff_id))
    live.changed(row.pk, before)


@transaction.atomic
def customers_move(pool: Pool, customer_ids: list[int], to_id: int) -> list[int]:
    """Move customers from one pool to another; returns which moved. Raises Invalid, NotInPool."""
    target = _chosen(to_id)
    if target.pk == pool.pk:
        raise Invalid(fields={"to": "已经在这个公海里"})
    rows = Customer.objects.select_for_update(no_key=True).order_by("id")
    found = list(rows.filter(pk__in=customer_ids, pool_id=pool.pk, deleted_at__isnull=True))
    if not found:
        raise NotInPool
    moved = [row.pk for row in found]
    Customer.objects.filter(pk__in=moved).update(
        pool_id=target.pk, version=F("version") + 1, updated_at=clock.now()
    )
    for row in found:
        shown = {"pool": (pool.name, target.name)}
        audit.record("customer.move_pool", "customer", row.pk, row.name, shown)
    return moved


@transaction.atomic
def customer_extend(customer_id: int) -> Ownership:
    """Keep a customer longer, once per ownership. Raises NoExtension saying why not."""
    row = summaries.hold(customer_id)
    stay = falling.of_one(row.pk)
    refused = falling.extension_refused(stay)
    if refused or stay is None:
        raise NoExtension(why=refused)
    intervals = Ownership.objects.filter(customer_id=row.pk, until__isnull=True, extended_days=0)
    if not intervals.update(extended_days=stay.rules.extension_days):
        raise NoExtension(why=falling.USED)
    days = stay.rules.extension_days
    audit.record("customer.extend", "customer", row.pk, row.name, {"days": (0, days)})
    live.changed(row.pk, row.owner_id)
    interval: Ownership = Ownership.objects.get(customer_id=row.pk, until__isnull=True)
    return interval


__all__ = ["customer_extend", "customer_return", "customers_move", "law", "lay_down"]

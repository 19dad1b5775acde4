"""Out of a pool: claiming for oneself, giving to a colleague."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from keliu.customers.errors import NotInPool
from keliu.customers.events import CustomerClaimed
from keliu.customers.models import Customer, Pool
from keliu.customers.ports import Ports
from keliu.customers.rules import pools as law
from keliu.customers.services import live, ownerships
from keliu.customers.services.pools import desk as counter
from keliu.customers.services.pools.desk import Desk
from keliu.kit import actor, scope
from keliu.kit.errors import KeliuError
from keliu.platform import audit, sql
from keliu.platform.outbox import publish

# Whoever changes this row first has the customer: nobody owns it, it lies in this very pool.
TAKE = """UPDATE customers_customer SET owner_id = %s, department_id = %s, owner_since = %s,
  pool_id = NULL, pool_since = NULL, version = version + 1, updated_at = %s
 WHERE merchant_id = %s AND id = %s AND pool_id = %s AND owner_id IS NULL AND deleted_at IS NULL
 RETURNING name, deal_state, previous_owner_id"""


@dataclass
class Taken:
    """What came of taking several customers: each is either here or there."""

    ids: list[int] = field(default_factory=list)
    refused: list[tuple[int, KeliuError]] = field(default_factory=list)

    def or_refuse(self) -> "Taken":
        """Itself; the first refusal when nothing could be taken at all."""
        if self.refused and not self.ids:
            raise self.refused[0][1]
        return self


@transaction.atomic
def claim(pool: Pool, customer_ids: list[int]) -> Taken:
    """Claim customers for oneself, one by one: a refused one takes no place of the quota.

    Raises the refusal itself when none could be claimed.
    """
    who = actor.current()
    return _take_all(counter.open_for(pool, who.staff_id or 0), customer_ids, "claim").or_refuse()


@transaction.atomic
def give(pool: Pool, customer_ids: list[int], staff_id: int) -> Taken:
    """Give customers of a pool to a colleague; their capacity holds, quota and cool-down do not.

    Raises Invalid, or the refusal itself when none could be given.
    """
    desk = counter.open_for(pool, staff_id, manager=True)
    return _take_all(desk, customer_ids, "assign").or_refuse()


def _take_all(desk: Desk, customer_ids: list[int], how: str) -> Taken:
    found = Taken()
    for customer_id in sorted(set(customer_ids)):
        try:
            with transaction.atomic():
                _take(desk, customer_id, how)
        except KeliuError as refusal:
            found.refused.append((customer_id, refusal))
        else:
            found.ids.append(customer_id)
    return found


def _take(desk: Desk, customer_id: int, how: str) -> None:
    """One customer. Raises what refuses it; then nothing has changed."""
    refused = counter.refusal(desk, _seen(customer_id))
    if refused is not None:
        raise refused
    if not desk.manager:
        counter.take_place(desk)
    row = sql.one(TAKE, [desk.staff.id, desk.staff.department_id, desk.now, desk.now,
                         scope.current(), customer_id, desk.pool.pk])  # fmt: skip
    if row is None:  # somebody was faster, between the look and the hand
        raise counter.refusal(desk, _seen(customer_id)) or NotInPool()
    name, deal_state, previous = row
    desk.took(deal_state)
    ownerships.begin(customer_id, desk.staff.id, desk.now, how)
    if deal_state == law.OPEN:  # an opportunity of somebody who had to let go comes along
        for follow in Ports.assigned:
            follow(customer_id, desk.staff)
    _tell(desk, customer_id, name, previous, how)


def _seen(customer_id: int) -> Any:
    return Customer.objects.filter(pk=customer_id, deleted_at__isnull=True).first()


def _tell(desk: Desk, customer_id: int, name: str, previous: int | None, how: str) -> None:
    shown = {"owner": ("", desk.staff.name), "pool": (desk.pool.name, "")}
    audit.record(f"customer.{how}", "customer", customer_id, name, shown)
    by = actor.current().staff_id
    publish(CustomerClaimed(customer_id, desk.staff.id, desk.pool.pk, previous, by))
    live.changed(customer_id, desk.staff.id)

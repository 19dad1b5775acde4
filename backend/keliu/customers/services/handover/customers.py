"""Customers change hands in bulk: owner, interval of ownership, audit line."""

from datetime import datetime

from keliu.customers.models import Customer, Ownership
from keliu.customers.ports import Handing, HandoverItem, Ports
from keliu.kit import actor, clock, ids, scope
from keliu.platform import audit, sql
from keliu.platform.undo import Journal

KIND = "customer"
NOT_THEIRS = "已经不归{name},没有动"
LOCK = """SELECT id, name, owner_id FROM customers_customer
 WHERE merchant_id = %s AND id = ANY(%s) AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE"""
HAND = """UPDATE customers_customer c SET owner_id = x.owner, department_id = x.department,
  owner_since = %s, version = c.version + 1, updated_at = %s
 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS x(id, owner, department)
 WHERE c.merchant_id = %s AND c.id = x.id"""
INTERVALS = """SELECT id FROM customers_ownership
 WHERE merchant_id = %s AND customer_id = ANY(%s) AND until IS NULL ORDER BY id"""
END = """UPDATE customers_ownership SET until = greatest(since, %s), end_how = 'handover'
 WHERE merchant_id = %s AND id = ANY(%s)"""
BEGIN = """INSERT INTO customers_ownership
  (id, merchant_id, customer_id, owner_id, since, by_id, how)
 SELECT x.id, %s, x.customer, x.owner, %s, %s, 'handover'
 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS x(id, customer, owner)"""


def items(staff_id: int) -> list[HandoverItem]:
    """Living customers of a person, the longest known first."""
    rows = Customer.objects.filter(owner_id=staff_id, deleted_at__isnull=True).order_by("id")
    return [HandoverItem(one) for one in rows.values_list("id", flat=True)]


def move(handing: Handing, journal: Journal) -> dict[int, str]:
    """Give each customer to its receiver, if the leaver still has it."""
    locked = {row[0]: row for row in sql.rows(LOCK, [scope.current(), sorted(handing.to)])}
    mine = [one for one, row in locked.items() if row[2] == handing.leaver.id]
    refused = NOT_THEIRS.format(name=handing.leaver.name)
    if mine:
        _hand(mine, handing, journal)
        given = Handing(handing.leaver, {one: handing.to[one] for one in mine})
        for one in mine:
            shown = {"owner": (handing.leaver.name, handing.to[one].name)}
            audit.record("customer.handover", "customer", one, locked[one][1], shown)
        for part in Ports.handover_parts:
            if part.told is not None:
                part.told(given, journal)
    return {one: refused for one in handing.to if one not in set(mine)}


def _hand(mine: list[int], handing: Handing, journal: Journal) -> None:
    now = clock.now()
    owners = [handing.to[one].id for one in mine]
    places = [handing.to[one].department_id for one in mine]
    journal.watch(Customer, mine)
    sql.do(HAND, [now, now, mine, owners, places, scope.current()])
    _intervals(mine, owners, now, journal)


def _intervals(mine: list[int], owners: list[int], now: datetime, journal: Journal) -> None:
    merchant = scope.current()
    ending = [row[0] for row in sql.rows(INTERVALS, [merchant, mine])]
    journal.watch(Ownership, ending)
    sql.do(END, [now, merchant, ending])
    beginning = [ids.new() for _ in mine]
    by = actor.current().staff_id
    sql.do(BEGIN, [merchant, now, by, beginning, mine, owners])
    journal.created(Ownership, beginning)

"""Looking closer at somebody in a pool: whose details a person opens is counted and remembered."""

from django.db import transaction

from keliu.customers.errors import NotInPool, ViewsSpent
from keliu.customers.models import Customer, Pool
from keliu.customers.selectors import pools as questions
from keliu.kit import actor, ids, scope
from keliu.kit.errors import NotFound
from keliu.platform import audit, sql

UNLIMITED = 2**31 - 1
# The row of the day settles it: of two looks with one place left, one finds no row to change.
# Whoever was opened today already takes no place again.
LOOK = """INSERT INTO customers_viewday AS d
 (id, merchant_id, staff_id, pool_id, day, customer_ids)
 VALUES (%(id)s, %(merchant)s, %(staff)s, %(pool)s, %(day)s, ARRAY[%(customer)s]::bigint[])
 ON CONFLICT (merchant_id, staff_id, pool_id, day)
 DO UPDATE SET customer_ids = CASE WHEN %(customer)s = ANY(d.customer_ids) THEN d.customer_ids
   ELSE d.customer_ids || %(customer)s::bigint END
 WHERE %(customer)s = ANY(d.customer_ids) OR cardinality(d.customer_ids) < %(most)s
 RETURNING cardinality(customer_ids)"""


@transaction.atomic
def customer_open(pool: Pool, customer_id: int) -> tuple[Customer, int]:
    """Open the details of somebody who waits in a pool; (the customer, how many were opened today).

    Whoever runs the pool looks freely. Raises NotFound, NotInPool, ViewsSpent.
    """
    row = Customer.objects.filter(pk=customer_id, deleted_at__isnull=True).first()
    if row is None:
        raise NotFound
    if row.pool_id != pool.pk:
        raise NotInPool
    seen = questions.seen_today(actor.current().staff_id or 0).get(pool.pk, ())
    if questions.manages(pool) or row.pk in seen:
        return row, len(seen)
    count = _count(pool, row.pk)
    audit.record("customer.look", "customer", row.pk, row.name, {"pool": ("", pool.name)})
    return row, count


def _count(pool: Pool, customer_id: int) -> int:
    limit = questions.rules_of(pool).daily_views
    place = {
        "id": ids.new(),
        "merchant": scope.current(),
        "staff": actor.current().staff_id,
        "pool": pool.pk,
        "day": questions.today(),
        "customer": customer_id,
        "most": limit or UNLIMITED,
    }
    counted = sql.one(LOOK, place)
    if counted is None:
        raise ViewsSpent(limit=limit)
    return int(counted[0])

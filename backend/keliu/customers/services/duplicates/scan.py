"""The search through all customers: step by step, each a short transaction, only what changed."""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from keliu.customers.models import Customer, DuplicatePair, DuplicateScan
from keliu.customers.rules import duplicates as law
from keliu.customers.rules.duplicates import Face
from keliu.customers.selectors import duplicates as questions
from keliu.customers.services import columns
from keliu.kit import actor, clock, ids, scope
from keliu.platform import audit, keys, sql
from keliu.platform.jobs import job

STEP = 500
STALE = timedelta(minutes=5)  # a search without a sign of life has died with its worker
OVERLAP = timedelta(minutes=1)  # who saved while we looked is looked at again
LONG_AGO = datetime(2000, 1, 1, tzinfo=clock.now().tzinfo)
CHANGED = """SELECT id, updated_at FROM customers_customer
 WHERE merchant_id = %s AND deleted_at IS NULL AND (updated_at, id) > (%s, %s)
 ORDER BY updated_at, id LIMIT %s"""
# A pair that somebody decided about stays decided.
FOUND = """INSERT INTO customers_duplicatepair AS p
 (id, merchant_id, low_id, high_id, reasons, strength, state, found_at, version)
 SELECT x.id, %s, x.low, x.high, string_to_array(x.reasons, ','), x.strength, 'open', %s, 1
 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::int[])
   AS x(id, low, high, reasons, strength)
 ON CONFLICT (merchant_id, low_id, high_id) DO UPDATE
 SET reasons = excluded.reasons, strength = excluded.strength
 WHERE p.state = 'open' AND (p.strength, p.reasons) <> (excluded.strength, excluded.reasons)
 RETURNING (p.xmax = 0)"""


def begin(*, whole: bool, later: bool = True) -> DuplicateScan:
    """Search in the background: everybody, or who changed since the last time.

    Without `later` no job is made: the caller takes the steps.
    """
    row = _row()
    now = clock.now()
    alive = row.running and row.step_at is not None and now - row.step_at < STALE
    if alive:
        return row
    if whole:
        row.seen_at, row.seen_id = None, 0
    row.running, row.started_at, row.step_at = True, now, now
    row.looked = row.found = 0
    row.total = _after(row).count()
    row.save()
    if whole and actor.current().staff_id is not None:
        audit.record("duplicates.scan", "customer", None)
    if later:
        _step.later()
    return row


def _row() -> DuplicateScan:
    """The one row of the merchant, locked."""
    sql.do(
        """INSERT INTO customers_duplicatescan
         (id, merchant_id, seen_id, looked, total, found, running)
         VALUES (%s, %s, 0, 0, 0, 0, false) ON CONFLICT (merchant_id) DO NOTHING""",
        [ids.new(), scope.current()],
    )
    row: DuplicateScan = DuplicateScan.objects.select_for_update().get()
    return row


def state() -> DuplicateScan | None:
    """How far the search has come, or None before the first one."""
    row: DuplicateScan | None = DuplicateScan.objects.first()
    return row


def _after(row: DuplicateScan) -> "QuerySet[Customer]":
    living = Customer.objects.filter(deleted_at__isnull=True)
    return living.filter(updated_at__gte=row.seen_at) if row.seen_at else living


@job
def _step() -> None:
    """One step, and the job of the next."""
    if step():
        _step.later()


def step(most: int = STEP) -> bool:
    """Look at the next customers; returns whether more are left."""
    row = _row()
    if not row.running:
        return False
    after = [row.seen_at or LONG_AGO, row.seen_id]
    found = sql.rows(CHANGED, [scope.current(), *after, most])
    if found:
        _keys_filled([one[0] for one in found])
        row.found += look([one[0] for one in found])
        row.seen_id, row.seen_at = found[-1]
    row.looked += len(found)
    row.step_at = clock.now()
    more = len(found) == most
    if not more:
        _over(row)
    row.save()
    return more


def _over(row: DuplicateScan) -> None:
    row.running, row.finished_at = False, clock.now()
    began = (row.started_at or clock.now()) - OVERLAP
    row.seen_at, row.seen_id = min(row.seen_at or began, began), 0


def _keys_filled(customer_ids: list[int]) -> None:
    """Customers from before this search existed, or loaded in bulk, get what they are found by."""
    lacking = Customer.objects.filter(
        Q(match_key="") | Q(email_sealed__isnull=False, email_index__isnull=True),
        pk__in=customer_ids,
    )
    for row in lacking:
        email = columns.opened(row, "email")
        Customer.objects.filter(pk=row.pk).update(
            match_key=law.match_key(row.kind, row.name),
            email_index=keys.ours().blind("email", email.lower()) if email else None,
        )


def look(customer_ids: list[int]) -> int:
    """Compare these with everybody alike; returns how many new pairs that gave."""
    asked = questions.faces(customer_ids)
    others = questions.faces(questions.near(asked.values()))
    pairs = questions.pairs(asked, {**others, **asked})
    _forgotten(asked, list(pairs))
    return _stored(pairs)


def _forgotten(asked: dict[int, Face], places: list[tuple[int, int]]) -> None:
    """Open pairs that have nothing in common any more."""
    ours = list(asked)
    old = DuplicatePair.objects.filter(
        Q(low_id__in=ours) | Q(high_id__in=ours), state=DuplicatePair.State.OPEN
    )
    known = set(places)
    gone = [row.pk for row in old if (row.low_id, row.high_id) not in known]
    DuplicatePair.objects.filter(pk__in=gone).delete()


def _stored(pairs: dict[tuple[int, int], list[law.Sign]]) -> int:
    places = sorted(pairs)
    if not places:
        return 0
    values = [
        [ids.new() for _ in places],
        [low for low, _ in places],
        [high for _, high in places],
        [",".join(sign.code for sign in pairs[place]) for place in places],
        [law.strength(pairs[place]) for place in places],
    ]
    return sum(row[0] for row in sql.rows(FOUND, [scope.current(), clock.now(), *values]))


def to_the_end(most: int = STEP) -> DuplicateScan:
    """The whole search at once, in this process: for seeding and tests."""
    while step(most):
        pass
    return DuplicateScan.objects.get()


def decide(row: DuplicatePair, *, to: str, by: int | None) -> bool:
    """Dismiss a pair, or open it again; False when somebody was faster."""
    expected = "open" if to == "dismissed" else "dismissed"
    at = clock.now() if to == "dismissed" else None
    done = DuplicatePair.objects.filter(pk=row.pk, state=expected).update(
        state=to, decided_at=at, decided_by=by if at else None, version=F("version") + 1
    )
    return bool(done)

"""Deciding about a pair."""

from django.db import transaction

from keliu.customers.errors import PairDecided
from keliu.customers.models import DuplicatePair
from keliu.customers.services.duplicates import scan
from keliu.kit import actor
from keliu.platform import audit


@transaction.atomic
def pair_decide(row: DuplicatePair, *, to: str) -> DuplicatePair:
    """Say that two are not the same (`dismissed`), or take that back (`open`).

    Raises PairDecided when somebody decided meanwhile.
    """
    if not scan.decide(row, to=to, by=actor.current().staff_id):
        raise PairDecided
    row.refresh_from_db()
    action = "duplicates.dismiss" if to == DuplicatePair.State.DISMISSED else "duplicates.reopen"
    audit.record(action, "customer", row.low_id, f"{row.low.name} / {row.high.name}")
    return row

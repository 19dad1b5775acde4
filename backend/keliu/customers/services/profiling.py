"""Being judged or not (画像): a customer may say no, and then nothing is guessed about them."""

from django.db import transaction

from keliu.customers.models import Customer
from keliu.customers.ports import Ports
from keliu.customers.services import live, summaries
from keliu.kit import clock
from keliu.platform import audit

ON, OFF = "profiling.on", "profiling.off"


@transaction.atomic
def profiling_set(row: Customer, *, on: bool) -> Customer:
    """Turn judging on or off for oneself; off takes back at once what was concluded so far."""
    held = summaries.hold(row.pk)
    if on == (held.profiling_off_at is None):
        return held
    held.profiling_off_at, held.deeds = (None if on else clock.now()), {}
    Customer.objects.filter(pk=held.pk).update(
        profiling_off_at=held.profiling_off_at, deeds={}, updated_at=clock.now()
    )
    # Turned on, it begins with nothing too: what a visit of that very moment may have left goes.
    for forget in Ports.unprofiled:
        forget(held.pk)
    summaries.score_again(held.pk)
    audit.record(ON if on else OFF, "customer", held.pk, held.name)
    live.changed(held.pk, held.owner_id)
    return held

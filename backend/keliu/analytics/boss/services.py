"""Putting a hint aside, and taking that back."""

from datetime import datetime

from django.db import transaction

from keliu.accounts.public import StaffCard
from keliu.analytics.boss.rules import hints as law
from keliu.analytics.boss.rules.hints import HintKey
from keliu.analytics.models import HintDismissal
from keliu.kit import actor, clock
from keliu.kit.errors import NotFound
from keliu.platform import audit


@transaction.atomic
def hint_dismiss(key: str, who: StaffCard, *, until: datetime, note: str) -> HintDismissal:
    """Somebody looked into it: what happened up to `until` is odd no more."""
    row, _ = HintDismissal.objects.update_or_create(
        key=known(key),
        staff_id=who.id,
        defaults={
            "until": min(until, clock.now()),
            "note": note,
            "by_id": actor.current().staff_id,
            "by_name": actor.current().name,
            "at": clock.now(),
        },
    )
    said = {"hint": (None, law.HINTS[known(key)].zh), "note": (None, note)}
    audit.record("boss.dismiss", "staff", who.id, who.name, said)
    return row


@transaction.atomic
def hint_recall(key: str, who: StaffCard) -> None:
    """It counts again. Raises NotFound when it was not put aside."""
    gone, _ = HintDismissal.objects.filter(key=known(key), staff_id=who.id).delete()
    if not gone:
        raise NotFound
    audit.record(
        "boss.recall", "staff", who.id, who.name, {"hint": (law.HINTS[known(key)].zh, None)}
    )


def known(key: str) -> HintKey:
    """A rule's key. Raises NotFound."""
    try:
        return law.known(key)
    except KeyError as none:
        raise NotFound from none

"""Which message of a person goes next, and whether it still may."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from keliu.kit import clock
from keliu.outreach.models import PersonDelivery
from keliu.outreach.ports import Ports
from keliu.outreach.rules import people as rules
from keliu.outreach.services.people import allowances, consents, outcomes

State = PersonDelivery.State
SOON = timedelta(seconds=2)
PATIENCE = timedelta(seconds=20)  # a hand-over takes seconds: after this its worker is doubted


@dataclass(frozen=True)
class Taken:
    """What to hand over now, if anything, and when to look again for what was asked for."""

    row: PersonDelivery | None = None
    again_at: datetime | None = None


def claim(delivery_id: int) -> Taken:
    """Take the oldest waiting message to the same person; nobody else can take it then."""
    asked = PersonDelivery.objects.filter(pk=delivery_id).first()
    if asked is None or asked.openid_index is None:
        return Taken()
    for row in _waiting(asked):
        if row.state == State.SENDING and not _again(row):
            busy = _busy_until(row)
            if busy is not None:
                return Taken(again_at=busy)
            outcomes.unknown(row, "killed")
        elif _may(row):
            return Taken(row=_taken(row))
    return Taken()


def _waiting(asked: PersonDelivery) -> list[PersonDelivery]:
    """What waits for the person, oldest first, locked: two workers never look at once."""
    due = Q(state=State.DELAYED, release_at__lte=clock.now())
    rows = PersonDelivery.objects.select_for_update(of=("self",), no_key=True).filter(
        Q(state__in=[State.QUEUED, State.SENDING]) | due,
        account_id=asked.account_id,
        openid_index=asked.openid_index,
        channel=asked.channel,
    )
    return list(rows.order_by("id")[:50])


def _busy_until(row: PersonDelivery) -> datetime | None:
    """When to look again at a message that somebody is sending; None: its worker is gone."""
    since, now = row.claimed_at or row.created_at, clock.now()
    if now - since >= rules.STALE:
        return None
    return now + SOON if now - since < PATIENCE else since + rules.STALE


def _again(row: PersonDelivery) -> bool:
    """Whether a hand-over whose worker is gone may be made once more: WeChat knows its key."""
    return _busy_until(row) is None and Ports.people[row.channel].keyed and _known(row)


def _known(row: PersonDelivery) -> bool:
    return clock.now() - (row.first_at or clock.now()) <= rules.KEYED_FOR


def _may(row: PersonDelivery) -> bool:
    """Whether it may still go; takes what it uses up. What may not is settled."""
    if row.reason == "no_answer" and not _known(row):
        outcomes.too_late(row, "no_answer", State.UNKNOWN)
        return False
    reason = _spent(row, bytes(row.openid_index or b""))
    if not reason:
        return True
    outcomes.too_late(row, reason)
    return False


def _spent(row: PersonDelivery, index: bytes) -> str:
    if row.purpose == rules.MARKETING and allowances.wants_none(row.account_id, index):
        return "opted_out"
    if row.channel == rules.SUBSCRIBE:
        template = str(row.content.get("template_id"))
        return "" if consents.spend(row.account_id, index, template) else "no_consent"
    if row.channel == rules.CUSTOM:
        found = allowances.grants(row.account_id, index, clock.now())
        if not found:
            return "window"
        row.window = found[0].trigger
    return ""


def _taken(row: PersonDelivery) -> PersonDelivery:
    now = clock.now()
    row.state, row.claimed_at, row.first_at = State.SENDING, now, row.first_at or now
    row.tries += 1
    row.reason, row.code, row.release_at, row.settled_at = "", None, None, None
    row.save(
        update_fields=[
            "state", "claimed_at", "first_at", "tries", "window", "reason", "code", "release_at",
            "settled_at",
        ]
    )  # fmt: skip
    return row

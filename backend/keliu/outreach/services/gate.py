"""The one gate: once per message, never in quiet hours, every outcome on record."""

from datetime import datetime

from django.db import transaction

from keliu.kit import clock, scope
from keliu.outreach import rules
from keliu.outreach.models import Delivery
from keliu.outreach.ports import Message, Ports
from keliu.outreach.rules import IN_APP
from keliu.outreach.services import preferences
from keliu.platform import jobs, merchants

State, Reason = Delivery.State, Delivery.Reason
ZONE = "outreach.zone"


@transaction.atomic
def tell(message: Message, *, urgent: bool) -> Delivery:
    """Send, hold back until quiet hours end, or leave out; returns the inbox's log row.

    What the person also wants by other channels goes through the same gate.
    """
    first = _by(message, IN_APP, urgent=urgent)
    if first.state != State.SKIPPED:
        for channel in preferences.channels(message.staff_id, message.kind):
            _by(message, channel, urgent=urgent)
    return first


def _by(message: Message, channel: str, *, urgent: bool) -> Delivery:
    row = _logged(message, channel)
    if row.state == State.SKIPPED:
        return row
    if row.staff.state != "active":
        return _settle(row, State.QUEUED, state=State.SKIPPED, reason=Reason.DISABLED)
    until = None if urgent else _quiet_until(row)
    if until is not None:
        return _hold_back(row, State.QUEUED, until)
    return _send(row, State.QUEUED)


def _logged(message: Message, channel: str) -> Delivery:
    """A queued row, or a skipped one when the same message is on record already."""
    row = _row(message, channel)
    Delivery.objects.bulk_create([row], ignore_conflicts=True)
    kept: Delivery | None = Delivery.objects.select_related("staff").filter(pk=row.pk).first()
    if kept is None:
        row = _row(message, channel, state=State.SKIPPED, reason=Reason.DUPLICATE)
        row.save(force_insert=True)
        return _loaded(row.pk)
    return kept


def _row(message: Message, channel: str, **more: str) -> Delivery:
    return Delivery(
        staff_id=message.staff_id,
        channel=channel,
        kind=message.kind,
        title=message.title[:120],
        text=message.text[:400],
        link_kind=message.link[0] if message.link else "",
        link_id=message.link[1] if message.link else None,
        dedupe_key=message.dedupe[:80],
        **more,
    )


def _loaded(delivery_id: int) -> Delivery:
    row: Delivery = Delivery.objects.select_related("staff").get(pk=delivery_id)
    return row


def _quiet_until(row: Delivery) -> datetime | None:
    known = scope.memory()  # a digest tells many in one scope
    if ZONE not in known:
        known[ZONE] = merchants.timezone()
    zone = known[ZONE]
    return rules.quiet_until(clock.now(), zone, row.staff.quiet_from, row.staff.quiet_to)


def _hold_back(row: Delivery, was: str, until: datetime) -> Delivery:
    held = _settle(row, was, state=State.DELAYED, reason=Reason.QUIET, release_at=until)
    release.later(at=until, delivery_id=row.pk)
    return held


def _send(row: Delivery, was: str) -> Delivery:
    """The inbox has it at once; other channels say themselves when it is really sent."""
    if row.channel == IN_APP:
        sent = _settle(row, was, state=State.SENT, sent_at=clock.now())
    else:
        sent = _settle(row, was, state=State.QUEUED)
    link = (row.link_kind, row.link_id) if row.link_id is not None else None
    Ports.senders[row.channel](
        Message(row.staff_id, row.kind, row.title, row.text, link, row.dedupe_key, row.pk)
    )
    return sent


def _settle(row: Delivery, was: str, **values: object) -> Delivery:
    """Move a row on if it is still where we saw it; a second release changes nothing."""
    if not Delivery.objects.filter(pk=row.pk, state=was).update(**values):
        return _loaded(row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def deliver_delayed(delivery_id: int) -> None:
    """Quiet hours are over: send, unless the person has moved them meanwhile."""
    row = (
        Delivery.objects.select_for_update(of=("self",), no_key=True)
        .select_related("staff")
        .filter(pk=delivery_id, state=State.DELAYED)
        .first()
    )
    if row is None:
        return
    if row.staff.state != "active":
        _settle(row, State.DELAYED, state=State.SKIPPED, reason=Reason.DISABLED)
        return
    until = _quiet_until(row)
    if until is not None:
        _hold_back(row, State.DELAYED, until)
    else:
        _send(row, State.DELAYED)


release = jobs.job(deliver_delayed)

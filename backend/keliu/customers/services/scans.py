"""Paper cards: read in the background, shown to who photographed them, forgotten within the hour.

An identity card is read for the merchant's recorded purpose only, its picture is gone when it was
read, and its number is kept by nobody. Nothing of a card is kept but what the person saves: the row
and an unused picture go as soon as the form is left, and after an hour whatever happens.
"""

from datetime import timedelta

import msgspec
from django.db import transaction

from keliu.customers.errors import CardReaderBusy, CardReaderMissing
from keliu.customers.models import CardScan
from keliu.customers.ports import Ports
from keliu.customers.rules import paper
from keliu.customers.rules.paper import idcard
from keliu.customers.services import id_purposes
from keliu.kit import actor, clock
from keliu.platform import audit, files, jobs, keys, records
from keliu.platform.ocr import Unreadable

State, Reason = CardScan.State, CardScan.Reason
LIVES = timedelta(hours=1)
MOST_WAITING = 10


def ready() -> bool:
    """Whether this installation can read cards."""
    return Ports.card_reader is not None


@transaction.atomic
def scan_begin(file_id: int, *, identity: bool = False) -> CardScan:
    """Have one's own fresh picture read; an identity card's only for a purpose on record.

    Raises CardReaderMissing, CardReaderBusy, IdPurposeMissing, Invalid.
    """
    if not ready():
        raise CardReaderMissing
    purpose = id_purposes.needed() if identity else None
    files.require_own_picture(file_id)
    me = actor.current().staff_id or 0
    for older in CardScan.objects.filter(staff_id=me):
        _forget(older, keep=file_id)
    if CardScan.objects.filter(state=State.QUEUED).count() >= MOST_WAITING:
        raise CardReaderBusy
    row = CardScan.objects.create(staff_id=me, file_id=file_id, purpose=purpose)
    read_card.later(scan_id=row.pk)
    if purpose is None:
        audit.record("card_scan.read", "staff", me, actor.current().name)
    else:
        audit.record("id_card.read", "idpurpose", purpose.pk, purpose.purpose)
    return row


def mine(scan_id: int) -> CardScan:
    """A scan of the acting person. Raises NotFound."""
    me = actor.current().staff_id or 0
    return records.find(CardScan.objects.filter(staff_id=me), scan_id)


def reading_of(row: CardScan) -> paper.Reading | None:
    """What was read, once it is there."""
    if row.result_sealed is None:
        return None
    text = keys.unseal(CardScan, "result_sealed", row.result_sealed)
    return msgspec.json.decode(text, type=paper.Reading)


@transaction.atomic
def scan_forget(row: CardScan) -> None:
    """The form was saved or left."""
    _forget(row)


def _forget(row: CardScan, keep: int | None = None) -> None:
    """Remove a scan, and its picture when nothing else uses that."""
    CardScan.objects.filter(pk=row.pk).delete()
    if row.file_id != keep:
        files.forget(row.file_id)


def scans_forget_old() -> None:
    """Remove what is older than an hour, of the current merchant."""
    for row in CardScan.objects.filter(created_at__lt=clock.now() - LIVES)[:500]:
        _forget(row)


def card_read(scan_id: int) -> None:
    """Read one picture; whoever took it back meanwhile gets nothing."""
    row = CardScan.objects.filter(pk=scan_id, state=State.QUEUED).first()
    if row is None or Ports.card_reader is None:
        return
    try:
        _read(row)
    finally:
        if row.purpose_id is not None:  # whatever became of it
            files.forget(row.file_id)


def _read(row: CardScan) -> None:
    assert Ports.card_reader is not None
    try:
        seen = Ports.card_reader(files.read_private(row.file_id))
    except Unreadable as unread:
        _settle(row, state=State.FAILED, reason=unread.cause)
        return
    if not seen:
        _settle(row, state=State.FAILED, reason=Reason.EMPTY)
        return
    lines = [paper.Line(o.text, o.left, o.top, o.right, o.bottom, o.score) for o in seen]
    reading = paper.read(lines) if row.purpose_id is None else idcard.read(lines)
    if reading is None:
        _settle(row, state=State.FAILED, reason=Reason.NOT_ID)
        return
    text = msgspec.json.encode(reading).decode()
    _settle(row, state=State.DONE, result_sealed=keys.seal(CardScan, "result_sealed", text))


def _settle(row: CardScan, **values: object) -> None:
    CardScan.objects.filter(pk=row.pk, state=State.QUEUED).update(**values)


read_card = jobs.job(card_read, lock="card-reader")

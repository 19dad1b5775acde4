"""What identity cards are read for: recorded by the owner, or none is read."""

from datetime import date

from django.db import transaction

from keliu.customers.errors import IdPurposeMissing
from keliu.customers.models import CardScan, IdPurpose
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid
from keliu.platform import audit, files, merchants


def current() -> IdPurpose | None:
    """The purpose on record, if there is one."""
    return IdPurpose.objects.filter(withdrawn_at__isnull=True).first()


def needed() -> IdPurpose:
    """The purpose, kept as it is until this transaction ends. Raises IdPurposeMissing."""
    row = IdPurpose.objects.select_for_update(no_key=True).filter(withdrawn_at__isnull=True).first()
    if row is None:
        raise IdPurposeMissing
    return row


@transaction.atomic
def purpose_record(*, purpose: str, basis: str, agreed_by: str, agreed_on: date) -> IdPurpose:
    """Say what identity cards are read for; the wording before stays on record. Raises Invalid."""
    if agreed_on > clock.local_day(clock.now(), merchants.timezone()):
        raise Invalid(fields={"agreed_on": "日期不能在今天之后"})
    if basis not in IdPurpose.Basis.values:
        raise Invalid(fields={"basis": "请选一项依据"})
    _close()
    row = IdPurpose.objects.create(
        purpose=purpose,
        basis=basis,
        agreed_by=agreed_by,
        agreed_on=agreed_on,
        by_id=actor.current().staff_id or 0,
    )
    audit.record("id_purpose.record", "idpurpose", row.pk, purpose)
    return row


@transaction.atomic
def purpose_withdraw() -> None:
    """From now on no identity card is read; what still waits goes unread."""
    row = _close()
    if row is not None:
        for scan in CardScan.objects.filter(purpose__isnull=False):
            scan.delete()
            files.forget(scan.file_id)
        audit.record("id_purpose.withdraw", "idpurpose", row.pk, row.purpose)


def _close() -> IdPurpose | None:
    row = IdPurpose.objects.select_for_update().filter(withdrawn_at__isnull=True).first()
    if row is not None:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
    return row

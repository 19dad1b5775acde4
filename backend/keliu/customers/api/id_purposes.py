"""身份证用途: what the merchant reads identity cards for."""

from datetime import date
from typing import Literal, cast

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from keliu.accounts import public as door
from keliu.customers.models import IdPurpose
from keliu.customers.services import id_purposes
from keliu.platform.wire import Asked, Id, Moment, Text, Wire

router = Router(tags=["card-scans"])
Basis = Literal["consent", "contract", "law"]


class IdPurposeOut(Wire):
    id: Id
    purpose: str
    basis: Basis
    agreed_by: str
    agreed_on: date
    by_name: str
    created_at: Moment

    @staticmethod
    def of(row: IdPurpose) -> "IdPurposeOut":
        return IdPurposeOut(
            id=row.pk,
            purpose=row.purpose,
            basis=cast(Basis, row.basis),
            agreed_by=row.agreed_by,
            agreed_on=row.agreed_on,
            by_name=door.names({row.by_id}).get(row.by_id, ""),
            created_at=row.created_at,
        )


class IdPurposeNow(Wire):
    """The purpose on record; null: no identity card is read."""

    purpose: IdPurposeOut | None


class IdPurposeIn(Asked):
    """`agreed_by`, `agreed_on`: who in the company decided it, and when."""

    purpose: Text = Field(min_length=4, max_length=200)
    basis: Basis
    agreed_by: Text = Field(min_length=1, max_length=40)
    agreed_on: date


@router.get("/id-purpose", response=IdPurposeNow)
@door.staff("merchant.write")
def id_purpose_get(request: HttpRequest) -> IdPurposeNow:
    """What identity cards are read for now."""
    row = id_purposes.current()
    return IdPurposeNow(purpose=IdPurposeOut.of(row) if row else None)


@router.put("/id-purpose", response=IdPurposeNow)
@door.staff("merchant.write")
def id_purpose_record(request: HttpRequest, payload: IdPurposeIn) -> IdPurposeNow:
    """Record a purpose; from now on identity cards can be read for it. The one before ends."""
    row = id_purposes.purpose_record(
        purpose=payload.purpose,
        basis=payload.basis,
        agreed_by=payload.agreed_by,
        agreed_on=payload.agreed_on,
    )
    return IdPurposeNow(purpose=IdPurposeOut.of(row))


@router.delete("/id-purpose", response={204: None})
@door.staff("merchant.write")
def id_purpose_withdraw(request: HttpRequest) -> None:
    """Withdraw it: the button goes, and what was being read is deleted."""
    id_purposes.purpose_withdraw()

"""The conversion wizard and a lead's timeline."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.interactions import public as interactions
from keliu.platform.wire import Page
from keliu.sales.api.leads import READ, WRITE, find, shown
from keliu.sales.schemas import conversion as schemas
from keliu.sales.schemas.leads import LeadOut
from keliu.sales.services import conversion

router = Router(tags=["leads"])


@router.get("/leads/{int:lead_id}/timeline", response=Page[interactions.TimelineRow])
@accounts.staff(READ)
def lead_timeline(
    request: HttpRequest, lead_id: int, asked: Query[interactions.TimelineAsked]
) -> Page[interactions.TimelineRow]:
    """Everything that happened with a lead, newest first."""
    return interactions.lead_timeline(find(lead_id).pk, asked)


@router.post("/leads/{int:lead_id}/convert/preview", response=schemas.ConvertPreview)
@accounts.staff(WRITE)
def lead_convert_preview(
    request: HttpRequest, lead_id: int, payload: schemas.ConvertAsked
) -> schemas.ConvertPreview:
    """What converting would do: fields, differences, look-alikes; changes nothing."""
    return schemas.preview_of(find(lead_id, WRITE), payload)


@router.post("/leads/{int:lead_id}/convert", response=LeadOut)
@accounts.staff(WRITE)
def lead_convert(request: HttpRequest, lead_id: int, payload: schemas.ConvertIn) -> LeadOut:
    """Make it a customer, once; who comes second gets 409 `lead_converted` with the `result`."""
    row = conversion.lead_convert(
        find(lead_id, WRITE), version=payload.version, wish=payload.wish(), shown=shown
    )
    return LeadOut.of(row)

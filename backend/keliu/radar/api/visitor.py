"""What a visitor's page sends: batches of events, and shares to be forwarded."""

from functools import partial

import msgspec
from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.catalog import public as catalog
from keliu.kit.errors import TooMany
from keliu.kit.pace import Pace
from keliu.platform.tenancy import merchant_scope
from keliu.radar.rules.sites import host_of
from keliu.radar.schemas import EventsIn, EventsOut, ShareIn, ShareOut
from keliu.radar.services import intake, shares

router = Router(tags=["radar"])
BODY = {"schema": EventsIn.model_json_schema(ref_template="#/components/schemas/{model}")}
EVENT = BODY["schema"].pop("$defs")["EventIn"]
BODY["schema"]["properties"]["events"]["items"] = EVENT
# A page sends a batch every few seconds; behind one address of a mobile network are many people,
# behind one session there is one.
PACE = Pace(most=1_200, seconds=60)
PERSON_PACE = Pace(most=120, seconds=60)
NEAR = ("127.0.0.1", "::1")  # without a configured proxy nobody's own address is known here


def _paced(request: HttpRequest) -> None:
    """Refuse one address that floods this open door. Raises TooMany."""
    address = door.client_ip(request)
    if address not in NEAR and not PACE.allows(address):
        raise TooMany


def _sender(request: HttpRequest) -> intake.Sender:
    def paced(merchant_id: int, customer_id: int) -> None:
        far = door.client_ip(request) not in NEAR
        if far and not PERSON_PACE.allows(f"{merchant_id}.{customer_id}"):
            raise TooMany

    def identify(token: str | None, merchant_id: int) -> int | None:
        found = door.customer_or_none(request, token, merchant_id)
        if found is not None:
            paced(merchant_id, found)
        return found

    origin = request.META.get("HTTP_ORIGIN")
    return intake.Sender(
        identify,
        str(request.META.get("HTTP_USER_AGENT", "")),
        host_of(origin) if origin is not None else None,
        partial(door.secret_of, request),
        paced,
    )


@router.post(
    "/radar/events",
    response=EventsOut,
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": BODY}}},
)
@door.public
def radar_events(request: HttpRequest) -> door.Body:
    """Store a batch of at most 20 events, each once; bad ones are listed, the others count.

    Who sends more than two a second gets 429 and keeps the batch for a later try.
    """
    _paced(request)
    sender = _sender(request)
    return door.Body(msgspec.json.encode(intake.take_in(request.body, sender)))


@router.post("/visitor/shares", response=ShareOut)
@door.public
def share_prepare(request: HttpRequest, payload: ShareIn) -> ShareOut:
    """The share id that a page carries when it is forwarded; the same page gets the same one."""
    _paced(request)
    merchant_id = catalog.merchant_of_code(payload.code)
    visitor = door.customer_or_none(request, None, merchant_id)
    with merchant_scope(merchant_id):
        face = shares.share_prepare(
            code=catalog.open_code(payload.code),
            object_kind=payload.object_kind,
            object_id=payload.object_id,
            parent_id=payload.parent_share_id,
            sharer=intake.known_visitor(visitor),
        )
    return ShareOut.model_validate(face)

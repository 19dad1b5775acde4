"""A customer's own details, which they keep right themselves."""

from datetime import date

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from keliu.accounts import public as door
from keliu.customers.api.visitor import me
from keliu.customers.models import Customer
from keliu.customers.services import details
from keliu.platform.wire import Asked, Text, Wire

router = Router(tags=["visitor"])


class OwnDetails(Wire):
    """`phone_masked` is all that is shown of the number; `phone` of a change is a further one."""

    name: str
    phone_masked: str
    email: str
    company: str
    position: str
    birthday: date | None
    address: str

    @staticmethod
    def of(row: Customer) -> "OwnDetails":
        return OwnDetails(**details.details(row))


class OwnDetailsIn(Asked):
    name: Text | None = Field(None, max_length=30)
    phone: Text | None = Field(None, max_length=30)
    email: Text | None = Field(None, max_length=120)
    company: Text | None = Field(None, max_length=60)
    position: Text | None = Field(None, max_length=60)
    birthday: date | None = None
    address: Text | None = Field(None, max_length=200)


@router.get("/visitor/details", response=OwnDetails)
@door.visitor
def visitor_details(request: HttpRequest) -> OwnDetails:
    """What this merchant has of the customer's own contact data."""
    return OwnDetails.of(me())


@router.patch("/visitor/details", response=OwnDetails)
@door.visitor
def visitor_details_change(request: HttpRequest, payload: OwnDetailsIn) -> OwnDetails:
    """Put one's own contact data right; people at work see it at once."""
    row = me()
    given = {name: getattr(payload, name) for name in payload.model_fields_set}
    kept = {name: value for name, value in given.items() if value is not None or name == "birthday"}
    details.details_given(row, kept, how="own")
    return OwnDetails.of(row)

"""The merchant's brand: name, logo, colour, cover."""

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from keliu.accounts import door, schemas
from keliu.kit import scope
from keliu.platform import brand, merchants
from keliu.platform.models import Merchant

router = Router(tags=["brand"])
COLOUR = "^#[0-9A-Fa-f]{6}$"


class PaletteAsked(Schema):
    color: str = Field(pattern=COLOUR)


@router.get("/brand", response=brand.BrandOut)
@door.staff()
def brand_get(request: HttpRequest) -> brand.BrandOut:
    """The brand of the merchant one works in, with its colours made readable."""
    return brand.shown(Merchant.objects.get(pk=scope.current()))


@router.get("/brand/palette", response=brand.BrandPalette)
@door.staff()
def brand_palette(request: HttpRequest, asked: Query[PaletteAsked]) -> brand.BrandPalette:
    """What a colour would become, before it is chosen."""
    return brand.palette(asked.color)


@router.patch("/brand", response=brand.BrandOut)
@door.staff("merchant.write")
def brand_update(request: HttpRequest, payload: schemas.BrandPatch) -> brand.BrandOut:
    """Change the brand; a colour that can not be read is adjusted where it is used."""
    changes = brand.checked(schemas.given(payload))
    row = merchants.update(
        scope.current(), version=payload.version, changes=changes, action="brand.update"
    )
    return brand.shown(row)

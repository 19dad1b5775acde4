"""A merchant's face: name, logo, cover, and its colour made readable.

The pictures are public files: whoever sees a card sees them, by their random address alone.
"""

from typing import Any

from keliu.kit import colors
from keliu.kit.errors import Invalid
from keliu.platform import files
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope
from keliu.platform.wire import FileRef, Id, Wire

PICTURES = {"logo_id": "logo", "cover_id": "cover"}


class BrandTokens(Wire):
    """The colours of one theme; every pair that text uses has a contrast of 4.5 or more."""

    accent: str
    on_accent: str
    accent_deep: str
    accent_strong: str
    accent_soft: str


class BrandPalette(Wire):
    """What a chosen colour becomes; `notes` say where it could not be used as it is."""

    color: str
    light: BrandTokens
    dark: BrandTokens
    notes: list[str]


class BrandFace(Wire):
    """A merchant as visitors' pages show it."""

    id: Id
    name: str
    brand_color: str
    short_name: str
    logo_url: str | None
    cover_url: str | None
    palette: BrandPalette


class BrandOut(Wire):
    """The brand as it is set up."""

    id: Id
    name: str
    short_name: str
    brand_color: str
    logo: FileRef | None
    cover: FileRef | None
    palette: BrandPalette
    version: int


def palette(colour: str) -> BrandPalette:
    """The readable colours of `colour`."""
    return BrandPalette.model_validate(colors.palette(colour))


def _pictures(row: Merchant) -> dict[str, files.FileCard | None]:
    wanted = [one for one in (row.logo_id, row.cover_id) if one]
    if not wanted:
        return dict.fromkeys(PICTURES.values())
    with merchant_scope(row.pk):
        found = files.cards(wanted)
    return {name: found.get(getattr(row, column)) for column, name in PICTURES.items()}


def face(row: Merchant) -> BrandFace:
    """The brand as visitors see it; may be asked in any scope."""
    urls = {name: one.url if one else None for name, one in _pictures(row).items()}
    return BrandFace(
        id=row.pk,
        name=row.name,
        brand_color=row.brand_color,
        short_name=row.short_name or row.name,
        logo_url=urls["logo"],
        cover_url=urls["cover"],
        palette=palette(row.brand_color),
    )


def logo_url(row: Merchant) -> str | None:
    """Where the logo is; may be asked in any scope."""
    if not row.logo_id:
        return None
    logo = _pictures(row)["logo"]
    return logo.url if logo else None


def logo_bytes(row: Merchant) -> tuple[str, bytes] | None:
    """(mime, bytes) of the logo of the current merchant, for pages that fetch nothing."""
    logo = files.cards([row.logo_id]).get(row.logo_id) if row.logo_id else None
    if logo is None:
        return None
    *_, key, name = logo.url.split("/")
    return logo.mime, files.read_public(key, name)


def shown(row: Merchant) -> BrandOut:
    """The brand as the page that sets it up shows it."""
    pictures = {
        name: FileRef.model_validate(one) if one else None for name, one in _pictures(row).items()
    }
    return BrandOut(
        id=row.pk,
        name=row.name,
        short_name=row.short_name,
        brand_color=row.brand_color,
        logo=pictures["logo"],
        cover=pictures["cover"],
        palette=palette(row.brand_color),
        version=row.version,
    )


def checked(changes: dict[str, Any]) -> dict[str, Any]:
    """Changes of a brand as they may be saved. Raises Invalid for a picture that is not ours."""
    sound = dict(changes)
    for column in PICTURES:
        if changes.get(column):
            sound[column] = int(changes[column])
            if not files.cards([sound[column]]):
                raise Invalid(fields={column: "图片没有找到,请重新上传"})
    if changes.get("brand_color"):
        sound["brand_color"] = changes["brand_color"].upper()
    return sound

"""Pictures: checked by content, drawn anew (which drops GPS and anything hidden), then stored."""

import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from keliu.kit import actor
from keliu.kit.errors import Invalid, NotFound
from keliu.platform.models import StoredFile

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2000
FORMATS = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
}


class BadPicture(Invalid):
    code, message = "bad_picture", "只收 JPG、PNG、WebP 图片,10 MB 以内"


@dataclass(frozen=True)
class FileCard:
    """A stored file as neighbours see it."""

    id: int
    url: str
    name: str
    mime: str
    size: int
    width: int | None
    height: int | None


def card(row: StoredFile) -> FileCard:
    return FileCard(row.pk, row.url, row.name, row.mime, row.size, row.width, row.height)


def _clean(data: bytes) -> tuple[bytes, str, tuple[int, int]]:
    """The picture drawn anew: same look, no metadata, longest side 2000 px."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # 4 MB that few processes need

    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.format not in FORMATS or opened.width * opened.height > MOST_PIXELS:
                raise BadPicture
            upright = ImageOps.exif_transpose(opened) or opened
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            kind = str(opened.format)
            out = io.BytesIO()
            picture = upright.convert("RGB") if kind == "JPEG" else upright
            picture.save(out, kind, quality=85, optimize=kind == "PNG")
            return out.getvalue(), kind, picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as wrong:
        raise BadPicture from wrong


def store_picture(data: bytes, stem: str = "picture") -> FileCard:
    """Keep a picture for the current merchant. Raises BadPicture for anything else."""
    if not data or len(data) > MOST_BYTES:
        raise BadPicture
    clean, kind, (width, height) = _clean(data)
    mime, suffix = FORMATS[kind]
    row = StoredFile(
        name=f"{stem}.{suffix}",
        mime=mime,
        size=len(clean),
        width=width,
        height=height,
        created_by=actor.current().staff_id,
    )
    row.save(force_insert=True)
    default_storage.save(path_of(row), ContentFile(clean))
    return card(row)


def path_of(row: StoredFile) -> str:
    """Where storage keeps it; the key alone finds it, so no merchant is needed to serve it."""
    return f"{row.key[:2]}/{row.key}/{row.name}"


def cards(identifiers: list[int]) -> dict[int, FileCard]:
    """Public files of the current merchant by id; unknown ids are left out."""
    rows = StoredFile.objects.filter(pk__in=identifiers, private=False) if identifiers else []
    return {row.pk: card(row) for row in rows}


def require(identifiers: list[int]) -> None:
    """Raise Invalid unless every id is a public picture of the current merchant."""
    if len(cards(identifiers)) != len(set(identifiers)):
        raise Invalid(fields={"pictures": "图片没有找到,请重新上传"})


def read_public(key: str, name: str) -> bytes:
    """The bytes behind a public address. Raises NotFound."""
    path = f"{key[:2]}/{key}/{name}"
    if "/" in key or "/" in name or ".." in path or not default_storage.exists(path):
        raise NotFound
    with default_storage.open(path) as stored:
        return bytes(stored.read())

"""Signed addresses of private files, and the bytes behind them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.files import File
from django.core.files.storage import default_storage

from keliu.kit import clock
from keliu.kit.errors import NotFound
from keliu.platform import records
from keliu.platform.models import StoredFile
from keliu.platform.tenancy import merchant_scope

WHOLE, THUMB = "file", "thumb"
SALT = "keliu.files"
LIVES_SECONDS = 3600
STEP_SECONDS = 900  # an address stays the same for a quarter of an hour, so that browsers keep it
CHUNK = 64 * 1024
INLINE = ("image/", "audio/", "video/")


def path(row: StoredFile, variant: str) -> str:
    """Where storage keeps it: apart from public files, whose key alone opens them."""
    suffix = "jpg" if variant == THUMB else row.name.rpartition(".")[2]
    return f"private/{row.key[:2]}/{row.key}/{variant}.{suffix}"


def address(row: StoredFile, variant: str) -> str:
    """An address that ends within the hour; nobody can make one without the server's secret."""
    step = clock.now_ms() // 1000 // STEP_SECONDS * STEP_SECONDS
    said = f"{row.merchant_id}.{row.pk}.{variant}.{step + LIVES_SECONDS}"
    return f"/files/private/{signing.Signer(salt=SALT, sep='~').sign(said)}"


@dataclass(frozen=True)
class Part:
    """A private file being sent: all of it, or the bytes somebody asked for."""

    mime: str
    name: str
    inline: bool
    total: int
    start: int
    end: int  # of the last byte
    chunks: Iterator[bytes]

    @property
    def partial(self) -> bool:
        return (self.start, self.end) != (0, self.total - 1)


def open_signed(token: str, wanted: str = "") -> Part:
    """The file behind a signed address; `wanted` is a Range header. Raises NotFound."""
    merchant_id, file_id, variant = _read(token)
    with merchant_scope(merchant_id):
        row = records.find(StoredFile.objects.filter(private=True), file_id)
    place = path(row, variant)
    if not default_storage.exists(place):
        raise NotFound
    kept = default_storage.open(place)
    total = kept.size
    start, end = _range(wanted, total)
    mime = "image/jpeg" if variant == THUMB else row.mime
    return Part(
        mime=mime,
        name=row.name,
        inline=mime.startswith(INLINE),
        total=total,
        start=start,
        end=end,
        chunks=_chunks(kept, start, end),
    )


def _read(token: str) -> tuple[int, int, str]:
    try:
        said = signing.Signer(salt=SALT, sep="~").unsign(token)
        merchant_id, file_id, variant, until = said.split(".")
    except (signing.BadSignature, ValueError) as forged:
        raise NotFound from forged
    if int(until) * 1000 < clock.now_ms():
        raise NotFound
    return int(merchant_id), int(file_id), variant


def _range(wanted: str, total: int) -> tuple[int, int]:
    """The bytes of a single range, as players ask for them; everything for anything else."""
    kind, _, span = wanted.partition("=")
    first, dash, last = span.partition("-")
    if kind.strip() != "bytes" or not dash or "," in span:
        return 0, total - 1
    if not first.isdigit():
        size = int(last) if last.isdigit() else 0
        return (max(0, total - size), total - 1) if size else (0, total - 1)
    start = int(first)
    end = min(int(last), total - 1) if last.isdigit() else total - 1
    return (start, end) if start <= end else (0, total - 1)


def _chunks(kept: "File[Any]", start: int, end: int) -> Iterator[bytes]:
    with kept:
        kept.seek(start)
        left = end - start + 1
        while left > 0 and (chunk := kept.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

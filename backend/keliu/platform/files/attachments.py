"""Private files: kept for one merchant, opened by signed addresses that end within the hour."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from keliu.kit import actor, clock
from keliu.kit.errors import Invalid
from keliu.platform import records
from keliu.platform.files import cleaning, serving, sniffing
from keliu.platform.files.limits import refused, size_checked
from keliu.platform.models import StoredFile

MOST_ATTACHED = 9
MOST_WAITING = 30  # pictures of one customer that nothing uses yet
UNUSED = timedelta(days=2)
STRANGE = re.compile(r"[^\w\-. \u3400-\u9fff()()]+")


@dataclass(frozen=True)
class AttachmentCard:
    """A private file as neighbours and the wire see it; both addresses end within the hour."""

    id: int
    kind: str
    name: str
    mime: str
    size: int
    width: int | None
    height: int | None
    seconds: int | None
    words: str
    url: str
    thumb_url: str | None


def card(row: StoredFile) -> AttachmentCard:
    thumb = serving.address(row, serving.THUMB) if row.thumbnail else None
    return AttachmentCard(
        row.pk, row.kind, row.name, row.mime, row.size, row.width, row.height, row.seconds,
        row.words, serving.address(row, serving.WHOLE), thumb,
    )  # fmt: skip


def _uploader() -> int | None:
    """Whose upload it is: a colleague's, or a customer's own."""
    who = actor.current()
    return who.staff_id or who.customer_id


def store_own_picture(file: BinaryIO, name: str) -> AttachmentCard:
    """Keep a picture that a customer shows us. Raises Refused for anything else, and for a heap."""
    waiting = StoredFile.objects.filter(created_by=_uploader(), attached_at__isnull=True)
    if waiting.count() >= MOST_WAITING:
        raise refused(why="传了很多还没有用到的图片,请过两天再传")
    found = sniffing.sniff(file)
    if found.kind != "picture":
        raise refused("picture")
    file.seek(0)
    return store_private(file, name)


def store_private(file: BinaryIO, name: str, *, seconds: int | None = None) -> AttachmentCard:
    """Keep a file of the acting person. Raises Refused for what is not welcome."""
    found = sniffing.sniff(file)
    size_checked(found.kind, file.seek(0, 2))
    file.seek(0)
    row = StoredFile(
        kind=found.kind,
        private=True,
        mime=found.mime,
        name=_named(name, found.suffix),
        seconds=seconds if found.kind in {"voice", "video"} else None,
        words="",
        created_by=_uploader(),
    )
    if found.kind == "picture":
        _keep_picture(row, file)
    else:
        if found.suffix in {"mp4", "m4a", "mov"}:
            cleaning.silence_mp4(file)
        row.size = file.seek(0, 2)
        file.seek(0)
        default_storage.save(serving.path(row, serving.WHOLE), File(file))
    row.save(force_insert=True)
    return card(row)


def _keep_picture(row: StoredFile, file: BinaryIO) -> None:
    whole, small, _, (row.width, row.height) = cleaning.picture(file)
    row.size, row.thumbnail = len(whole), True
    default_storage.save(serving.path(row, serving.WHOLE), ContentFile(whole))
    default_storage.save(serving.path(row, serving.THUMB), ContentFile(small))


def _named(name: str, suffix: str) -> str:
    """What people called it, without path or surprises, with the suffix of what it is."""
    stem = STRANGE.sub("", name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]).strip(
        ". "
    )
    return f"{stem[:80] or 'file'}.{suffix}"


def attach(identifiers: Sequence[int]) -> None:
    """Mark the acting person's own fresh uploads as used.

    Raises Invalid for somebody else's, for one that is in use already, and for too many.
    """
    wanted = set(identifiers)
    if len(identifiers) > MOST_ATTACHED:
        raise Invalid(fields={"file_ids": f"一次最多 {MOST_ATTACHED} 个附件"})
    if not wanted:
        return
    fresh = StoredFile.objects.filter(
        pk__in=wanted,
        private=True,
        created_by=_uploader(),
        attached_at__isnull=True,
    )
    if fresh.update(attached_at=clock.now()) != len(wanted):
        raise Invalid(fields={"file_ids": "附件没有找到,请重新上传"})


def detach(identifiers: Iterable[int]) -> None:
    """Nothing uses these any more: they go with the next sweep of unused uploads."""
    rows = StoredFile.objects.filter(pk__in=set(identifiers), private=True)
    rows.update(attached_at=None)


def attachments(identifiers: Iterable[int]) -> dict[int, AttachmentCard]:
    """Private files by id, in one query; no query at all for none."""
    wanted = set(identifiers)
    rows = StoredFile.objects.filter(pk__in=wanted, private=True) if wanted else []
    return {row.pk: card(row) for row in rows}


def read_private(identifier: int) -> bytes:
    """The bytes of a private file of the current merchant. Raises NotFound."""
    row = records.find(StoredFile.objects.filter(private=True), identifier)
    with default_storage.open(serving.path(row, serving.WHOLE)) as kept:
        return bytes(kept.read())


def note_words(identifier: int, words: str) -> None:
    """What a recogniser heard in a voice note."""
    StoredFile.objects.filter(pk=identifier, kind="voice").update(words=words[:5000])


def require_own_picture(identifier: int) -> None:
    """Raise Invalid unless it is a private picture that the acting person has just uploaded."""
    mine = StoredFile.objects.filter(
        pk=identifier,
        private=True,
        kind="picture",
        created_by=_uploader(),
        attached_at__isnull=True,
    )
    if not mine.exists():
        raise Invalid(fields={"file_id": "照片没有找到,请重新上传"})


def forget(identifier: int) -> None:
    """Remove a private upload unless something uses it."""
    row = StoredFile.objects.filter(pk=identifier, private=True).first()
    if row is not None:
        _remove_unused(row)


def _remove_unused(row: StoredFile) -> None:
    if StoredFile.objects.filter(pk=row.pk, attached_at__isnull=True).delete()[0]:
        for variant in (serving.WHOLE, *([serving.THUMB] if row.thumbnail else [])):
            default_storage.delete(serving.path(row, variant))


def forget_unused(limit: int = 500) -> int:
    """Remove uploads of the current merchant that nobody used within two days."""
    old = StoredFile.objects.filter(
        private=True, attached_at__isnull=True, created_at__lt=clock.now() - UNUSED
    )
    rows = list(old.order_by("created_at")[:limit])
    for row in rows:
        _remove_unused(row)
    return len(rows)


signed = serving.address

"""The library of files at WeChat: brought there once, known by what WeChat calls them, renewed.

media.ready(account, {(file_id, "image")})     what can be sent now, without asking anybody
media.ensure(account, file_id, "image")        asks WeChat when it has to; not inside a push
media.prepare(account_id, {(file_id, "image")})  brings them there by a job
media.keep(account, media_id)                  what a person sent, before WeChat drops it
"""

import io
import json
from collections.abc import Iterable
from datetime import timedelta

from django.core.files.storage import default_storage

from keliu.conversations import public as conversations
from keliu.kit import clock
from keliu.platform import files, jobs
from keliu.platform.models import StoredFile
from keliu.wechat.errors import WeChatRefused
from keliu.wechat.models import Account, Material
from keliu.wechat.rules.errcodes import Treatment
from keliu.wechat.services.calls import api_of

Wanted = tuple[int, str]  # stored file, role: image, voice, video or thumb
LIFE = timedelta(days=3)
EARLY = timedelta(hours=12)  # renewed so long before WeChat forgets it
MARGIN = timedelta(minutes=10)
THUMB_BYTES, THUMB_SIDE = 64 * 1024, 600
UPLOAD, KEEP = "/cgi-bin/media/upload", "/cgi-bin/material/add_material"
NO_LIBRARY = frozenset({48001, 40007})  # this account may keep nothing for good
QUALITIES = (85, 70, 55, 40, 25)


def ready(account: Account, wanted: Iterable[Wanted]) -> dict[Wanted, str]:
    """What WeChat calls these files, for those it has; in one query, none for nothing."""
    asked = set(wanted)
    if not asked:
        return {}
    soon = clock.now() + MARGIN
    rows = Material.objects.filter(
        account=account, state=Material.State.READY, file_id__in={one for one, _ in asked}
    )
    alive = [row for row in rows if row.expires_at is None or row.expires_at > soon]
    found = {(row.file_id, row.role): row.media_id for row in alive}
    return {one: found[one] for one in asked & found.keys()}


def ensure(account: Account, file_id: int, role: str) -> str:
    """The media id of a file, uploaded when WeChat has none. Raises WeChatRefused, WeChatDown."""
    known = ready(account, [(file_id, role)])
    return known.get((file_id, role)) or _bring(account, file_id, role)


def troubles(file_ids: Iterable[int]) -> dict[int, str]:
    """What WeChat said of the files that it did not take."""
    rows = Material.objects.filter(state=Material.State.REFUSED, file_id__in=list(file_ids))
    return dict(rows.order_by("-id").values_list("file_id", "problem"))


def prepare(account_id: int | None, wanted: Iterable[Wanted]) -> None:
    """Have files at one account, or at every one, with the running transaction."""
    accounts = Account.objects.alive().filter(enabled=True)
    if account_id is not None:
        accounts = accounts.filter(pk=account_id)
    asked = set(wanted)
    for account in accounts:
        for file_id, role in asked - ready(account, asked).keys():
            _waiting(account, file_id, role)
            bring.later(account_id=account.pk, file_id=file_id, role=role)


def _waiting(account: Account, file_id: int, role: str) -> Material:
    row, _ = Material.objects.get_or_create(account=account, file_id=file_id, role=role)
    return row


def _bring_job(account_id: int, file_id: int, role: str, *, again: bool = False) -> None:
    """Upload unless it is there and `again` is not meant; silence is tried again later."""
    account = Account.objects.alive().filter(pk=account_id, enabled=True).first()
    if account is None or not StoredFile.objects.filter(pk=file_id).exists():
        return
    try:
        (_bring if again else ensure)(account, file_id, role)
    except WeChatRefused as refused:
        if refused.meaning.treatment in {Treatment.RETRY, Treatment.REFRESH}:
            raise
        rows = Material.objects.filter(account=account, file_id=file_id, role=role)
        rows.update(
            state=Material.State.REFUSED, problem=refused.text[:200], updated_at=clock.now()
        )


bring = jobs.job(_bring_job)


def _bring(account: Account, file_id: int, role: str) -> str:
    row = _waiting(account, file_id, role)
    stored = StoredFile.objects.get(pk=file_id)
    part = (stored.name, *_as_wechat_takes(_content(stored), stored.mime, role))
    media_id, permanent = _uploaded(account, part, role)
    row.media_id, row.permanent, row.state = media_id, permanent, Material.State.READY
    row.expires_at = None if permanent else clock.now() + LIFE
    row.problem, row.updated_at = "", clock.now()
    row.save()
    return media_id


def _uploaded(account: Account, part: tuple[str, bytes, str], role: str) -> tuple[str, bool]:
    """(media id, kept for good): official accounts have a library, mini programs three days."""
    api, named = api_of(account), {"media": (_named(part), *part[1:])}
    if account.kind == Account.Kind.OFFICIAL:
        more = {"title": part[0][:30], "introduction": ""}
        fields = {"description": json.dumps(more, ensure_ascii=False)} if role == "video" else None
        try:
            return str(api.upload(KEEP, {"type": role}, named, fields)["media_id"]), True
        except WeChatRefused as refused:
            if refused.errcode not in NO_LIBRARY:
                raise
    answer = api.upload(UPLOAD, {"type": role}, named)
    return str(answer.get("thumb_media_id") or answer["media_id"]), False


def _named(part: tuple[str, bytes, str]) -> str:
    """A plain name: WeChat tells the kind by the suffix."""
    suffix = {"image/jpeg": "jpg", "image/png": "png", "audio/mpeg": "mp3", "audio/amr": "amr"}
    return f"file.{suffix.get(part[2], 'mp4')}"


def _content(stored: StoredFile) -> bytes:
    if stored.private:
        return files.read_private(stored.pk)
    with default_storage.open(files.path_of(stored)) as kept:
        return bytes(kept.read())


def _as_wechat_takes(data: bytes, mime: str, role: str) -> tuple[bytes, str]:
    """WeChat knows no WebP, and covers have 64 KB at most."""
    if role == "thumb" and (len(data) > THUMB_BYTES or mime != "image/jpeg"):
        return _small(data), "image/jpeg"
    if mime == "image/webp":
        return _jpeg(data, QUALITIES[0]), "image/jpeg"
    return data, mime


def _small(data: bytes) -> bytes:
    for quality in QUALITIES:
        found = _jpeg(data, quality, THUMB_SIDE)
        if len(found) <= THUMB_BYTES:
            return found
    return _jpeg(data, QUALITIES[-1], THUMB_SIDE // 3)


def _jpeg(data: bytes, quality: int, side: int | None = None) -> bytes:
    from PIL import Image  # 4 MB that few processes need

    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    if side is not None:
        picture.thumbnail((side, side))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def renew() -> int:
    """Bring files again that WeChat is about to forget while replies of ours still send them."""
    used = conversations.files_in_use()
    ending = Material.objects.filter(expires_at__lt=clock.now() + EARLY).select_related("account")
    told = 0
    for row in ending:
        here = {(None, row.file_id, row.role), (row.account_id, row.file_id, row.role)}
        if used & here:
            bring.later(account_id=row.account_id, file_id=row.file_id, role=row.role, again=True)
            told += 1
    return told

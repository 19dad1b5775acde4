"""Pictures, voice and films that people send: fetched within WeChat's three days."""

from datetime import timedelta
from io import BytesIO

from keliu.interactions import public as interactions
from keliu.kit import clock
from keliu.platform import files, jobs
from keliu.wechat.errors import WeChatDown, WeChatRefused
from keliu.wechat.models import Account, ReceivedPush
from keliu.wechat.rules.meanings import Treatment
from keliu.wechat.services import erasure
from keliu.wechat.services.calls import api_of

KEPT_THERE = timedelta(days=3)  # then WeChat has it no more
WAITS = [timedelta(minutes=n) for n in (1, 5, 30, 120, 360)]
NAMES = {"image": "微信图片.jpg", "voice": "微信语音.amr"}
FILM = "微信视频.mp4"
GIVEN_UP = frozenset({Treatment.NEVER, Treatment.USER})


def fetch_media(push_id: int, tries: int = 0) -> None:
    """Fetch what a message holds; tries again while WeChat still has it."""
    row: ReceivedPush | None = ReceivedPush.objects.filter(
        pk=push_id, file_id__isnull=True, body_sealed__isnull=False
    ).first()
    if row is None or not row.media_id:
        return
    try:
        content = _fetched(row)
    except WeChatRefused as refused:
        _not_now(row, tries, refused.text, final=refused.meaning.treatment in GIVEN_UP)
    except WeChatDown as down:
        _not_now(row, tries, down.text, final=False)
    else:
        _kept(row, content)


def _fetched(row: ReceivedPush) -> bytes:
    account = Account.objects.get(pk=row.account_id)
    content, _ = api_of(account).file("/cgi-bin/media/get", {"media_id": row.media_id})
    return content


def _kept(row: ReceivedPush, content: bytes) -> None:
    try:
        card = files.store_private(BytesIO(content), NAMES.get(row.kind, FILM))
    except files.Refused as refused:
        _note(row, next(iter(refused.fields.values()), refused.text))
        return
    files.attach([card.id])
    ReceivedPush.objects.filter(pk=row.pk).update(file_id=card.id, problem="")
    interactions.line_files(erasure.REF, row.pk, [card.id])


def _not_now(row: ReceivedPush, tries: int, why: str, *, final: bool) -> None:
    again = clock.now() + WAITS[min(tries, len(WAITS) - 1)]
    if final or again > row.at + KEPT_THERE:
        _note(row, f"没有取到微信里的文件:{why}")
        return
    _note(row, f"还没取到微信里的文件,稍后再试:{why}")
    fetch.later(at=again, push_id=row.pk, tries=tries + 1)


def _note(row: ReceivedPush, problem: str) -> None:
    ReceivedPush.objects.filter(pk=row.pk).update(problem=problem[:200])


fetch = jobs.job(fetch_media)

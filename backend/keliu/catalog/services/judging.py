"""Content of the contexts above, looked at like cards and products before strangers see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings

from keliu.catalog import rules
from keliu.catalog.errors import ContentRefused
from keliu.catalog.models import ContentReview
from keliu.catalog.ports import Checked, Content, Ports
from keliu.catalog.review_schemas import ReviewFace
from keliu.kit import actor, clock
from keliu.platform import files

State = ContentReview.State
REVIEWER = "wechat.write"


@dataclass(frozen=True)
class Shown:
    """What strangers are about to see of one version of a record."""

    kind: Literal["shop", "moment"]
    record_id: int
    version: int
    name: str
    text: str
    picture_ids: Sequence[int] = ()
    video: bool = False


def content_passes(shown: Shown) -> bool:
    """Whether it may be shown at once; if not, it waits for a person.

    Raises ContentRefused for what WeChat refuses.
    """
    words = rules.watched(shown.text)
    found = _asked(shown)
    if found.outcome == "risky":
        raise ContentRefused(what=rules.label_zh(list(found.labels)))
    own_word = found.reason == "unseen" and actor.current().may(REVIEWER)
    if not words and (found.outcome == "pass" or own_word):
        content_withdraw(shown.kind, shown.record_id)
        return True
    _queue(shown, found, words)
    return False


def _asked(shown: Shown) -> Checked:
    cards = files.cards(list(shown.picture_ids)).values()
    urls = tuple(one.url if "://" in one.url else settings.BASE_URL + one.url for one in cards)
    found = Ports.content_check(Content(shown.kind, shown.name, shown.text, urls))
    unseen = shown.video and not actor.current().may(REVIEWER)
    return Checked("review", "video") if unseen and found.outcome == "pass" else found


def _queue(shown: Shown, found: Checked, words: list[str]) -> None:
    ContentReview.objects.update_or_create(
        kind=shown.kind,
        record_id=shown.record_id,
        state=State.WAITING,
        defaults={
            "record_version": shown.version,
            "name": shown.name[:60],
            "text": shown.text,
            "reason": "words" if words else found.reason,
            "labels": list(found.labels),
            "words": words,
            "traces": list(found.traces),
            "trace_id": found.trace_id,
            "created_at": clock.now(),
        },
    )


def content_withdraw(kind: str, record_id: int) -> None:
    """It shall not be shown any more: nobody has to look at it."""
    ContentReview.objects.filter(kind=kind, record_id=record_id, state=State.WAITING).delete()


def content_reviews(kind: str, record_ids: Sequence[int]) -> dict[int, ReviewFace]:
    """The newest review of each record, in one query."""
    rows = ContentReview.objects.filter(kind=kind, record_id__in=list(record_ids))
    ordered = rows.order_by("created_at", "id") if record_ids else []
    return {row.record_id: ReviewFace.of(row) for row in ordered}

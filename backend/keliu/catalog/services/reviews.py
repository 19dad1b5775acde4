"""Nothing reaches strangers unchecked: what is doubtful waits for a person, hidden."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from keliu.catalog import rules
from keliu.catalog.errors import ContentRefused, ReviewDone
from keliu.catalog.models import Card, ContentReview, Product, Sku
from keliu.catalog.ports import Checked, Content, Ports
from keliu.catalog.rules import rich
from keliu.catalog.services import faces
from keliu.kit import actor, clock
from keliu.kit.errors import Stale
from keliu.platform import audit, files, records

SHOWN = {"card": Card.State.PUBLISHED.value, "product": Product.State.ON.value}
HIDDEN = {"card": Card.State.DRAFT.value, "product": Product.State.OFF.value}
TEXTS = {
    "card": (
        "name", "title", "company", "wechat", "address", "intro", "about", "tags", "links",
    ),
    "product": ("name", "summary", "description", "unit", "specs"),
}  # fmt: skip
PICTURES = {
    "card": ("avatar_id", "cover_id", "wechat_qr_id", "picture_ids", "video_id", "voice_id"),
    "product": ("picture_ids", "share_picture_id", "video_id"),
}
State = ContentReview.State
REVIEWER = "wechat.write"
Shown = Card | Product


def seen(row: Shown) -> tuple[Any, ...]:
    """All that is checked of a card or product; equal when there is nothing new to check."""
    kind = records.kind_of(row)
    own = tuple(_plain(getattr(row, name)) for name in (*TEXTS[kind], *PICTURES[kind]))
    return (*own, tuple(_sku_pictures(row)))


def _plain(value: Any) -> Any:
    return tuple(map(str, value)) if isinstance(value, list) else value


def _sku_pictures(row: Shown) -> list[int]:
    if not isinstance(row, Product):
        return []
    rows = Sku.objects.alive().filter(product=row, picture__isnull=False)
    return list(rows.order_by("picture_id").values_list("picture_id", flat=True).distinct())


def waiting(row: Shown) -> ContentReview | None:
    """The review that a row waits for."""
    rows = ContentReview.objects.filter(kind=records.kind_of(row), record_id=row.pk)
    return rows.filter(state=State.WAITING).first()


def last(row: Shown) -> ContentReview | None:
    """The review of a row as it stands now; what was changed since is another matter."""
    rows = ContentReview.objects.filter(kind=records.kind_of(row), record_id=row.pk)
    return rows.filter(record_version=row.version).order_by("-created_at", "-id").first()


def withdraw(row: Shown) -> None:
    """It shall not be shown any more: nobody has to look at it."""
    ContentReview.objects.filter(
        kind=records.kind_of(row), record_id=row.pk, state=State.WAITING
    ).delete()


def checked(row: Shown) -> bool:
    """Whether a row may be shown as it stands now; if not, it waits for a person.

    Raises ContentRefused for what WeChat refuses.
    """
    content = _content(row)
    words = rules.watched(f"{content.title}\n{content.text}")
    found = _with_played(row, Ports.content_check(content))
    if found.outcome == "risky":
        raise ContentRefused(what=rules.label_zh(list(found.labels)))
    if not words and (found.outcome == "pass" or _own_word(found)):
        withdraw(row)
        return True
    _queue(row, content, found, words)
    return False


def _with_played(row: Shown, found: Checked) -> Checked:
    """WeChat does not look at videos nor listen: a person who may judge has to."""
    unseen = _unseen(row)
    if not unseen or found.outcome != "pass" or actor.current().may(REVIEWER):
        return found
    return Checked("review", unseen)


def _unseen(row: Shown) -> str:
    """What of a row plays and was not published before: a key of rules.REVIEW_REASONS."""
    if isinstance(row, Product):
        return "video" if row.video_id else ""
    known = faces.edition(row, row.edition) if row.edition else {}
    if row.video_id and row.video_id != known.get("video_id"):
        return "video"
    return "voice" if row.voice_id and row.voice_id != known.get("voice_id") else ""


def _own_word(found: Checked) -> bool:
    """Whom WeChat can not judge for, and who may pass reviews, need not pass their own."""
    return found.reason == "unseen" and actor.current().may(REVIEWER)


def _queue(row: Shown, content: Content, found: Checked, words: list[str]) -> None:
    # Words outweigh pictures: a good result for those must not publish it by itself.
    reason = "words" if words else found.reason
    ContentReview.objects.update_or_create(
        kind=content.kind,
        record_id=row.pk,
        state=State.WAITING,
        defaults={
            "record_version": row.version,
            "name": row.name,
            "text": content.text,
            "reason": reason,
            "labels": list(found.labels),
            "words": words,
            "traces": list(found.traces),
            "trace_id": found.trace_id,
            "created_at": clock.now(),
        },
    )


def _content(row: Shown) -> Content:
    kind = records.kind_of(row)
    text = "\n".join(filter(None, (_words(name, getattr(row, name)) for name in TEXTS[kind])))
    drawn = rich.files_of(row.description) if isinstance(row, Product) else []
    urls = tuple(_absolute(url) for url in [*(card.url for card in _pictures(row)), *drawn])
    return Content("card" if kind == "card" else "product", row.name, text, urls)


def _words(name: str, value: Any) -> str:
    if name == "specs":
        return "\n".join(" ".join([one["name"], *one["values"]]) for one in value)
    if name == "links":
        return "\n".join(f"{one['title']} {one['url']}" for one in value)
    if name == "tags":
        return "\n".join(value)
    return rich.plain(str(value))


def _absolute(url: str) -> str:
    return url if "://" in url else f"{settings.BASE_URL}{url}"


def _pictures(row: Shown) -> Iterable[files.FileCard]:
    if isinstance(row, Product):
        picked = [*row.picture_ids, row.share_picture_id, *_sku_pictures(row)]
    else:
        picked = [row.avatar_id, row.cover_id, row.wechat_qr_id, *row.picture_ids]
    return files.cards([one for one in picked if one is not None]).values()


@transaction.atomic
def saved(row: Product, before: tuple[Any, ...], *, was_shown: bool) -> None:
    """After a change of a product: what is shown is checked again and hidden until it passes.

    Raises ContentRefused.
    """
    kind = records.kind_of(row)
    queued = waiting(row)
    shown = row.state == SHOWN[kind]
    if not shown and queued is None:
        return
    if was_shown == shown and seen(row) == before:
        if queued:
            ContentReview.objects.filter(pk=queued.pk).update(record_version=row.version)
        return
    fine = checked(row)
    if fine != shown:
        _set(row, SHOWN[kind] if fine else HIDDEN[kind])


@transaction.atomic
def draft_saved(card: Card, before: tuple[Any, ...]) -> None:
    """A card that waits was changed: it is checked again and published once it passes.

    Raises ContentRefused.
    """
    queued = waiting(card)
    if queued is None:
        return
    if seen(card) == before:
        ContentReview.objects.filter(pk=queued.pk).update(record_version=card.version)
    elif checked(card):
        _set(card, SHOWN["card"])


def _set(row: Shown, state: str) -> None:
    """Show or hide; a review of the row stays one of its newest version."""
    kind = records.kind_of(row)
    more: dict[str, Any] = {}
    if isinstance(row, Card):
        more = {"edition": row.edition + 1, "unpublished": False}
        faces.keep(row, row.edition + 1)
    type(row)._default_manager.filter(pk=row.pk).update(
        state=state, version=row.version + 1, updated_at=clock.now(), **more
    )
    row.refresh_from_db()
    ContentReview.objects.filter(kind=kind, record_id=row.pk, state=State.WAITING).update(
        record_version=row.version
    )
    verb = "publish" if state == SHOWN[kind] else "hold"
    audit.record(f"{kind}.{verb}", kind, row.pk, row.name)


@transaction.atomic
def decide(review: ContentReview, *, passed: bool) -> ContentReview:
    """A person's word: shown at once, or refused. Raises ReviewDone, Stale."""
    return _decided(review, passed=passed, by_id=actor.current().staff_id)


def _decided(review: ContentReview, *, passed: bool, by_id: int | None) -> ContentReview:
    locked = ContentReview.objects.select_for_update().get(pk=review.pk)
    if locked.state != State.WAITING:
        raise ReviewDone
    elsewhere = Ports.reviewed.get(locked.kind)
    row = None if elsewhere else _record(locked)
    version = elsewhere.version(locked.record_id) if elsewhere else row and row.version
    if version is not None and version != locked.record_version:
        raise Stale
    locked.state = State.PASSED if passed else State.REFUSED
    locked.by_id, locked.decided_at, locked.traces = by_id, clock.now(), []
    locked.save()
    verb = "pass" if passed else "refuse"
    audit.record(f"contentreview.{verb}", "contentreview", locked.pk, locked.name)
    if elsewhere and version is not None:
        elsewhere.judged(locked.record_id, passed)
    if passed and row is not None:
        _set(row, SHOWN[locked.kind])
    return locked


def _record(review: ContentReview) -> Shown | None:
    if review.kind == "card":
        return Card.objects.filter(pk=review.record_id, deleted_at__isnull=True).first()
    return Product.objects.filter(pk=review.record_id, deleted_at__isnull=True).first()


@transaction.atomic
def picture_judged(trace_id: str, suggest: str, label: int) -> bool:
    """WeChat's word about one picture; False when nobody waits for it (yet)."""
    rows = ContentReview.objects.select_for_update().filter(state=State.WAITING)
    review = rows.filter(traces__contains=[trace_id]).first()
    if review is None:
        return False
    review.traces = [one for one in review.traces if one != trace_id]
    if suggest != "pass":
        review.labels = sorted({*review.labels, label})
        review.reason = "risky" if suggest == "risky" else "doubtful"
    review.save()
    if suggest == "risky":
        _decided(review, passed=False, by_id=None)
    elif review.reason == "pictures" and not review.traces:
        _decided(review, passed=True, by_id=None)
    return True

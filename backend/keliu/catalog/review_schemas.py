"""Shapes of content reviews."""

from typing import Any

from keliu.catalog import rules
from keliu.catalog.models import ContentReview
from keliu.kit import clock
from keliu.platform.wire import Id, ListAsked, Moment, Ref, Wire


class ReviewWords(Wire):
    zh: str
    en: str


class ReviewFace(Wire):
    """What an editor of the card or product is told."""

    id: Id
    state: str
    why: ReviewWords
    created_at: Moment
    decided_at: Moment | None

    @staticmethod
    def of(row: ContentReview) -> "ReviewFace":
        return ReviewFace(**_face(row))


class ReviewRow(ReviewFace):
    kind: str
    record: Ref
    text: str
    labels: list[ReviewWords]
    words: list[str]
    by: str

    @staticmethod
    def row(row: ContentReview, names: dict[int, str]) -> "ReviewRow":
        found = [rules.LABELS.get(one, rules.LABELS[21000]) for one in row.labels]
        return ReviewRow(
            **_face(row),
            kind=row.kind,
            record=Ref(id=row.record_id, name=row.name),
            text=row.text,
            labels=[_words(one) for one in found],
            words=row.words,
            by=names.get(row.by_id or 0, ""),
        )


def _words(pair: tuple[str, str]) -> ReviewWords:
    return ReviewWords(zh=pair[0], en=pair[1])


def _face(row: ContentReview) -> dict[str, Any]:
    late = row.state == "waiting" and row.created_at < clock.now() - rules.PICTURE_RESULT
    reason = "late" if row.reason == "pictures" and late else row.reason
    why = rules.REVIEW_REASONS.get(reason, rules.REVIEW_REASONS["doubtful"])
    return {
        "id": row.pk,
        "state": row.state,
        "why": _words(why),
        "created_at": row.created_at,
        "decided_at": row.decided_at,
    }


class ReviewsAsked(ListAsked):
    state: str | None = None

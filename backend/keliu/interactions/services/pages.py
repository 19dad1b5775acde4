"""Pages of timeline lines as they go over the wire, for our endpoints and for a lead's page."""

from django.db.models import QuerySet

from keliu.interactions.models import Interaction
from keliu.interactions.schemas.timeline import InteractionOut, TimelineAsked, TimelineRow
from keliu.interactions.selectors import timeline as questions
from keliu.platform import lists
from keliu.platform.wire import Page


def timeline_page(rows: "QuerySet[Interaction]", asked: TimelineAsked) -> Page[TimelineRow]:
    """One page of one record's lines, newest first."""
    found, following = _found(rows, asked)
    beside = questions.beside(found)
    items = [TimelineRow.of(row, beside) for row in found]
    return Page[TimelineRow](items=items, next=following, total=_total(rows, asked))


def interactions_page(rows: "QuerySet[Interaction]", asked: TimelineAsked) -> Page[InteractionOut]:
    """One page of everybody's lines with whom each is about."""
    found, following = _found(rows, asked)
    beside = questions.beside(found)
    items = [InteractionOut.of(row, beside) for row in found]
    return Page[InteractionOut](items=items, next=following, total=_total(rows, asked))


def _found(
    rows: "QuerySet[Interaction]", asked: TimelineAsked
) -> tuple[list[Interaction], str | None]:
    sort = lists.choose(questions.TIMELINE_SORTS, asked.sort)
    return lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)


def _total(rows: "QuerySet[Interaction]", asked: TimelineAsked) -> int | None:
    return rows.count() if asked.total else None

"""The front door of sales for the contexts above and for config's wiring."""

from dataclasses import dataclass
from datetime import date, datetime

from keliu.customers.ports import Hit
from keliu.kit import words
from keliu.kit.actor import Actor
from keliu.platform import realtime
from keliu.sales.models import Pipeline
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services import pipelines


@dataclass(frozen=True)
class Won:
    """What was won on a day."""

    count: int
    amount_fen: int


NOTHING = Won(0, 0)


def ensure_pipeline() -> int:
    """The id of the merchant's default pipeline, which is made now if there is none."""
    return pipelines.default_pipeline().pk


def found_pipeline() -> None:
    """A new merchant starts with a pipeline (accounts' port `founded`)."""
    ensure_pipeline()


def board_topics(who: Actor) -> list[str]:
    """The boards a person may listen to (accounts' port `topics`)."""
    if not who.may(questions.READ):
        return []
    return [realtime.board_topic(one) for one in Pipeline.objects.values_list("id", flat=True)]


def won_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = questions.READ
) -> dict[date, Won]:
    """What was won on each local day of [start, end) within the acting person's reach."""
    rows = questions.won_by_day(questions.counted(permission), start, end, timezone)
    return {day: Won(count, amount) for day, count, amount in rows}


def opened_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = questions.READ
) -> dict[date, int]:
    """How many opportunities were added on each local day of [start, end) within reach."""
    return questions.opened_by_day(questions.counted(permission), start, end, timezone)


def due_count(day: date, permission: str = questions.READ) -> int:
    """How many open opportunities within reach were expected by `day`."""
    return questions.due(questions.counted(permission), day)


def search(q: str, limit: int) -> list[Hit]:
    """Opportunities for the one search box (customers' port `searchables`)."""
    found = []
    for identifier, title, stage, customer, rank in questions.hits(q, limit):
        low = title.lower()
        marks = [(low.find(mark), len(mark)) for mark in words.of_query(q)]
        spans = tuple((at, at + size) for at, size in marks if at >= 0)
        found.append(Hit("opportunity", identifier, title, f"{stage} · {customer}", spans, rank))
    return found


def opportunity_of(opportunity_id: int) -> tuple[int, str]:
    """(customer id, title) of an opportunity within reach (interactions' port). Raises NotFound."""
    return questions.about(opportunity_id)


__all__ = [
    "NOTHING", "Won", "board_topics", "due_count", "ensure_pipeline", "found_pipeline",
    "opened_by_day", "opportunity_of", "search", "won_by_day",
]  # fmt: skip

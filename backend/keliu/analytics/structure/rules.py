"""Which parts there are, and the filter behind each slice. No tables, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

Filter = dict[str, Any]
MOST_SLICES = 20
MOST_OWNERS = 12
MONTHS = 12
NOT_SET = ("没有填", "Not filled in")


@dataclass(frozen=True)
class PartRule:
    """One way of splitting. `field` is the customer's field that it asks about."""

    key: str
    field: str
    most: int = MOST_SLICES
    unset: tuple[str, str] = NOT_SET


PARTS = (
    PartRule("lifecycle", "lifecycle"),
    PartRule("source", "source"),
    PartRule("level", "level", unset=("没有定级", "No level")),
    PartRule("deal_state", "deal_state"),
    PartRule("kind", "kind"),
    PartRule("type", "type"),
    PartRule("industry", "industry"),
    PartRule("province", "region_code", most=40),
    PartRule("city", "region_code"),
    PartRule("tags", "tags"),
    PartRule("owner", "owner", MOST_OWNERS, ("没有负责人", "Nobody's")),
    PartRule("followup", "last_followup_at"),
)
WARMTH: tuple[tuple[str, str, str, Filter], ...] = (
    ("week", "7 天内", "Within 7 days",
     {"field": "last_followup_at", "op": "within", "value": {"last": 7, "unit": "day"}}),
    ("month", "8 到 30 天前", "8 to 30 days ago",
     {"all": [{"field": "last_followup_at", "op": "within", "value": {"last": 30, "unit": "day"}},
              {"not": {"field": "last_followup_at", "op": "within",
                       "value": {"last": 7, "unit": "day"}}}]}),
    ("quarter", "31 到 90 天前", "31 to 90 days ago",
     {"all": [{"field": "last_followup_at", "op": "within", "value": {"last": 90, "unit": "day"}},
              {"not": {"field": "last_followup_at", "op": "within",
                       "value": {"last": 30, "unit": "day"}}}]}),
    ("older", "90 天以前", "Longer ago",
     {"all": [{"field": "last_followup_at", "op": "not_empty"},
              {"not": {"field": "last_followup_at", "op": "within",
                       "value": {"last": 90, "unit": "day"}}}]}),
    ("never", "从没联系过", "Never", {"field": "last_followup_at", "op": "empty"}),
)  # fmt: skip
"""How long ago somebody talked to them: (key, Chinese, English, filter)."""
NO_TAG: Filter = {"field": "tags", "op": "empty"}


def is_value(field: str, value: str) -> Filter:
    """Customers with this value of a field; an empty one: with none."""
    if not value:
        return {"field": field, "op": "empty"}
    return {"field": field, "op": "in", "value": [value]}


def both(*filters: Filter | None) -> Filter | None:
    """All of these filters; None when there is none."""
    given = [one for one in filters if one]
    if not given:
        return None
    return given[0] if len(given) == 1 else {"all": given}


def address(filter_: Filter | None, more: Mapping[str, str], *, narrowed: bool) -> str:
    """The customer list with a filter: the API's path and the console's page alike."""
    query = dict(more)
    if filter_:
        query["filter"] = msgspec.json.encode(filter_).decode()
    if narrowed:
        query["within"] = "report"
    return f"/customers?{urlencode(query, quote_via=quote)}" if query else "/customers"


def months(today: date) -> list[date]:
    """The first days of the last twelve months, oldest first; the last one is still running."""
    found, at = list[date](), today.replace(day=1)
    for _ in range(MONTHS):
        found.append(at)
        at = (at.replace(day=1, month=at.month - 1) if at.month > 1
              else at.replace(year=at.year - 1, month=12))  # fmt: skip
    return found[::-1]


def after(month: date) -> date:
    """The first day of the month after."""
    year, number = divmod(month.year * 12 + month.month, 12)
    return date(year, number + 1, 1)


def province_of(code: str) -> str:
    return f"{code[:2]}0000" if code else ""


def city_of(code: str) -> str:
    """The city of a region; empty for a province alone."""
    return f"{code[:4]}00" if code and code[2:] != "0000" else ""


def top(counts: Mapping[str, int], most: int) -> tuple[list[str], list[str]]:
    """(the values with most customers, what is left over), the unset value always shown."""
    ranked: Sequence[str] = sorted(counts, key=lambda one: (-counts[one], one))
    shown = [one for one in ranked if one][:most]
    rest = [one for one in ranked if one and one not in set(shown)]
    return [*shown, ""] if counts.get("") else shown, rest

"""The to-do list (今日待办): every context brings its own parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet

from keliu.kit.paging import Sort
from keliu.platform import lists


@dataclass(frozen=True)
class Today:
    """The day as the merchant's calendar has it."""

    day: date
    timezone: str


@dataclass(frozen=True)
class TodoLine:
    """One thing to do: the record it opens, whom it is about, why it is here, when."""

    kind: str
    id: int
    name: str
    note: str = ""
    at: str | None = None  # a moment or a day, as on the wire
    said: dict[str, Any] | None = None  # what a note with words of ours is made of


Lines = tuple[list[TodoLine], str | None]


@dataclass(frozen=True)
class TodoPart:
    """待办: one kind of thing that waits for the acting person.

    `count` counts exactly what `page` (cursor, limit) shows. `list_page` is the console's own list
    of the same records, where there is one.
    """

    key: str
    zh: str
    en: str
    permission: str
    count: Callable[[Today], int]
    page: Callable[[Today, str | None, int | None], Lines]
    list_page: str = ""


def from_rows(
    *,
    key: str,
    zh: str,
    en: str,
    permission: str,
    rows: Callable[[Today], "QuerySet[Any]"],
    lines: Callable[[Sequence[Any]], list[TodoLine]],
    sort: Sort,
    list_page: str = "",
) -> TodoPart:
    """A part whose count and list are one query set."""

    def page(at: Today, cursor: str | None, limit: int | None) -> Lines:
        found, following = lists.page(rows(at), sort, cursor=cursor, limit=limit)
        return lines(found), following

    return TodoPart(key, zh, en, permission, lambda at: rows(at).count(), page, list_page)


class Ports:
    """Filled by config.wiring, in the order people see them."""

    todo: ClassVar[list[TodoPart]] = []

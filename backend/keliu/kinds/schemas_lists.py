"""Shapes of lists: filters, counts, views, bulk work."""

from typing import Any, Literal, cast

from pydantic import Field

from keliu.accounts import public as accounts
from keliu.kinds.filters.operators import OPERATORS, operators_of
from keliu.kinds.models import View
from keliu.kinds.ports import Field as KindField
from keliu.kit import actor
from keliu.platform.wire import Asked, Bilingual, Id, Moment, Ref, Text, Wire

Density = Literal["normal", "compact"]
Shared = Literal["nobody", "departments", "everyone"]
SORT = r"^$|^-?[a-z][a-z0-9_.]{0,58}$"
MOST_COLUMNS, MOST_IDS = 80, 10_000


class FilterIn(Asked):
    filter: dict[str, Any] = {}
    q: Text | None = Field(None, max_length=100)


class CountOut(Wire):
    """`more`: counting stopped there."""

    count: int
    more: bool


class DescribedOut(Wire):
    """The whole filter in words, and each of its outermost parts."""

    whole: Bilingual
    parts: list[Bilingual]


class FilterChoiceOut(Wire):
    value: str
    label: Bilingual
    retired: bool


class FilterFieldOut(Wire):
    key: str
    label: Bilingual
    type: str
    group: str
    operators: list[str]
    choices: list[FilterChoiceOut]
    sortable: bool
    editable: bool

    @staticmethod
    def of(field: KindField) -> "FilterFieldOut":
        return FilterFieldOut(
            key=field.key,
            label=Bilingual(zh=field.zh, en=field.en),
            type=field.type,
            group=field.group,
            operators=list(operators_of(field)) if field.filterable else [],
            choices=[
                FilterChoiceOut(
                    value=one.value, label=Bilingual(zh=one.zh, en=one.en), retired=one.retired
                )
                for one in field.choices
            ],
            sortable=field.sortable and bool(field.column or field.custom),
            editable=field.editable,
        )


class OperatorOut(Wire):
    """A comparison; `value`: none, one, many, pair, days, window or looks stands beside it."""

    name: str
    label: Bilingual
    value: str


class LanguageOut(Wire):
    fields: list[FilterFieldOut]
    operators: list[OperatorOut]

    @staticmethod
    def of(fields: list[KindField]) -> "LanguageOut":
        named = [
            OperatorOut(name=one.name, label=Bilingual(zh=one.zh, en=one.en), value=one.value)
            for one in OPERATORS.values()
        ]
        return LanguageOut(fields=[FilterFieldOut.of(one) for one in fields], operators=named)


class ViewColumn(Asked):
    name: str = Field(max_length=60)
    width: int | None = Field(None, ge=40, le=900)


class ViewFields(Asked):
    filter: dict[str, Any] | None = None
    sort: str | None = Field(None, pattern=SORT)
    columns: list[ViewColumn] | None = Field(None, max_length=MOST_COLUMNS)
    density: Density | None = None
    shared: Shared | None = None
    departments: list[Id] | None = Field(None, max_length=100)

    def given(self) -> dict[str, Any]:
        """The fields really sent."""
        sent = self.model_dump(exclude_unset=True, exclude={"version", "departments"})
        places = {} if self.departments is None else {"departments": self.departments}
        return {name: value for name, value in sent.items() if value is not None} | places


class ViewIn(ViewFields):
    name: Text = Field(min_length=1, max_length=30)


class ViewPatch(ViewFields):
    name: Text | None = Field(None, min_length=1, max_length=30)
    version: int


class ViewOut(Wire):
    id: Id
    kind: str
    name: str
    filter: dict[str, Any]
    sort: str
    columns: list[ViewColumn]
    density: Density
    shared: Shared
    departments: list[Ref]
    owner: Ref | None
    mine: bool
    version: int
    updated_at: Moment

    @staticmethod
    def several(rows: list[View]) -> "list[ViewOut]":
        people = accounts.names({row.owner_id for row in rows})
        places = accounts.department_names([one for row in rows for one in row.departments])
        return [ViewOut._one(row, people, places) for row in rows]

    @staticmethod
    def of(row: View) -> "ViewOut":
        return ViewOut.several([row])[0]

    @staticmethod
    def _one(row: View, people: dict[int, str], places: dict[int, str]) -> "ViewOut":
        owner = people.get(row.owner_id)
        return ViewOut(
            id=row.pk,
            kind=row.kind,
            name=row.name,
            filter=row.filter,
            sort=row.sort,
            columns=row.columns,
            density=cast(Density, row.density),
            shared=cast(Shared, row.shared),
            departments=[Ref(id=one, name=places[one]) for one in row.departments if one in places],
            owner=Ref(id=row.owner_id, name=owner) if owner else None,
            mine=row.owner_id == actor.current().staff_id,
            version=row.version,
            updated_at=row.updated_at,
        )


class ViewsOut(Wire):
    """In the person's order; `opens` is the one that opens first."""

    items: list[ViewOut]
    opens: Id | None


class ArrangeIn(Asked):
    views: list[Id] = Field(max_length=500)
    opens: Id | None = None


class BulkIn(Asked):
    """Records by `ids`, or with `all` everything that `filter` and `q` match."""

    action: Literal["edit", "assign", "delete", "restore"]
    ids: list[Id] | None = Field(None, max_length=MOST_IDS)
    all: bool = False
    filter: dict[str, Any] = {}
    q: Text | None = Field(None, max_length=100)
    changes: dict[str, Any] = {}
    owner_id: Id | None = None
    with_business: bool = False


class BulkOut(Wire):
    """The task that was begun; follow it at /operations/{id}."""

    operation_id: Id
    title: str
    total: int

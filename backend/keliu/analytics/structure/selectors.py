"""Counting customers every way, within what both the report and the list give a person."""

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from keliu.accounts import public as accounts
from keliu.analytics.structure import rules
from keliu.customers import public as customers
from keliu.customers.public import Customer
from keliu.kinds import public as kinds
from keliu.kinds.public import Field
from keliu.kit import clock, regions
from keliu.platform import sql
from keliu.tags import public as tags

Rows = QuerySet[Customer]
Names = Mapping[str, tuple[str, str]]
CUSTOMER = "customer"


def counted(given: rules.Filter | None) -> Rows:
    """Living customers within reach that a filter lets through. Raises Invalid."""
    rows: Rows = Customer.objects.filter(deleted_at__isnull=True)
    return kinds.narrow(CUSTOMER, accounts.within_reach(rows, customers.READ), given).order_by()


def fields() -> dict[str, Field]:
    """The fields that the acting person may ask about, by key."""
    seen = kinds.askable_fields(CUSTOMER)
    return {one.key: one for one in kinds.fields_of(CUSTOMER) if one.key in seen}


# What stands in one row of the question below, by the part that is made of it.
SETS = {
    "lifecycle": ("lifecycle",), "source": ("source",), "level": ("level",),
    "deal_state": ("deal_state",), "kind": ("kind",), "type": ("type",), "industry": ("industry",),
    "region": ("region_code",), "owner": ("owner_id",), "month": ("added",),
    "warmth": tuple(one[0] for one in rules.WARMTH), "untagged": ("untagged",),
    "ties": ("owner_id", "lifecycle"),
}  # fmt: skip
COLUMNS = ("id", "lifecycle", "source", "level", "deal_state", "kind", "type", "industry",
           "region_code", "owner_id", "created_at", "last_followup_at", "merchant_id")  # fmt: skip
Key = tuple[Any, ...]


def counts(rows: Rows, fields: Container[str], months: list[date], zone: str) -> "Counts":
    """Customers split every way that the acting person may ask about: one walk through them."""
    ways = [name for name in SETS if _askable(name, fields)]
    inner, values = sql.inside(rows.values(*COLUMNS))
    columns, given = _columns(ways, months, zone)
    names = ", ".join(name for name, _ in columns)
    sets = ", ".join(f"({', '.join(SETS[one])})" for one in ways)
    asked = f"""SELECT {names}, grouping({names}), count(*) FROM (
     SELECT {", ".join(f"{text} AS {name}" for name, text in columns)} FROM ({inner}) AS t
    ) AS u GROUP BY GROUPING SETS ({", ".join([sets, "()"]) if sets else "()"})"""  # noqa: S608  columns of ours, values apart
    found: dict[str, dict[Key, int]] = {name: {} for name in ways}
    total, order = 0, [name for name, _ in columns]
    marks = {_mark(order, SETS[one]): one for one in ways}
    for *key, mark, many in sql.told(asked, [*given, *values]):
        if mark not in marks:
            total = many
            continue
        way = marks[mark]
        found[way][tuple(key[order.index(one)] for one in SETS[way])] = many
    return Counts(total, found)


def _askable(way: str, fields: Container[str]) -> bool:
    """Whether all that a way of splitting shows is open to the acting person."""
    needs = {"region": ["region_code"], "month": ["created_at"], "warmth": ["last_followup_at"],
             "untagged": ["tags"], "ties": ["owner", "lifecycle"]}  # fmt: skip
    return all(one in fields for one in needs.get(way, [way]))


def _mark(order: list[str], wanted: tuple[str, ...]) -> int:
    """What PostgreSQL's grouping() says of rows split by these columns."""
    found = 0
    for name in order:
        found = found * 2 + (name not in wanted)
    return found


def _columns(
    ways: list[str], months: list[date], zone: str
) -> tuple[list[tuple[str, str]], list[Any]]:
    """(name, text) of everything split by, and the values in the texts."""
    starts = [clock.day_bounds(month, zone)[0] for month in months]
    filters = {**{key: given for key, _, _, given in rules.WARMTH}, "untagged": rules.NO_TAG}
    found, values = list[tuple[str, str]](), list[Any]()
    for name in dict.fromkeys(one for way in ways for one in SETS[way]):
        text, more = f"t.{name}", list[Any]()
        if name == "added":
            text, more = "width_bucket(t.created_at, %s::timestamptz[])", [starts]
        elif name in filters:
            text, more = kinds.condition(CUSTOMER, filters[name], "t")
        found.append((name, f"({text})"))
        values += more
    return found, values


@dataclass(frozen=True)
class Counts:
    """How many customers there are in all, and by each way of splitting."""

    total: int
    ways: Mapping[str, Mapping[Key, int]]

    def by(self, way: str) -> dict[str, int]:
        """How many have each value; none is the empty value."""
        found: Counter[str] = Counter()
        for (value,), many in self.ways[way].items():
            found["" if value is None else str(value)] += many
        return found

    def by_region(self) -> tuple[dict[str, int], dict[str, int]]:
        """(by province, by city); the empty city holds those without any region."""
        provinces, cities = Counter[str](), Counter[str]()
        for code, many in self.by("region").items():
            provinces[rules.province_of(code)] += many
            if rules.city_of(code) or not code:
                cities[rules.city_of(code)] += many
        return provinces, cities

    def by_month(self, months: list[date]) -> tuple[int, dict[date, int]]:
        """(how many there were before, how many were added in each of these months)."""
        found = {int(key): many for (key,), many in self.ways["month"].items()}
        return found.get(0, 0), {month: found.get(at, 0) for at, month in enumerate(months, 1)}

    def by_warmth(self) -> dict[str, int]:
        """How many customers each of the filters of WARMTH lets through."""
        found: Counter[str] = Counter()
        for key, many in self.ways["warmth"].items():
            for name, true in zip(SETS["warmth"], key, strict=True):
                found[name] += many if true else 0
        return {one[0]: found[one[0]] for one in rules.WARMTH}

    def by_owner_and_stage(self) -> dict[tuple[str, str], int]:
        """How many customers of each owner are in each stage of life."""
        return {(str(one), stage): many for (one, stage), many in self.ways["ties"].items()}


def by_tag(rows: Rows, none: int) -> dict[str, int]:
    """How many customers have each tag, and how many have none."""
    found = {str(tag): many for tag, many in tags.counts(CUSTOMER, rows).items()}
    return {**found, "": none} if none else found


def choices(field: Field) -> Names:
    """What the values of a single choice are called, retired ones too."""
    return {one.value: (one.zh, one.en) for one in field.choices}


def region_names(codes: list[str]) -> Names:
    """What provinces and cities are called; a city without the province it stands in."""
    found: dict[str, tuple[str, str]] = {}
    for code in codes:
        name, above = regions.name_of(code) or code, regions.name_of(rules.province_of(code)) or ""
        if code != rules.province_of(code):
            name = name.removeprefix(above) or (above if code[2:] == "0100" else f"{above}其他县市")
        found[code] = (name, name)
    return found


def owner_names(keys: list[str]) -> Names:
    named = accounts.names({int(one) for one in keys if one})
    return {str(one): (name, name) for one, name in named.items()}

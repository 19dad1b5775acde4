"""Counting customers every way, within what both the report and the list give a person."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from keliu.accounts import public as accounts
from keliu.analytics.structure import rules
from keliu.customers import public as customers
from keliu.customers.public import Customer
from keliu.kinds import public as kinds
from keliu.kinds.public import Field
from keliu.kit import clock, regions
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


def by_column(rows: Rows, column: str) -> dict[str, int]:
    """How many customers have each value of a column; none is the empty value."""
    found: Counter[str] = Counter()
    for value, many in rows.values_list(column).annotate(n=Count("id")):
        found["" if value is None else str(value)] += many
    return found


def by_region(rows: Rows) -> tuple[dict[str, int], dict[str, int]]:
    """(by province, by city) from one question; the empty city holds those without any region."""
    provinces, cities = Counter[str](), Counter[str]()
    for code, many in by_column(rows, "region_code").items():
        provinces[rules.province_of(code)] += many
        if rules.city_of(code) or not code:
            cities[rules.city_of(code)] += many
    return provinces, cities


def by_month(rows: Rows, months: list[date], zone: str) -> dict[date, int]:
    """How many were added in each local month."""
    start = clock.day_bounds(months[0], zone)[0]
    local = rows.filter(created_at__gte=start).annotate(
        month=TruncMonth("created_at", tzinfo=ZoneInfo(zone))
    )
    found = dict(local.values_list("month").annotate(n=Count("id")))
    by_day = {month.date(): many for month, many in found.items() if month}
    return {month: by_day.get(month, 0) for month in months}


def added_before(rows: Rows, month: date, zone: str) -> int:
    """How many there were already when a month began."""
    return rows.filter(created_at__lt=clock.day_bounds(month, zone)[0]).count()


def by_warmth(rows: Rows) -> dict[str, int]:
    """How many customers each of the filters of WARMTH lets through."""
    return {key: kinds.narrow(CUSTOMER, rows, given).count() for key, _, _, given in rules.WARMTH}


def by_tag(rows: Rows) -> dict[str, int]:
    """How many customers have each tag, and how many have none."""
    found = {str(tag): many for tag, many in tags.counts(CUSTOMER, rows).items()}
    none = kinds.narrow(CUSTOMER, rows, rules.is_value("tags", "")).count()
    return {**found, "": none} if none else found


def by_owner_and_stage(rows: Rows, owners: list[str]) -> dict[tuple[str, str], int]:
    """How many customers of each of these owners are in each stage of life."""
    wanted = rows.filter(owner_id__in=[int(one) for one in owners if one])
    found = wanted.values_list("owner_id", "lifecycle").annotate(n=Count("id"))
    return {(str(owner), stage): many for owner, stage, many in found}


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

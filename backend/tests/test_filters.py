"""The filter language against PostgreSQL: never fails, and means what plain Python says."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keliu.accounts import public as accounts
from keliu.kinds.filters import compile as compiling
from keliu.kinds.filters import words
from keliu.kinds.filters.language import parse
from keliu.kinds.filters.operators import OF_TYPE, OPERATORS
from keliu.kinds.filters.setting import Setting
from keliu.kinds.ports import Choice, Field
from keliu.kit import clock
from keliu.platform import sql
from tests.filter_oracle import Oracle

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # already Monday 2 March in Shanghai
ZONE, ME, MINE, OTHER = "Asia/Shanghai", 7, 8, 9
CHOICES = tuple(Choice(value, value, value) for value in ("A", "B", "C"))
REGIONS = ("440000", "440300", "440305", "110000", "110101", "820000")
TEXTS = ("王伟", "王小伟", "100%", "a_b", "A_b", "\\", "O'Neil", "x", "李")
TYPES = ("text", "number", "money", "date", "moment", "bool", "single", "multi", "region",
         "person", "record")  # fmt: skip
SQL_TYPES = {"text": "varchar", "number": "int", "money": "bigint", "date": "date",
             "moment": "timestamptz", "bool": "boolean", "single": "varchar", "multi": "text[]",
             "region": "varchar", "person": "bigint", "record": "bigint"}  # fmt: skip


def _fields() -> dict[str, Field]:
    known = {}
    for kind in TYPES:
        choices = CHOICES if kind in {"single", "multi"} else ()
        name, place = f"甲{kind}", f"f_{kind}"
        one = Field(place, name, name, kind, column=place, choices=choices)  # type: ignore[arg-type]
        known[one.key] = one
        if kind != "record":
            own = Field(f"custom.c_{kind}", kind, kind, kind, choices=choices, custom=True)  # type: ignore[arg-type]
            known[own.key] = own
    return known


FIELDS = _fields()
ORACLE = Oracle(NOW, ZONE, ME, [ME, MINE])


@pytest.fixture(autouse=True)
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "colleagues", lambda departments: [ME, MINE])
    monkeypatch.setattr(accounts, "names", lambda wanted: {ME: "小李", MINE: "小赵"})


def _value(dice: random.Random, kind: str) -> Any:
    """Something a row may hold, close to what the filters ask for."""
    if dice.random() < 0.2:
        return None
    day = date(2026, 3, 2) + timedelta(days=dice.choice([-400, -31, -8, -7, -1, 0, 1, 6, 30, 370]))
    moment = datetime(2026, 3, 1, 16, tzinfo=UTC) + timedelta(
        days=dice.choice([-370, -30, -7, -1, 0, 1, 7, 40]),
        milliseconds=dice.choice([-1, 0, 1, 5_400_000, 86_399_999]),
    )
    return {
        "text": dice.choice(TEXTS), "number": dice.randrange(-2, 5), "bool": dice.random() < 0.5,
        "money": dice.choice([0, 1, 99, 100, 10**12]), "date": day, "moment": moment,
        "single": dice.choice("ABC"), "multi": dice.sample("ABC", dice.randrange(4)),
        "region": dice.choice(REGIONS), "person": dice.choice([ME, MINE, OTHER]),
        "record": dice.choice([ME, OTHER]),
    }[kind]  # fmt: skip


def _stored(kind: str, value: Any) -> Any:
    """A value in the `custom` column."""
    if kind == "moment":
        return clock.iso(value)
    return {"date": str, "person": str}.get(kind, lambda one: one)(value)


class Rows(dict[int, dict[str, Any]]):
    """Known rows by id; says little about itself, for hypothesis writes it down."""

    def __repr__(self) -> str:
        return f"{len(self)} rows"


@pytest.fixture
def rows() -> Iterator[Rows]:
    """Eighty rows of a table with every type of column, empty ones among them."""
    dice, columns = random.Random(3), ", ".join(f"f_{k} {SQL_TYPES[k]}" for k in TYPES)  # noqa: S311
    found = Rows()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE probe (id bigint, {columns}, custom jsonb)")
        for number in range(80):
            row = {key: _value(dice, field.type) for key, field in FIELDS.items()}
            own = {field.slug: _stored(field.type, row[key]) for key, field in FIELDS.items()
                   if field.custom and row[key] is not None}  # fmt: skip
            values = [row[f"f_{kind}"] for kind in TYPES]
            if number % 3:
                values[0] = values[0] or ""  # nothing is NULL here and an empty text there
            marks = ", ".join(["%s"] * len(values))
            cursor.execute(
                f"INSERT INTO probe VALUES (%s, {marks}, %s)",  # noqa: S608  literals of ours
                [number, *values, sql.jsonb(own)],  # type: ignore[list-item]  # psycopg knows Jsonb
            )
            found[number] = row
    yield found
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE probe")


def _one(field: Field) -> st.SearchStrategy[Any]:
    """A value a condition of this field may ask for."""
    days = st.integers(-40, 40).map(lambda n: (date(2026, 3, 2) + timedelta(days=n)).isoformat())
    moments = st.integers(-(10**6), 10**6).map(lambda n: clock.iso(NOW + timedelta(seconds=n)))
    people_of = st.sampled_from([str(ME), str(MINE), str(OTHER), "me", "my_department"])
    return {
        "text": st.sampled_from(TEXTS) | st.text("%_\\'王aA", min_size=1).filter(str.strip),
        "number": st.integers(-3, 5) | st.sampled_from([0.5, 1.25, -1.5]),
        "money": st.sampled_from([0, 1, 100, 10**12]), "date": days, "moment": days | moments,
        "bool": st.booleans(), "single": st.sampled_from("ABC"), "multi": st.sampled_from("ABC"),
        "region": st.sampled_from(REGIONS), "person": people_of,
        "record": st.sampled_from([str(ME), str(OTHER)]),
    }[field.type]  # fmt: skip


def _window() -> st.SearchStrategy[Any]:
    units = st.sampled_from(["day", "week", "month", "quarter", "year"])
    near = st.sampled_from(["this", "previous", "following"])
    counted = st.tuples(st.sampled_from(["last", "next"]), st.integers(1, 60),
                        st.sampled_from(["day", "week"]))  # fmt: skip
    return st.tuples(near, units).map(lambda pair: {pair[0]: pair[1]}) | counted.map(
        lambda three: {three[0]: three[1], "unit": three[2]}
    )


def _valued(field: Field, op: str) -> st.SearchStrategy[Any]:
    one = _one(field)
    if OPERATORS[op].value == "pair":
        same = one if field.type != "moment" else _one(FIELDS["f_date"])
        return st.lists(same, min_size=2, max_size=2).map(sorted)
    return {
        "none": st.none(), "one": one, "many": st.lists(one, min_size=1, max_size=3),
        "days": st.integers(0, 400), "window": _window(),
    }[OPERATORS[op].value]  # fmt: skip


@st.composite
def conditions(draw: Any) -> dict[str, Any]:
    field = draw(st.sampled_from(list(FIELDS.values())))
    op = draw(st.sampled_from(OF_TYPE[field.type]))
    return {"field": field.key, "op": op, "value": draw(_valued(field, op))}


def filters() -> st.SearchStrategy[dict[str, Any]]:
    def wider(inner: Any) -> Any:
        some = st.lists(inner, max_size=3)
        return (
            some.map(lambda parts: {"all": parts})
            | some.map(lambda parts: {"any": parts})
            | inner.map(lambda part: {"not": part})
        )

    return st.recursive(conditions(), wider, max_leaves=5).filter(lambda one: _depth(one) <= 5)


def _depth(one: dict[str, Any]) -> int:
    inside = one.get("all", one.get("any", [one["not"]] if "not" in one else []))
    return 1 + max((_depth(part) for part in inside), default=0)


def _found(node: Any) -> list[int]:
    text, values = compiling.condition_of(node, "t", Setting(NOW, ZONE, ME, 1, (1,)))
    asked = f"SELECT t.id FROM probe t WHERE {text} ORDER BY t.id"  # noqa: S608  literals of ours
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        first = [row[0] for row in cursor.fetchall()]
    assert first == [row[0] for row in sql.rows(asked, values)]  # prepared on the server as well
    return first


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=filters())
def test_a_filter_finds_what_plain_python_finds(rows: Rows, asked: dict[str, Any]) -> None:
    node = parse(asked, FIELDS)

    assert _found(node) == [key for key, row in rows.items() if ORACLE.passes(node, row)]
    assert isinstance(words.sentence(node, ZONE), str)
    assert isinstance(words.sentence(node, ZONE, "en"), str)


@pytest.mark.parametrize("kind", TYPES)
def test_every_comparison_of_a_type_agrees(rows: Rows, kind: str) -> None:
    """Each field and comparison at least a few times, however the dice of the other test fall."""
    for field in (one for one in FIELDS.values() if one.type == kind):
        for op in OF_TYPE[kind]:
            _agrees(rows, field, op)


def _agrees(rows: Rows, field: Field, op: str) -> None:
    @settings(max_examples=8, deadline=None, database=None, derandomize=True)
    @given(value=_valued(field, op))
    def once(value: Any) -> None:
        node = parse({"field": field.key, "op": op, "value": value}, FIELDS)
        assert _found(node) == [key for key, row in rows.items() if ORACLE.passes(node, row)]

    once()

"""A checked filter as one SQL condition.

Only names of our own columns and literals of this package reach the statement's text; slugs of
custom fields and everything people typed travel as values. A condition may be NULL where a column
is, which counts as false; negative comparisons say what they mean for empty fields: what is empty
is not A, so it passes “is not A”.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from keliu.kinds.filters import windows
from keliu.kinds.filters.language import Condition, Group, Node, Opposite
from keliu.kinds.filters.operators import NEGATIVE
from keliu.kinds.filters.setting import Setting
from keliu.kinds.ports import Field, Sql
from keliu.kit import clock, regions

TRUE: Sql = ("TRUE", [])
TEXTS = {"text", "long_text", "phone", "email", "link", "single"}
LIKE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
NEARBY = {"is", "has", "starts"}
SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def condition_of(node: Node, alias: str, setting: Setting) -> Sql:
    """The SQL of a whole filter over the table called `alias`."""
    if isinstance(node, Condition):
        text, values = _one(node, alias, setting)
        return f"({text})", values
    if isinstance(node, Opposite):
        text, values = condition_of(node.part, alias, setting)
        return f"(NOT coalesce({text}, false))", values
    return _group(node, alias, setting)


def _group(node: Group, alias: str, setting: Setting) -> Sql:
    if not node.parts:
        return TRUE
    parts = [condition_of(part, alias, setting) for part in node.parts]
    joined = (" AND " if node.every else " OR ").join(text for text, _ in parts)
    return f"({joined})", [value for _, values in parts for value in values]


def _one(one: Condition, alias: str, setting: Setting) -> Sql:
    field = one.field
    if field.sql is not None:
        text, values = field.sql(one.op, _settled(one, setting), alias)
        return f"coalesce(({text}), false)", list(values)
    place = _place(field, alias)
    if one.op == "empty":
        return _empty(field, place)
    if one.op == "not_empty":
        text, values = _empty(field, place)
        return f"NOT ({text})", values
    if one.op in NEGATIVE:
        text, values = _one(Condition(field, NEGATIVE[one.op], one.value), alias, setting)
        return f"NOT coalesce(({text}), false)", values
    return _narrowed(COMPARE[_family(field)](field, place, one, setting), one, alias)


def _settled(one: Condition, setting: Setting) -> Any:
    """A value for a field's own SQL: people spelt out, the rest as checked."""
    if one.field.type == "person" and one.value is not None:
        return setting.people(_listed(one.value))
    return one.value


def _family(field: Field) -> str:
    return "text" if field.type in TEXTS else field.type


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# --- where the value lies -------------------------------------------------------------------


def _place(field: Field, alias: str) -> Sql:
    """The column, or the value in the `custom` column as text, number or JSON."""
    if not field.custom:
        return f"{alias}.{field.column}", []
    slug = field.key.removeprefix("custom.")
    if field.type in {"number", "money"}:
        number = f"CASE WHEN jsonb_typeof({alias}.custom -> %s) = 'number'"
        return f"({number} THEN ({alias}.custom ->> %s)::numeric END)", [slug, slug]
    if field.type in {"multi", "bool"}:
        return f"({alias}.custom -> %s)", [slug]
    return f"({alias}.custom ->> %s)", [slug]


def _empty(field: Field, place: Sql) -> Sql:
    text, values = place
    if field.type == "multi":
        nothing = "'[]'::jsonb, 'null'::jsonb" if field.custom else "'{}'"
        first = "'[]'::jsonb" if field.custom else "'{}'"
        return f"coalesce({text}, {first}) IN ({nothing})", values
    if field.custom and field.type == "bool":
        return f"coalesce({text}, 'null'::jsonb) = 'null'::jsonb", values
    if field.custom and field.type in {"number", "money"}:
        return f"{text} IS NULL", values
    if field.custom or _family(field) in {"text", "region"}:
        return f"coalesce({text}, '') = ''", values
    return f"{text} IS NULL", values


# --- comparisons ----------------------------------------------------------------------------


def _text(field: Field, place: Sql, one: Condition, setting: Setting) -> Sql:
    text, values = place
    if one.op == "in":
        return f"{text} = ANY(%s::text[])", [*values, one.value]
    if one.op == "is":
        return f"{text} = %s", [*values, one.value]
    pattern = f"{'' if one.op == 'starts' else '%'}{one.value.translate(LIKE)}%"
    return f"{text} ILIKE %s", [*values, pattern]


def _narrowed(found: Sql, one: Condition, alias: str) -> Sql:
    """The condition behind one that an index answers, where the field knows such a one."""
    near = one.field.near(one.value, alias) if one.field.near and one.op in NEARBY else None
    if near is None:
        return found
    return f"{near[0]} AND ({found[0]})", [*near[1], *found[1]]


def _number(field: Field, place: Sql, one: Condition, setting: Setting) -> Sql:
    text, values = place
    if one.op == "between":
        return f"{text} BETWEEN %s AND %s", [*values, *one.value]
    return f"{text} {SIGNS.get(one.op, '=')} %s", [*values, one.value]


def _bool(field: Field, place: Sql, one: Condition, setting: Setting) -> Sql:
    text, values = place
    if field.custom:
        return f"{text} = to_jsonb(%s::boolean)", [*values, one.value]
    return f"{text} = %s", [*values, one.value]


def _multi(field: Field, place: Sql, one: Condition, setting: Setting) -> Sql:
    text, values = place
    every = one.op == "all_of"
    sign = ("?&" if every else "?|") if field.custom else ("@>" if every else "&&")
    return f"{text} {sign} %s::text[]", [*values, _listed(one.value)]


def _region(field: Field, place: Sql, one: Condition, setting: Setting) -> Sql:
    text, values = place
    parts: list[str] = []
    given: list[Any] = []
    for code in _listed(one.value):
        parts.append(f"{text} BETWEEN %s AND %s")
        given += [*values, *regions.within(code)]
    return " OR ".join(parts), given


def _ids(field: Field, place: Sql, wanted: list[int]) -> Sql:
    text, values = place
    if field.custom:
        return f"{text} = ANY(%s::text[])", [*values, [str(one) for one in wanted]]
    return f"{text} = ANY(%s::bigint[])", [*values, wanted]


def _person(field: Field, place: Sql, one: Condition, setting: Setting) -> Sql:
    return _ids(field, place, setting.people(_listed(one.value)))


def _department(field: Field, place: Sql, one: Condition, setting: Setting) -> Sql:
    return _ids(field, place, setting.places(_listed(one.value), below=one.op == "under"))


def _record(field: Field, place: Sql, one: Condition, setting: Setting) -> Sql:
    return _ids(field, place, _listed(one.value))


# --- days and moments -----------------------------------------------------------------------

Edge = date | datetime
Span = tuple[Edge | None, Edge | None]  # from, and the first that is too late


def _when(field: Field, place: Sql, one: Condition, setting: Setting) -> Sql:
    """Every comparison of time as a span [from, until); nothing is older than never."""
    start, end = _span(field, one, setting)
    text, values = place
    if field.custom:  # ISO text in one form: its order by character is its order in time
        text = f'{text} COLLATE "C"'
    parts: list[str] = []
    given: list[Any] = []
    for sign, edge in ((">=", start), ("<", end)):
        if edge is not None:
            parts.append(f"{text} {sign} %s")
            given += [*values, _stored(edge) if field.custom else edge]
    found = " AND ".join(parts)
    if one.op == "idle_days":
        return f"({found}) OR {text} IS NULL", [*given, *values]
    return found, given


def _stored(edge: Edge) -> str:
    return clock.iso(edge) if isinstance(edge, datetime) else edge.isoformat()


def _span(field: Field, one: Condition, setting: Setting) -> Span:
    if one.op in {"before_days", "idle_days"}:
        return None, _edge(field, _ago(field, one.value, setting), setting)
    if one.op == "after_days":
        return _after(field, one.value, setting), None
    if one.op == "within":
        first, last = windows.days_of(one.value, setting.today)
        return _edge(field, first, setting), _edge(field, last, setting)
    return _compared(field, one, setting)


def _ago(field: Field, days: int, setting: Setting) -> Edge:
    """More than 30 days ago: whole days for dates, to the minute for moments."""
    return setting.ago(days) if field.type == "moment" else setting.today - timedelta(days=days)


def _after(field: Field, days: int, setting: Setting) -> Edge:
    if field.type == "moment":
        return setting.ago(-days)
    return setting.today + timedelta(days=days + 1)


def _compared(field: Field, one: Condition, setting: Setting) -> Span:
    first, last = one.value if one.op == "between" else (one.value, one.value)
    start, end = _edge(field, first, setting), _edge(field, _next(last), setting)
    return {
        "lt": (None, start),
        "le": (None, end),
        "gt": (end, None),
        "ge": (start, None),
    }.get(one.op, (start, end))


def _next(edge: Edge) -> Edge:
    """What comes right after a day, or after a moment (we keep milliseconds)."""
    return edge + (timedelta(milliseconds=1) if isinstance(edge, datetime) else timedelta(days=1))


def _edge(field: Field, edge: Edge, setting: Setting) -> Edge:
    """A day as the field counts: itself for dates, its first moment in the shop for moments."""
    if isinstance(edge, datetime) or field.type == "date":
        return edge
    return setting.start_of(edge)


COMPARE: dict[str, Callable[[Field, Sql, Condition, Setting], Sql]] = {
    "text": _text, "number": _number, "money": _number, "bool": _bool, "multi": _multi,
    "region": _region, "person": _person, "department": _department, "record": _record,
    "date": _when, "moment": _when,
}  # fmt: skip

"""The customer list as one statement: PostgreSQL finds the page and writes its JSON.

Its twin is `lists.customers_for_list` with `CustomerRow`; a test holds the two equal. The shape of
the statement follows the acting person's reach, because no single one is fast for all of them:
everything walks an order's index; one's own walks the owner's; a few departments are walked one by
one; many are walked together in order (the `+ 0` keeps the planner off the department's index).
"""

from typing import Any

import msgspec

from keliu.customers.selectors import search
from keliu.customers.selectors.lists import Filters
from keliu.kit import actor, scope
from keliu.kit.actor import Actor
from keliu.kit.paging import MOST, USUAL, Sort, decode, encode
from keliu.platform import sql

FEW = 4
COLUMNS = """c.id, c.merchant_id, c.name, c.kind, c.company, c.position, c.phone_masked, c.level,
 c.source, c.owner_id, c.department_id, c.last_followup_at, c.next_followup_at, c.last_visit_at,
 c.visit_count, c.score, c.deal_state, c.created_at, c.updated_at, c.version, c.name_key"""
REF = """CASE WHEN {0}.id IS NOT NULL
 THEN json_build_object('id', {0}.id::text, 'name', {0}.name) END"""
MOMENT = """to_char(p.{0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
MOMENTS = ("last_followup_at", "next_followup_at", "last_visit_at", "created_at", "updated_at")
PLAIN = ("name", "kind", "company", "position", "phone_masked", "level", "source", "visit_count",
         "score", "deal_state", "version")  # fmt: skip
FIELDS = ", ".join(
    [
        "p.id::text AS id",
        *(f"p.{name}" for name in PLAIN),
        f"{REF.format('s')} AS owner",
        f"{REF.format('d')} AS department",
        *(f"{MOMENT.format(name)} AS {name}" for name in MOMENTS),
    ]
)
# Nothing but names of our own columns and the shapes below goes into a statement's text.
PAGE = f"""SELECT
 coalesce(json_agg(x ORDER BY p.n) FILTER (WHERE p.n <= %s), '[]')::text,
 count(*) > %s, max(p.{{column}}) FILTER (WHERE p.n = %s), max(p.id) FILTER (WHERE p.n = %s)
FROM (SELECT c.*, row_number() OVER () AS n FROM ({{source}}) c) p
LEFT JOIN accounts_staff s ON s.merchant_id = p.merchant_id AND s.id = p.owner_id
LEFT JOIN accounts_department d ON d.merchant_id = p.merchant_id AND d.id = p.department_id
CROSS JOIN LATERAL (SELECT {FIELDS}) x"""  # noqa: S608
Part = tuple[str, list[Any]]


def _after(sort: Sort, cursor: str | None) -> list[Part]:
    """Rows behind the cursor, as `platform.lists.after` says it."""
    if not cursor:
        return []
    value, identifier = decode(sort, cursor)
    column, step = f"c.{sort.column}", "<" if sort.descending else ">"
    if value is None:
        return [(f"{column} IS NULL AND c.id {step} %s", [identifier])]
    behind = f"({column}, c.id) {step} (%s, %s)"
    if sort.column in {"last_visit_at", "next_followup_at"}:
        return [(f"({behind} OR {column} IS NULL)", [value, identifier])]
    return [(behind, [value, identifier])]


def _narrowed(asked: Filters) -> list[Part]:
    parts: list[Part] = [(f"c.{name} = %s", [value]) for name, value in asked.equal.items()]
    if asked.owner == "none":
        parts.append(("c.owner_id IS NULL", []))
    elif asked.owner_id is not None:
        parts.append(("c.owner_id = %s", [asked.owner_id]))
    if asked.created_from is not None:
        parts.append(("c.created_at >= %s", [asked.created_from]))
    if asked.created_to is not None:
        parts.append(("c.created_at < %s", [asked.created_to]))
    if asked.q and asked.q.strip():
        query = search.asked(asked.q)
        # An array, so that a guess of ten rows always leads to look-ups by key, never to a loop.
        found = "c.id = ANY(ARRAY(SELECT customers_matching(%s, %s)))"
        parts.append((found, [query.words, query.phone]))
    return parts


def _departments(who: Actor) -> list[int]:
    reach = who.reach("customer.read")
    if reach == "department" and who.department_id is not None:
        return [who.department_id]
    return list(who.departments) if reach == "tree" else []


def _query(parts: list[Part], order: str, size: int) -> Part:
    wheres = " AND ".join(text for text, _ in parts)
    values = [value for _, some in parts for value in some]
    return (
        f"SELECT {COLUMNS} FROM customers_customer c WHERE {wheres} {order} LIMIT %s",  # noqa: S608
        [*values, size + 1],
    )


def _source(parts: list[Part], sort: Sort, size: int) -> Part:
    """The rows of the page, one too many, in the shape that suits the reach."""
    way = "DESC NULLS LAST" if sort.column == "last_visit_at" else "DESC"
    way = way if sort.descending else "ASC"
    tie = "DESC" if sort.descending else "ASC"
    order = f"ORDER BY c.{sort.column} {way}, c.id {tie}"
    who = actor.current()
    if who.reach("customer.read") == "all":
        return _query(parts, order, size)
    departments = _departments(who)
    if not departments:
        return _query([*parts, ("c.owner_id = %s", [who.staff_id])], order, size)
    if len(departments) > FEW or sort.column != "updated_at":
        reach = "(c.department_id + 0 = ANY(%s::bigint[]) OR c.owner_id + 0 = %s)"
        return _query([*parts, (reach, [departments, who.staff_id])], order, size)
    return _one_by_one(parts, order, size, departments)


def _one_by_one(parts: list[Part], order: str, size: int, departments: list[int]) -> Part:
    """A page of every department and of one's own customers elsewhere; the best of them all."""
    elsewhere = "c.owner_id = %s AND coalesce(c.department_id <> ALL(%s::bigint[]), true)"
    own = (elsewhere, [actor.current().staff_id, departments])
    pages = [_query([*parts, ("c.department_id = %s", [one])], order, size) for one in departments]
    pages.append(_query([*parts, own], order, size))
    texts = " UNION ALL ".join(f"({text})" for text, _ in pages)
    values = [value for _, some in pages for value in some]
    return f"SELECT * FROM ({texts}) c {order} LIMIT %s", [*values, size + 1]  # noqa: S608


def page(asked: Filters, sort: Sort, *, cursor: str | None, limit: int | None) -> tuple[str, str]:
    """(items, next cursor) as JSON texts."""
    size = min(max(limit or USUAL, 1), MOST)
    items, more, value, last = sql.one(*statement(asked, sort, cursor=cursor, size=size))
    following = encode(sort, value, last) if more else None
    return items, msgspec.json.encode(following).decode()


def statement(asked: Filters, sort: Sort, *, cursor: str | None, size: int) -> Part:
    """The whole question and its values."""
    living: Part = ("c.merchant_id = %s AND c.deleted_at IS NULL", [scope.current()])
    source, values = _source([living, *_narrowed(asked), *_after(sort, cursor)], sort, size)
    text = PAGE.format(column=sort.column, source=source)
    return text, [size, size, size, size, *values]

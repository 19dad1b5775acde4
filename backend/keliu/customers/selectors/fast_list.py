"""The customer list as one statement: PostgreSQL finds the page and writes its JSON.

Its twin is `lists.customers_for_list` with `CustomerRow`; a test holds the two equal. The shape of
the statement follows the acting person's reach, because no single one is fast for all of them:
everything walks an order's index; one's own walks the owner's; a few departments, some dozens of
people below and the records shared with me are walked one by one; many are walked together in order
(the `+ 0` keeps the planner off the indexes of departments and owners). Where a column may be empty
the rows that have a value and those that have none are asked for apart, so that one index serves
both directions.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from keliu.accounts import public as accounts
from keliu.accounts.public import Reach
from keliu.customers.models import Customer
from keliu.customers.selectors import search
from keliu.customers.selectors.lists import Filters
from keliu.customers.selectors.written import FIELDS, written
from keliu.kinds import public as kinds
from keliu.kit import actor, scope
from keliu.kit.paging import MOST, USUAL, Sort, decode, encode
from keliu.platform import sql
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking

FEW = 4  # departments
SOME = 32  # people
COLUMNS = """c.id, c.name, c.kind, c.type, c.company, c.position, c.phone_masked,
 c.level, c.source, c.owner_id, c.department_id, c.last_followup_at, c.next_followup_at,
 c.last_visit_at, c.visit_count, c.score, c.deal_state, c.order_count,
 c.order_total_fen, c.last_order_at, c.created_at, c.updated_at, c.custom, c.version"""
# Nothing but names of our own columns and the shapes below goes into a statement's text.
PAGE = f"""SELECT
 coalesce(string_agg({written(FIELDS)}, ',' ORDER BY p.n) FILTER (WHERE p.n <= %s), '')::bpchar,
 count(*) > %s, max(p.k) FILTER (WHERE p.n = %s), max(p.id) FILTER (WHERE p.n = %s)
FROM (SELECT c.*, row_number() OVER () AS n FROM ("""  # noqa: S608  literals of ours
# The merchant as a value: compared with a row's own, the fence would be read anew for every row.
NAMED = """) c) p
LEFT JOIN accounts_staff s ON s.merchant_id = %s AND s.id = p.owner_id
LEFT JOIN accounts_department d ON d.merchant_id = %s AND d.id = p.department_id"""
Part = tuple[str, list[Any]]


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
    if asked.filter:
        parts.append(kinds.condition("customer", asked.filter, "c"))
    if asked.q and asked.q.strip():
        query = search.asked(asked.q)
        # An array, so that a guess of ten rows always leads to look-ups by key, never to a loop.
        found = "c.id = ANY(ARRAY(SELECT customers_matching(%s, %s)))"
        parts.append((found, [query.words, query.phone]))
    return parts


@dataclass(frozen=True)
class Walk:
    """In which order rows are read, from where, and how many."""

    sort: Sort
    size: int
    start: tuple[Any, int] | None  # value and id of the last row seen

    @property
    def sign(self) -> str:
        return "<" if self.sort.descending else ">"

    @property
    def way(self) -> str:
        return "DESC" if self.sort.descending else "ASC"

    @property
    def gaps(self) -> bool:
        """Whether some rows may have nothing to sort by."""
        return kinds.is_custom(self.sort) or _nullable(self.sort.column)

    @property
    def order(self) -> str:
        """The order of whole pages, what is empty last."""
        return f"ORDER BY k {self.way}{' NULLS LAST' if self.gaps else ''}, id {self.way}"


def _nullable(column: str) -> bool:
    field: Any = Customer._meta.get_field(column)
    return bool(field.null)


def _query(parts: list[Part], walk: Walk) -> Part:
    """A page of the rows that `parts` let through, one row too many."""
    key, slugs = kinds.sort_sql(walk.sort, "c")
    if not walk.gaps:
        return _select(parts, _behind(key, slugs, walk), walk, walk.way)
    full: Part = (f"{key} IS NOT NULL", slugs)
    empty: Part = (f"{key} IS NULL", slugs)
    if walk.start is not None and walk.start[0] is None:
        last: Part = (f"c.id {walk.sign} %s", [walk.start[1]])
        return _select([*parts, empty], [last], walk, _indexed(walk))
    valued = _select([*parts, full], _behind(key, slugs, walk), walk, _indexed(walk))
    without = _select([*parts, empty], [], walk, _indexed(walk))
    return _filled_up(valued, without, walk)


def _filled_up(valued: Part, without: Part, walk: Walk) -> Part:
    """Rows without a value come last: they are only looked for when those with one are too few.

    A merge of the two would fetch one of each before anything else, however far it has to walk.
    """
    left = "SELECT greatest(%s - count(*), 0) FROM valued"
    text = f"""WITH valued AS MATERIALIZED ({valued[0]})
 SELECT * FROM (SELECT * FROM valued UNION ALL
  (SELECT * FROM ({without[0]}) e LIMIT ({left}))) c {walk.order} LIMIT %s"""  # noqa: S608  literals of ours
    return text, [*valued[1], *without[1], walk.size + 1, walk.size + 1]


def _behind(key: str, slugs: list[Any], walk: Walk) -> list[Part]:
    """Rows after the last one seen, as `platform.lists.after` says it."""
    if walk.start is None:
        return []
    return [(f"({key}, c.id) {walk.sign} (%s, %s)", [*slugs, *walk.start])]


def _indexed(walk: Walk) -> str:
    """A direction that an index has, forwards or backwards; all of these are empty, or none is."""
    first_stored = walk.sort.column == "last_visit_at"  # DESC NULLS LAST, the others ASC
    last = first_stored if walk.sort.descending else not first_stored
    return f"{walk.way} NULLS {'LAST' if last else 'FIRST'}"


def _select(parts: list[Part], more: list[Part], walk: Walk, way: str) -> Part:
    wheres = [*parts, *more]
    key, slugs = kinds.sort_sql(walk.sort, "c")
    where = " AND ".join(text for text, _ in wheres)
    values = [value for _, some in wheres for value in some]
    return (
        f"SELECT {COLUMNS}, {key} AS k FROM customers_customer c WHERE {where}"  # noqa: S608  literals of ours
        f" ORDER BY k {way}, id {walk.way} LIMIT %s",
        [*slugs, *values, walk.size + 1],
    )


def _merged(pages: list[Part], walk: Walk) -> Part:
    """The best page of several."""
    if len(pages) == 1:
        return pages[0]
    texts = " UNION ALL ".join(f"({text})" for text, _ in pages)
    values = [value for _, some in pages for value in some]
    return f"SELECT * FROM ({texts}) c {walk.order} LIMIT %s", [*values, walk.size + 1]  # noqa: S608  literals of ours


def _source(parts: list[Part], walk: Walk) -> Part:
    """The rows of the page, one too many, in the shape that suits the reach."""
    reach = accounts.reach_of(actor.current(), "customer.read", "customer") or accounts.Reach()
    if reach.everything:
        return _query(parts, walk)
    few = walk.sort.column == "updated_at" if reach.departments else True
    if few and len(reach.departments) <= FEW and len(reach.staff) <= SOME:
        return _one_by_one(parts, walk, reach)
    return _query([*parts, _together(reach)], walk)


def _together(reach: Reach) -> Part:
    ids, values = accounts.shared_ids(reach)
    among = "c.{0} + 0 = ANY(%s::bigint[])"
    texts = [among.format("department_id"), among.format("owner_id")]
    if reach.shared is not None:
        texts.append(f"c.id + 0 = ANY({ids})")
    places = [sql.array(reach.departments), sql.array(reach.staff)]
    return f"({' OR '.join(texts)})", [*places, *values]


def _one_by_one(parts: list[Part], walk: Walk, reach: Reach) -> Part:
    """A page of every department, of people's customers elsewhere, of shared ones; the best."""
    pages = [_query([*parts, ("c.department_id = %s", [one])], walk) for one in reach.departments]
    elsewhere = "coalesce(c.department_id <> ALL(%s::bigint[]), true)"
    outside: list[Part] = [(elsewhere, [reach.places])] if reach.departments else []
    if len(reach.staff) == 1:
        own: Part = ("c.owner_id = %s", [reach.staff[0]])
        pages.append(_query([*parts, own, *outside], walk))
    elif reach.staff:
        text, values = _query([*parts, ("c.owner_id = one.id", []), *outside], walk)
        each = f"SELECT c.* FROM unnest(%s::bigint[]) AS one(id) CROSS JOIN LATERAL ({text}) c"  # noqa: S608  literals of ours
        best = f"SELECT * FROM ({each}) c {walk.order} LIMIT %s"  # noqa: S608  literals of ours
        pages.append((best, [reach.owners, *values, walk.size + 1]))
    if reach.shared is not None:
        others = ("coalesce(c.owner_id <> ALL(%s::bigint[]), true)", [reach.owners])
        ids, values = accounts.shared_ids(reach)
        shared = (f"c.id = ANY({ids})", values)
        pages.append(_query([*parts, shared, others, *outside], walk))
    return _merged(pages, walk)


def page(
    asked: Filters, sort: Sort, *, cursor: str | None, limit: int | None
) -> Asking[tuple[bytes, bytes]]:
    """(items, next cursor) as JSON."""
    size = min(max(limit or USUAL, 1), MOST)
    text, values = statement(asked, sort, cursor=cursor, size=size)
    question = Question(text, values, planned=bool(asked.filter))
    ((items, more, value, last),) = yield from kinds.asked_with("customer", question)
    following = encode(sort, value, last) if more else None
    items = kinds.conceal_text("customer", b"[%b]" % items, "list")
    return items, msgspec.json.encode(following)


def statement(asked: Filters, sort: Sort, *, cursor: str | None, size: int) -> Part:
    """The whole question and its values."""
    merchant_id = scope.current()
    living: Part = ("c.merchant_id = %s AND c.deleted_at IS NULL", [merchant_id])
    walk = Walk(sort, size, decode(sort, cursor) if cursor else None)
    source, values = _source([living, *_narrowed(asked)], walk)
    return PAGE + source + NAMED, [size, size, size, size, *values, merchant_id, merchant_id]

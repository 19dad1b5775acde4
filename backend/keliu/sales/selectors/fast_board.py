"""The board as it opens, in one statement whose cost does not grow with the opportunities.

Heads add up the tally; cards come ready-made from `shown` (migration 0002), walked in the order of
an index. How depends on how far the person sees: everything and one's own lie in order; a few
departments and people are read one by one and merged; many are picked out of everybody's column.
"""

from typing import Any

import msgspec

from keliu.accounts import public as accounts
from keliu.accounts.public import Reach
from keliu.kinds import public as kinds
from keliu.kit import actor, scope
from keliu.kit.paging import encode
from keliu.platform import sql
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking
from keliu.sales import rules
from keliu.sales.selectors import pipelines
from keliu.sales.selectors.board import NEWEST

# Every piece of these statements is a literal of ours; values travel as parameters.
FEW = 8  # departments that are cheaper one by one; measured with 20,000 opportunities
SOME = 32  # people likewise
STAGES = b"\x02"  # between the cards of two stages; no JSON has it inside
MORE = rules.COLUMN + 1  # the row too many says that there is a next page
LIVE = "o.merchant_id = %(m)s AND o.stage_id = s.id AND o.deleted_at IS NULL"
ORDER = f"ORDER BY o.stage_since DESC, o.id DESC LIMIT {MORE}"
OWNERS, DEPARTMENTS = "%(owners)s::bigint[]", "%(departments)s::bigint[]"
SHARED = "%(shared)s::bigint[]"
ELSEWHERE = f"NOT coalesce(o.department_id = ANY({DEPARTMENTS}), false)"
OTHERS = f"NOT coalesce(o.owner_id = ANY({OWNERS}), false) AND {ELSEWHERE}"
CARD = "o.id, o.stage_since, o.customer_id, o.owner_id, o.shown"
KEYS = "SELECT o.id, o.stage_since FROM sales_opportunity o WHERE"
IN_ORDER = f"SELECT {CARD} FROM sales_opportunity o WHERE {LIVE} {{only}} {ORDER}"  # noqa: S608  literals of ours
# Ids first, from the index alone; the rows of those that are shown afterwards.
PICKED = f"""SELECT {CARD} FROM ({{keys}}) k
 JOIN sales_opportunity o ON o.merchant_id = %(m)s AND o.id = k.id"""  # noqa: S608  literals of ours
FROM_FEW = f"""SELECT o.id FROM (
  SELECT k.* FROM unnest({DEPARTMENTS}) AS d CROSS JOIN LATERAL (
   {KEYS} {LIVE} AND o.department_id = d {ORDER}) k
  UNION ALL SELECT k.* FROM unnest({OWNERS}) AS w CROSS JOIN LATERAL (
   {KEYS} {LIVE} AND o.owner_id = w AND {ELSEWHERE} {ORDER}) k{{shared}}) o {ORDER}"""  # noqa: S608  literals of ours
SHARED_TOO = f"\n  UNION ALL ({KEYS} {LIVE} AND o.id = ANY({SHARED}) AND {OTHERS} {ORDER})"
# `+ 0` keeps the planner from walking the departments' index, which is not in the column's order.
FROM_MANY = f"""{KEYS} {LIVE}
 AND (o.owner_id = ANY({OWNERS}) OR o.department_id + 0 = ANY({DEPARTMENTS}){{shared}}) {ORDER}"""
OR_SHARED = f"\n  OR o.id = ANY({SHARED})"

TALLY = """SELECT stage_id, count, amount_fen FROM sales_tally
  WHERE merchant_id = %(m)s AND pipeline_id = (SELECT id FROM pipeline)"""
# In two parts, so that each of them has its index.
SEEN = f"""{TALLY} AND department_id = ANY({DEPARTMENTS})
 UNION ALL {TALLY} AND owner_id = ANY({OWNERS}) AND department_id <> ALL({DEPARTMENTS})"""
SEEN_SHARED = f"""{SEEN}
 UNION ALL SELECT o.stage_id, 1, o.amount_fen FROM sales_opportunity o
  WHERE o.merchant_id = %(m)s AND o.id = ANY({SHARED}) AND o.deleted_at IS NULL
  AND o.pipeline_id = (SELECT id FROM pipeline) AND {OTHERS}"""  # noqa: S608  literals of ours

# As `pipelines.chosen` chooses: the one asked for, or the one the person starts in.
BOARD = """WITH place AS MATERIALIZED (SELECT coalesce((SELECT path FROM accounts_department
   WHERE merchant_id = %(m)s AND id = %(department)s), '{{}}') AS path),
 pipeline AS MATERIALIZED (SELECT b.id, b.name FROM sales_pipeline b CROSS JOIN place
  WHERE b.merchant_id = %(m)s AND (%(p)s::bigint IS NULL OR b.id = %(p)s)
   AND (%(everything)s OR b.is_default OR b.department_ids = '{{}}'
    OR b.department_ids && (place.path || %(below)s::bigint[]))
  ORDER BY NOT %(everything)s AND b.department_ids && place.path DESC, b.is_default DESC, b.id
  LIMIT 1),
 f AS MATERIALIZED (SELECT s.id AS stage_id, o.* FROM sales_stage s CROSS JOIN LATERAL ({cards}) o
  WHERE s.merchant_id = %(m)s AND s.pipeline_id = (SELECT id FROM pipeline)
   AND s.retired_at IS NULL),
 p AS MATERIALIZED (SELECT id,
   concat('}},"owner":{{"id":"', id, '","name":', to_json(name), '}},') AS ref
  FROM accounts_staff WHERE merchant_id = %(m)s AND id = ANY(ARRAY(SELECT owner_id FROM f))),
 i AS (SELECT f.stage_id, string_agg(
   concat('"customer":{{"id":"', f.customer_id, '","name":', to_json(c.name),
    coalesce(p.ref, '}},"owner":null,'), f.shown), E'\\n'
   ORDER BY f.stage_since DESC, f.id DESC) AS lines
  FROM f JOIN customers_customer c ON c.merchant_id = %(m)s AND c.id = f.customer_id
  LEFT JOIN p ON p.id = f.owner_id GROUP BY f.stage_id),
 t AS (SELECT stage_id, sum(count) AS n, sum(amount_fen)::bigint AS fen
  FROM ({seen}) seen GROUP BY stage_id)
SELECT (SELECT id FROM pipeline), (SELECT name FROM pipeline),
  string_agg(concat('["', s.id, '",', to_json(s.name), ',', s.rate, ',"', s.kind, '",', s.position,
   ',', coalesce(t.n, 0), ',', coalesce(t.fen, 0), ']'), ',' ORDER BY s.position)::bpchar,
  string_agg(coalesce(i.lines, ''), E'\\x02' ORDER BY s.position)::bpchar
 FROM sales_stage s LEFT JOIN t ON t.stage_id = s.id LEFT JOIN i ON i.stage_id = s.id
 WHERE s.merchant_id = %(m)s AND s.pipeline_id = (SELECT id FROM pipeline)
  AND s.retired_at IS NULL"""


def _whole(cards: str, seen: str) -> str:
    return BOARD.format(cards=cards, seen=seen)


def _picked(keys: str, shared: str) -> tuple[str, str]:
    """A statement for who was shared nothing with, which costs less, and one for the others."""
    return (
        _whole(PICKED.format(keys=keys.format(shared="")), SEEN),
        _whole(PICKED.format(keys=keys.format(shared=shared)), SEEN_SHARED),
    )


ALL = _whole(IN_ORDER.format(only=""), TALLY)
OWN = _whole(
    IN_ORDER.format(only="AND o.owner_id = %(owner)s"), f"{TALLY} AND owner_id = %(owner)s"
)
FEW_PLACES, MANY_PLACES = _picked(FROM_FEW, SHARED_TOO), _picked(FROM_MANY, OR_SHARED)


def statement(reach: Reach, owner_id: int | None) -> str | None:
    """How to walk the board for this reach, or None when only the ORM's way knows."""
    if owner_id is not None:
        return OWN if reach.everything or owner_id in reach.staff else None
    if reach.everything:
        return ALL
    shared = reach.shared is not None
    if len(reach.staff) == 1 and not reach.departments and not shared:
        return OWN
    few = len(reach.departments) <= FEW and len(reach.staff) <= SOME
    return (FEW_PLACES if few else MANY_PLACES)[shared]


def board(
    pipeline_id: int | None, permission: str, owner_id: int | None = None
) -> Asking[bytes | None]:
    """The board as JSON; None when there is no such pipeline or only the ORM's way will do."""
    who = actor.current()
    reach = accounts.reach_of(who, permission, "opportunity") or Reach()
    text = statement(reach, owner_id)
    if text is None:
        return None
    values = {
        "m": scope.current(),
        "p": pipeline_id,
        "everything": pipelines.sees_all(),
        "department": who.department_id,
        "below": sql.array(who.departments),
        "owner": owner_id or who.staff_id,
        "owners": sql.array(reach.staff),
        "departments": sql.array(reach.departments),
        "shared": sql.array(accounts.shared_list(reach)),
    }
    (row,) = yield from kinds.asked_with("opportunity", Question(text, values))
    return _written(row) if row[2] else None


class _Head(msgspec.Struct, array_like=True):
    """A stage and what all of it comes to."""

    id: str
    name: str
    rate: int
    kind: str
    position: int
    count: int
    amount_fen: int

    def stage(self) -> bytes:
        return _json({"id": self.id, "name": self.name, "rate": self.rate, "kind": self.kind,
                      "position": self.position})  # fmt: skip


_json = msgspec.json.encode
_heads = msgspec.json.Decoder(list[_Head]).decode


def _written(row: Any) -> bytes:
    """Cards pass through as bytes, in one row: a row for each stage would wake us for each."""
    heads, parts = _heads(b"[%b]" % row[2]), row[3].split(STAGES)
    columns = b",".join([_column(one, part) for one, part in zip(heads, parts, strict=True)])
    stages = b",".join([one.stage() for one in heads])
    head = b'{"id":"%d","name":%b,"stages":[%b]}' % (row[0], _json(row[1]), stages)
    return b'{"pipeline":%b,"columns":[%b]}' % (head, columns)


def _column(head: _Head, cards: bytes) -> bytes:
    lines = cards.split(b"\n") if cards else []
    following = b"null"
    if len(lines) == MORE:
        lines.pop()
        following = _json(_cursor(lines[-1]))
    ref = _json({"id": head.id, "name": head.name, "kind": head.kind, "rate": head.rate})
    start = b'{"stage":%b,' % ref
    items = start + (b"," + start).join(lines) if lines else b""
    return b'{"stage":%b,"count":%d,"amount_fen":%d,"items":[%b],"next":%b}' % (
        head.stage(), head.count, head.amount_fen, items, following,
    )  # fmt: skip


class _Last(msgspec.Struct):
    id: str
    stage_since: str


def _cursor(line: bytes) -> str:
    last = msgspec.json.decode(b"{" + line, type=_Last)
    return encode(NEWEST, last.stage_since, int(last.id))


__all__ = ["board", "statement"]

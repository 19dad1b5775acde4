"""Keeping the sums of the board true: a step takes from one place and gives to another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from keliu.kit import ids, scope
from keliu.platform import sql
from keliu.sales.models import Opportunity

# Written in the order of their key, so that two opposite moves can not wait for each other.
ADD = """INSERT INTO sales_tally AS t
  (id, merchant_id, pipeline_id, stage_id, owner_id, department_id, count, amount_fen)
 SELECT id, %s, pipeline, stage, owner, department, n, fen
 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[],
             %s::bigint[]) AS d (id, pipeline, stage, owner, department, n, fen)
 ORDER BY pipeline, stage, owner, department
 ON CONFLICT (merchant_id, pipeline_id, stage_id, owner_id, department_id)
 DO UPDATE SET count = t.count + excluded.count, amount_fen = t.amount_fen + excluded.amount_fen"""
CLEAR = "DELETE FROM sales_tally WHERE merchant_id = %s"
COUNT = """INSERT INTO sales_tally
  (id, merchant_id, pipeline_id, stage_id, owner_id, department_id, count, amount_fen)
 SELECT min(id), merchant_id, pipeline_id, stage_id, coalesce(owner_id, 0),
  coalesce(department_id, 0), count(*), sum(amount_fen)
 FROM sales_opportunity WHERE merchant_id = %s AND deleted_at IS NULL
 GROUP BY merchant_id, pipeline_id, stage_id, coalesce(owner_id, 0), coalesce(department_id, 0)"""


class Place(NamedTuple):
    """Where an opportunity is counted, and with what amount."""

    pipeline_id: int
    stage_id: int
    owner_id: int
    department_id: int
    amount_fen: int


def place(row: Opportunity) -> Place:
    """Where `row` counts as it is in memory."""
    return Place(
        row.pipeline_id, row.stage_id, row.owner_id or 0, row.department_id or 0, row.amount_fen
    )


def shift(before: Place | None, after: Place | None) -> None:
    """Count an opportunity no longer at `before` but at `after`; None is nowhere."""
    shift_all([(before, after)])


def shift_all(pairs: Iterable[tuple[Place | None, Place | None]]) -> None:
    """`shift` for many opportunities, in one statement."""
    changes: dict[tuple[int, ...], list[int]] = defaultdict(lambda: [0, 0])
    for before, after in pairs:
        for spot, sign in ((before, -1), (after, 1)):
            if spot is not None and before != after:
                change = changes[spot[:4]]
                change[0] += sign
                change[1] += sign * spot.amount_fen
    keys = [key for key, change in changes.items() if change != [0, 0]]
    if not keys:
        return
    sums = [changes[key] for key in keys]
    columns = [[key[at] for key in keys] for at in range(4)]
    columns += [[one[0] for one in sums], [one[1] for one in sums]]
    sql.do(ADD, [scope.current(), [ids.new() for _ in keys], *columns])


def of_image(image: Mapping[str, Any] | None) -> Place | None:
    """Where an opportunity counted according to an image of its row (platform.undo)."""
    if image is None or image["deleted_at"] is not None:
        return None
    owner, department = image["owner_id"] or 0, image["department_id"] or 0
    at = (image["pipeline_id"], image["stage_id"], owner, department, image["amount_fen"])
    return Place(*(int(one) for one in at))


def rebuild() -> None:
    """Count everything again from the opportunities, after loading them in bulk."""
    sql.do(CLEAR, [scope.current()])
    sql.do(COUNT, [scope.current()])

"""Opportunities follow their customer: away when it is deleted, back with it, along to its owner.

The caller's transaction holds the customer's row, so nothing is added to it meanwhile.
"""

from typing import Any

from keliu.accounts.public import StaffCard
from keliu.kit import clock, scope
from keliu.platform import audit, realtime, sql
from keliu.sales.models import Opportunity
from keliu.sales.services import tally
from keliu.sales.services.tally import Place

SHOWN = "pipeline_id, stage_id, owner_id, department_id, amount_fen, id, state, version"
GONE = f"""UPDATE sales_opportunity SET deleted_at = %s, with_customer = true
 WHERE merchant_id = %s AND customer_id = %s AND deleted_at IS NULL
 RETURNING {SHOWN}"""  # noqa: S608  column names of our own
BACK = f"""UPDATE sales_opportunity SET deleted_at = NULL, with_customer = false
 WHERE merchant_id = %s AND customer_id = %s AND with_customer
 RETURNING {SHOWN}"""  # noqa: S608  as above


def _place(row: Any) -> Place:
    return Place(row[0], row[1], row[2] or 0, row[3] or 0, row[4])


def _show(rows: list[Any]) -> None:
    """Boards that are open hear of every card."""
    for pipeline, stage, _, _, _, identifier, state, version in rows:
        data = {"opportunity_id": str(identifier), "stage_id": str(stage), "state": state}
        realtime.push(
            realtime.board_topic(pipeline), "board.changed", {**data, "version": version + 1}
        )


def customer_removed(customer_id: int) -> None:
    """Their opportunities leave boards, lists and figures with them."""
    rows = sql.rows(GONE, [clock.now(), scope.current(), customer_id])
    tally.shift_all((_place(row), None) for row in rows)
    _show(rows)


def customer_restored(customer_id: int) -> None:
    """What left with the customer stands where it stood; what was deleted before stays deleted."""
    rows = sql.rows(BACK, [scope.current(), customer_id])
    tally.shift_all((None, _place(row)) for row in rows)
    _show(rows)


def customer_assigned(customer_id: int, owner: StaffCard) -> int:
    """Give a customer's open opportunities to their new owner; returns how many moved."""
    open_ones = Opportunity.objects.filter(
        customer_id=customer_id, state=Opportunity.State.OPEN, deleted_at__isnull=True
    )
    rows = list(open_ones.exclude(owner_id=owner.id).select_for_update(no_key=True).order_by("id"))
    pairs, now = [], clock.now()
    for row in rows:
        before = tally.place(row)
        audit.record(
            "opportunity.assign", "opportunity", row.pk, row.title, {"owner": (None, owner.name)}
        )
        row.owner_id, row.department_id = owner.id, owner.department_id
        row.version, row.updated_at = row.version + 1, now
        pairs.append((before, tally.place(row)))
    Opportunity.objects.bulk_update(rows, ["owner_id", "department_id", "version", "updated_at"])
    tally.shift_all(pairs)
    _show([(r.pipeline_id, r.stage_id, 0, 0, 0, r.pk, r.state, r.version - 1) for r in rows])
    return len(rows)

"""Handing over what a leaver holds: look, try, run. Progress and undo are those of operations."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.customers.handover_schemas import (
    HandoverIn,
    HandoverPlanIn,
    HandoverPreview,
    HandoverScope,
    HandoverStarted,
)
from keliu.customers.services.handover import planning, run

router = Router(tags=["handover"])
RUN = "handover.run"


def _leaver(staff_id: int) -> door.StaffCard:
    """A colleague within reach of the permission. Raises NotFound."""
    card = door.card(staff_id)
    door.assert_may(RUN, card.id, card.department_id)
    return card


@router.get("/handovers/{staff_id}/scope", response=HandoverScope)
@door.staff(RUN)
def handover_scope(request: HttpRequest, staff_id: int) -> HandoverScope:
    """Everything somebody holds, kind by kind."""
    return HandoverScope.of(_leaver(staff_id))


@router.post("/handovers/preview", response=HandoverPreview)
@door.staff(RUN)
def handover_preview(request: HttpRequest, payload: HandoverPlanIn) -> HandoverPreview:
    """Who would get how much; nothing moves."""
    leaver, plan = _leaver(payload.staff_id), payload.plan()
    planning.checked(plan, leaver.id)
    return HandoverPreview.of(planning.deal(plan, leaver.id, planning.parts(payload.kinds)))


@router.post("/handovers", response=HandoverStarted)
@door.staff(RUN)
def handover_start(request: HttpRequest, payload: HandoverIn) -> HandoverStarted:
    """Begin; with `disable` the leaver's access ends at once."""
    leaver = _leaver(payload.staff_id)
    operation = run.start(leaver.id, payload.plan(), kinds=payload.kinds, disable=payload.disable)
    return HandoverStarted(operation_id=operation.pk, total=operation.total)

"""Plans to follow customers up."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.customers import public as customers
from keliu.interactions import selectors
from keliu.interactions.models import Plan
from keliu.interactions.schemas import PlanIn, PlanOut, PlanPatch, PlansAsked
from keliu.interactions.services import plans
from keliu.platform import lists, records
from keliu.platform.wire import Page, VersionIn

router = Router(tags=["plans"])


def _writable(plan_id: int) -> Plan:
    return records.find(selectors.with_staff(selectors.plans("plan.write")), plan_id)


def _shown(plan: Plan) -> PlanOut:
    return PlanOut.of(selectors.with_staff(Plan.objects.filter(pk=plan.pk)).get())


def _current(plan: Plan) -> Any:
    return _shown(plan).model_dump(mode="json")


def _step(plan_id: int, step: str, version: int) -> PlanOut:
    row = plans.plan_step(_writable(plan_id), step=step, version=version, current=_current)
    return _shown(row)


@router.get("/plans", response=Page[PlanOut])
@door.staff("plan.read")
def plan_list(request: HttpRequest, asked: Query[PlansAsked]) -> Page[PlanOut]:
    """Plans within reach, the earliest first."""
    rows = selectors.plans_for_list(
        customer=asked.customer, staff=asked.staff, state=asked.state, when=asked.due
    )
    sort = lists.choose(selectors.PLAN_SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[PlanOut](items=[PlanOut.of(row) for row in found], next=following, total=total)


@router.post("/plans", response=PlanOut)
@door.staff("plan.write")
def plan_create(request: HttpRequest, payload: PlanIn) -> PlanOut:
    """Plan to follow a customer up; a reminder comes then."""
    customer = customers.find(payload.customer_id)
    return _shown(
        plans.plan_create(customer_id=customer.id, due_at=payload.due_at, text=payload.text)
    )


@router.patch("/plans/{plan_id}", response=PlanOut)
@door.staff("plan.write")
def plan_update(request: HttpRequest, plan_id: int, payload: PlanPatch) -> PlanOut:
    """Move or reword an open plan."""
    row = plans.plan_update(
        _writable(plan_id), version=payload.version, changes=payload.changes(), current=_current
    )
    return _shown(row)


@router.post("/plans/{plan_id}/done", response=PlanOut)
@door.staff("plan.write")
def plan_done(request: HttpRequest, plan_id: int, payload: VersionIn) -> PlanOut:
    """Finish a plan."""
    return _step(plan_id, "done", payload.version)


@router.post("/plans/{plan_id}/cancel", response=PlanOut)
@door.staff("plan.write")
def plan_cancel(request: HttpRequest, plan_id: int, payload: VersionIn) -> PlanOut:
    """Cancel a plan."""
    return _step(plan_id, "cancel", payload.version)


@router.post("/plans/{plan_id}/reopen", response=PlanOut)
@door.staff("plan.write")
def plan_reopen(request: HttpRequest, plan_id: int, payload: VersionIn) -> PlanOut:
    """Open a finished or cancelled plan again."""
    return _step(plan_id, "reopen", payload.version)

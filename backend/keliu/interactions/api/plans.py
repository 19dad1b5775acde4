"""Plans to follow customers up."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.interactions.models import Plan
from keliu.interactions.schemas.plans import PlanIn, PlanOut, PlanPatch, PlansAsked
from keliu.interactions.selectors import plans as questions
from keliu.interactions.services import plans, subjects
from keliu.platform import lists, records
from keliu.platform.wire import Page, VersionIn

router = Router(tags=["plans"])


def _writable(plan_id: int) -> Plan:
    return records.find(questions.with_staff(questions.plans("plan.write")), plan_id)


def _shown(plan: Plan) -> PlanOut:
    row = questions.with_staff(Plan.objects.filter(pk=plan.pk)).get()
    return PlanOut.of(row, questions.lead_names([row]))


def _current(plan: Plan) -> Any:
    return _shown(plan).model_dump(mode="json")


def _step(plan_id: int, step: str, version: int) -> PlanOut:
    row = plans.plan_step(_writable(plan_id), step=step, version=version, current=_current)
    return _shown(row)


@router.get("/plans", response=Page[PlanOut])
@door.staff("plan.read")
def plan_list(request: HttpRequest, asked: Query[PlansAsked]) -> Page[PlanOut]:
    """Plans within reach, the earliest first."""
    rows = questions.plans_for_list(
        customer=asked.customer, lead=asked.lead, staff=asked.staff, state=asked.state,
        when=asked.due,
    )  # fmt: skip
    sort = lists.choose(questions.PLAN_SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    leads, total = questions.lead_names(found), rows.count() if asked.total else None
    return Page[PlanOut](items=[PlanOut.of(r, leads) for r in found], next=following, total=total)


@router.post("/plans", response=PlanOut)
@door.staff("plan.write")
def plan_create(request: HttpRequest, payload: PlanIn) -> PlanOut:
    """Plan to follow a customer or a lead up; reminders come before and then."""
    kind = "customer" if payload.customer_id is not None else "lead"
    subject = subjects.find(payload.customer_id, payload.lead_id, f"{kind}.read")
    return _shown(plans.plan_create(subject=subject, due_at=payload.due_at, text=payload.text))


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

"""Plans and their reminders. A plan's state changes only by conditional update."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Min, Q

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.interactions import rules
from keliu.interactions.errors import PlanClosed, PlanOpen
from keliu.interactions.models import Interaction, Plan
from keliu.interactions.ports import Ports
from keliu.interactions.services import reminders, subjects, timeline
from keliu.interactions.services.subjects import Subject
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, Stale
from keliu.platform import audit, records

State = Plan.State
SLACK = timedelta(minutes=1)
SAID = {"done": "完成了跟进计划", "cancel": "取消了跟进计划", "reopen": "重新打开了跟进计划"}


def due_checked(due_at: datetime, field: str = "due_at") -> datetime:
    """A reminder must lie ahead. Raises Invalid."""
    if due_at < clock.now() - SLACK:
        raise Invalid(fields={field: "时间要晚于现在"})
    return due_at


def summary_refresh(subject: Subject) -> None:
    """Tell the record when the last follow-up was and the next is due.

    The caller holds the record, so nobody adds a line between the sums and the update.
    """
    if subject.customer_id is not None:
        of_one = Q(customer_id=subject.customer_id)
    else:
        of_one = Q(lead_id=subject.lead_id, customer__isnull=True)
    written = Interaction.objects.filter(
        of_one, kind=Interaction.Kind.FOLLOWUP, deleted_at__isnull=True
    )
    waiting = Plan.objects.filter(of_one, state=State.PENDING)
    last: datetime | None = written.aggregate(at=Max("at"))["at"]
    following: datetime | None = waiting.aggregate(at=Min("due_at"))["at"]
    if subject.customer_id is not None:
        customers.note_followup(subject.customer_id, last, following)
    else:
        Ports.lead_touched(subject.lead_id or 0, last, following)


def plan_write(
    *, subject: Subject, staff_id: int, due_at: datetime, text: str, interaction_id: int | None
) -> Plan:
    """A new open plan with its reminders; the caller refreshes the summary."""
    plan = Plan(
        **subject.columns,
        staff_id=staff_id,
        due_at=due_at,
        text=text[:200],
        interaction_id=interaction_id,
    )
    plan.save(force_insert=True)
    reminders.remind_later(plan)
    return plan


@transaction.atomic
def plan_create(*, subject: Subject, due_at: datetime, text: str) -> Plan:
    """Plan to follow somebody up oneself. Raises Invalid for a time gone by."""
    due_checked(due_at)
    subjects.hold(subject)
    me = actor.current().staff_id or 0
    plan = plan_write(subject=subject, staff_id=me, due_at=due_at, text=text, interaction_id=None)
    summary_refresh(subject)
    audit.record("plan.create", "plan", plan.pk, plan.text)
    _line(plan, "安排了跟进计划", "planned")
    return plan


def _line(plan: Plan, did: str, key: str) -> None:
    """The one timeline line of a plan, as it stands now."""
    me = actor.current().staff_id or plan.staff_id
    name = accounts.names({me}).get(me, "")
    timeline.line_write(
        once=True,
        customer_id=plan.customer_id,
        lead_id=plan.lead_id if plan.customer_id is None else None,
        kind=Interaction.Kind.PLAN,
        title=f"{name}{did}",
        text=plan.text,
        staff_id=me,
        ref_kind="plan",
        ref_id=plan.pk,
        data={
            "due_at": clock.iso(plan.due_at),
            "state": plan.state,
            "said": {"key": key, "by": name},
        },
    )


@transaction.atomic
def plan_update(
    plan: Plan, *, version: int, changes: dict[str, Any], current: Callable[[Plan], Any]
) -> Plan:
    """Move or reword an open plan; a moved one reminds again. Raises Stale, PlanClosed, Invalid."""
    if plan.version == version and plan.state != State.PENDING:
        raise PlanClosed
    moved = changes.get("due_at", plan.due_at) != plan.due_at
    if moved:
        due_checked(changes["due_at"])
        changes = {**changes, "reminded_at": None, "warned_at": None, "escalated": 0}
    subject = subjects.pointed(plan)
    subjects.hold(subject)
    saved = records.save_changes(plan, version=version, changes=changes, current=current)
    if moved:
        reminders.remind_later(saved)
    summary_refresh(subject)
    return saved


@transaction.atomic
def plan_step(plan: Plan, *, step: str, version: int, current: Callable[[Plan], Any]) -> Plan:
    """Finish, cancel or reopen a plan. Raises Stale, PlanClosed, PlanOpen."""
    subject = subjects.pointed(plan)
    subjects.hold(subject)
    allowed, following = rules.STEPS[step]
    now = clock.now()
    moved = Plan.objects.filter(pk=plan.pk, version=version, state__in=allowed).update(
        state=following,
        done_at=now if following == State.DONE else None,
        cancelled_with_followup=False,
        version=F("version") + 1,
        updated_at=now,
    )
    before = plan.state
    plan.refresh_from_db()
    if not moved:
        raise _refusal(plan, version, step, current)
    audit.record(f"plan.{step}", "plan", plan.pk, plan.text, {"state": (before, plan.state)})
    if step == "reopen" and plan.due_at > now:
        reminders.remind_later(plan)
    summary_refresh(subject)
    _line(plan, SAID[step], f"plan_{step}")
    return plan


def _refusal(plan: Plan, version: int, step: str, current: Callable[[Plan], Any]) -> Exception:
    """Why nothing moved: somebody saved first, or the state does not allow the step."""
    if plan.version != version:
        return Stale(current=current(plan))
    return PlanOpen() if step == "reopen" else PlanClosed()


def plans_follow(customer_id: int, owner_id: int, previous_owner_id: int | None) -> None:
    """Open plans of the owner before go to the new one: they can not see the customer any more."""
    if previous_owner_id is None:
        return
    mine = Plan.objects.filter(
        customer_id=customer_id, staff_id=previous_owner_id, state=State.PENDING
    )
    mine.update(staff_id=owner_id, version=F("version") + 1, updated_at=clock.now())


def lead_plans_follow(lead_id: int, owner_id: int, previous_owner_id: int | None) -> None:
    """Open plans on a lead go to its new owner, like a customer's."""
    if previous_owner_id is None:
        return
    mine = Plan.objects.filter(
        lead_id=lead_id, customer__isnull=True, staff_id=previous_owner_id, state=State.PENDING
    )
    mine.update(staff_id=owner_id, version=F("version") + 1, updated_at=clock.now())


def lead_becomes(lead_id: int, customer_id: int) -> None:
    """A lead was converted: its lines and plans belong to the customer as well from now on."""
    for model in (Interaction, Plan):
        rows: Any = model
        rows.objects.filter(lead_id=lead_id).update(customer_id=customer_id)
    customers.hold(customer_id)
    summary_refresh(Subject(customer_id, None, ""))

"""Plans and their reminders. A plan's state changes only by conditional update."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Min

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.interactions import rules
from keliu.interactions.errors import PlanClosed, PlanOpen
from keliu.interactions.events import PlanDue
from keliu.interactions.models import Interaction, Plan
from keliu.interactions.services import timeline
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, Stale
from keliu.outreach import public as outreach
from keliu.platform import audit, jobs, records
from keliu.platform.outbox import publish

State = Plan.State
SLACK = timedelta(minutes=1)
SAID = {"done": "完成了跟进计划", "cancel": "取消了跟进计划", "reopen": "重新打开了跟进计划"}


def due_checked(due_at: datetime, field: str = "due_at") -> datetime:
    """A reminder must lie ahead. Raises Invalid."""
    if due_at < clock.now() - SLACK:
        raise Invalid(fields={field: "时间要晚于现在"})
    return due_at


def summary_refresh(customer_id: int) -> None:
    """Tell the customer's record when the last follow-up was and the next is due.

    The caller holds the customer's row, so nobody adds a line between the sums and the update.
    """
    written = Interaction.objects.filter(
        customer_id=customer_id, kind=Interaction.Kind.FOLLOWUP, deleted_at__isnull=True
    )
    waiting = Plan.objects.filter(customer_id=customer_id, state=State.PENDING)
    last: datetime | None = written.aggregate(at=Max("at"))["at"]
    following: datetime | None = waiting.aggregate(at=Min("due_at"))["at"]
    customers.note_followup(customer_id, last, following)


def plan_write(
    *, customer_id: int, staff_id: int, due_at: datetime, text: str, interaction_id: int | None
) -> Plan:
    """A new open plan with its reminder; the caller refreshes the summary."""
    plan = Plan(
        customer_id=customer_id,
        staff_id=staff_id,
        due_at=due_at,
        text=text[:200],
        interaction_id=interaction_id,
    )
    plan.save(force_insert=True)
    _remind_later(plan)
    return plan


def _remind_later(plan: Plan) -> None:
    remind.later(at=plan.due_at, plan_id=plan.pk, due_ms=clock.to_ms(plan.due_at))


@transaction.atomic
def plan_create(*, customer_id: int, due_at: datetime, text: str) -> Plan:
    """Plan to follow a customer up oneself. Raises Invalid for a time gone by."""
    due_checked(due_at)
    customers.hold(customer_id)
    me = actor.current().staff_id or 0
    plan = plan_write(
        customer_id=customer_id, staff_id=me, due_at=due_at, text=text, interaction_id=None
    )
    summary_refresh(customer_id)
    audit.record("plan.create", "plan", plan.pk, plan.text)
    _line(plan, "安排了跟进计划")
    return plan


def _line(plan: Plan, said: str) -> None:
    """The one timeline line of a plan, as it stands now."""
    me = actor.current().staff_id or plan.staff_id
    name = accounts.names({me}).get(me, "")
    timeline.line_write(
        once=True,
        customer_id=plan.customer_id,
        kind=Interaction.Kind.PLAN,
        title=f"{name}{said}",
        text=plan.text,
        staff_id=me,
        ref_kind="plan",
        ref_id=plan.pk,
        data={"due_at": clock.iso(plan.due_at), "state": plan.state},
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
        changes = {**changes, "reminded_at": None}
    customers.hold(plan.customer_id)
    saved = records.save_changes(plan, version=version, changes=changes, current=current)
    if moved:
        _remind_later(saved)
    summary_refresh(saved.customer_id)
    return saved


@transaction.atomic
def plan_step(plan: Plan, *, step: str, version: int, current: Callable[[Plan], Any]) -> Plan:
    """Finish, cancel or reopen a plan. Raises Stale, PlanClosed, PlanOpen."""
    customers.hold(plan.customer_id)
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
        _remind_later(plan)
    summary_refresh(plan.customer_id)
    _line(plan, SAID[step])
    return plan


def _refusal(plan: Plan, version: int, step: str, current: Callable[[Plan], Any]) -> Exception:
    """Why nothing moved: somebody saved first, or the state does not allow the step."""
    if plan.version != version:
        return Stale(current=current(plan))
    return PlanOpen() if step == "reopen" else PlanClosed()


def plan_remind(plan_id: int, due_ms: int) -> None:
    """A plan's time has come: tell its person once, unless it was moved, closed or reminded."""
    due_at = clock.from_ms(due_ms)
    waiting = Plan.objects.filter(
        pk=plan_id,
        state=State.PENDING,
        due_at__gte=due_at,  # jobs count in milliseconds, a caller's moment may be finer
        due_at__lt=due_at + timedelta(milliseconds=1),
        reminded_at__isnull=True,
        customer__deleted_at__isnull=True,
    )
    if not waiting.update(reminded_at=clock.now()):
        return
    plan = Plan.objects.get(pk=plan_id)
    customer = customers.cards([plan.customer_id])[plan.customer_id]
    outreach.tell_staff(
        staff_id=plan.staff_id,
        kind="reminder",
        title=f"该跟进{customer.name}了",
        text=plan.text,
        link=("customer", plan.customer_id),
        dedupe=f"plan:{plan_id}:{due_ms}",
    )
    publish(PlanDue(plan.pk, plan.customer_id, plan.staff_id))


remind = jobs.job(plan_remind)


def plans_follow(customer_id: int, owner_id: int, previous_owner_id: int | None) -> None:
    """Open plans of the owner before go to the new one: they can not see the customer any more."""
    if previous_owner_id is None:
        return
    mine = Plan.objects.filter(
        customer_id=customer_id, staff_id=previous_owner_id, state=State.PENDING
    )
    mine.update(staff_id=owner_id, version=F("version") + 1, updated_at=clock.now())

"""Telling people in time: before a plan is due, when it is, every morning until it is done, and
their superiors when it stays undone. The same for the expected days of opportunities."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from keliu.accounts import public as accounts
from keliu.interactions import rules
from keliu.interactions.events import PlanDue
from keliu.interactions.models import Plan
from keliu.interactions.ports import Expected, Ports
from keliu.interactions.rules import Reminding
from keliu.interactions.services import settings, subjects
from keliu.interactions.services.subjects import Subject
from keliu.kit import clock, scope
from keliu.kit.errors import NotFound
from keliu.outreach import public as outreach
from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.outbox import first_time, publish

State = Plan.State
MORNING = time(9)
MOST_AT_ONCE = 500
LEVELS = range(rules.MOST_LEVELS)


def remind_later(plan: Plan) -> None:
    """Have the worker remind of a plan: when it is due, and some minutes before."""
    due_ms = clock.to_ms(plan.due_at)
    remind.later(at=plan.due_at, plan_id=plan.pk, due_ms=due_ms)
    early = rules.warn_at(plan.due_at, clock.now(), settings.in_force().plan_minutes)
    if early is not None:
        warn.later(at=early, plan_id=plan.pk, due_ms=due_ms)


def _waiting(plan_id: int, due_ms: int) -> "QuerySet[Plan]":
    """The plan, if it is still open and still due at that millisecond."""
    due_at = clock.from_ms(due_ms)
    rows: QuerySet[Plan] = Plan.objects.filter(
        pk=plan_id,
        state=State.PENDING,
        due_at__gte=due_at,  # jobs count in milliseconds, a caller's moment may be finer
        due_at__lt=due_at + timedelta(milliseconds=1),
    )
    return rows


def _subject(plan_id: int) -> "tuple[Plan, Subject] | None":
    """The plan and whom it is about; None when that record is deleted."""
    plan = Plan.objects.filter(pk=plan_id).first()
    if plan is None:
        return None
    try:
        return plan, subjects.of(plan)
    except NotFound:
        return None


def plan_warn(plan_id: int, due_ms: int) -> None:
    """A plan is due in a few minutes: tell its person once, unless it was moved or closed."""
    found = _subject(plan_id)
    open_still = _waiting(plan_id, due_ms).filter(warned_at__isnull=True, reminded_at__isnull=True)
    if found is None or not open_still.update(warned_at=clock.now()):
        return
    plan, subject = found
    minutes = max(1, round((plan.due_at - clock.now()) / timedelta(minutes=1)))
    _tell(plan, f"{minutes} 分钟后跟进{subject.name}", subject, f"plan-soon:{plan_id}:{due_ms}")


def plan_remind(plan_id: int, due_ms: int) -> None:
    """A plan's time has come: tell its person once, unless it was moved, closed or reminded."""
    found = _subject(plan_id)
    open_still = _waiting(plan_id, due_ms).filter(reminded_at__isnull=True)
    if found is None or not open_still.update(reminded_at=clock.now()):
        return
    plan, subject = found
    _tell(plan, f"该跟进{subject.name}了", subject, f"plan:{plan_id}:{due_ms}")
    publish(PlanDue(plan.pk, subject.customer_id, plan.staff_id, subject.lead_id))


def _tell(plan: Plan, title: str, subject: Subject, dedupe: str) -> None:
    outreach.tell_staff(
        staff_id=plan.staff_id,
        kind="reminder",
        title=title,
        text=plan.text,
        link=subject.link,
        dedupe=dedupe,
    )


remind = jobs.job(plan_remind)
warn = jobs.job(plan_warn)


def sweep() -> None:
    """Everything of one merchant that no single job can know of; runs every ten minutes."""
    chosen, now = settings.in_force(), clock.now()
    escalate(chosen, now)
    zone = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    today = clock.local_day(now, zone)
    morning = datetime.combine(today, MORNING, ZoneInfo(zone))
    if now >= morning and first_time("reminders.morning", today.isoformat()):
        overdue_again(today, now)
        opportunities(chosen, today)


def escalate(chosen: Reminding, now: datetime) -> None:
    """Tell the superiors of people whose plans stay undone, one more after each delay."""
    if not chosen.escalate_hours:
        return
    delay = timedelta(hours=chosen.escalate_hours)
    due = [Q(escalated=level, due_at__lte=now - delay * (level + 1)) for level in LEVELS]
    rows = Plan.objects.filter(reduce(or_, due), state=State.PENDING)
    for plan in rows.order_by("due_at", "id")[:MOST_AT_ONCE]:
        level = rules.levels_due(plan.due_at, now, chosen.escalate_hours)
        if level > plan.escalated:
            _escalate_one(plan, level)


def _escalate_one(plan: Plan, level: int) -> None:
    """Only who counts the level up tells, so two sweeps at once tell once."""
    known = Plan.objects.filter(pk=plan.pk, state=State.PENDING, escalated=plan.escalated)
    if not known.update(escalated=level):
        return
    found = _subject(plan.pk)
    if found is None:
        return
    _, subject = found
    name = accounts.names({plan.staff_id}).get(plan.staff_id, "")
    for above in accounts.superiors(plan.staff_id, level)[plan.escalated :]:
        outreach.tell_staff(
            staff_id=above,
            kind="overdue",
            title=f"{name}对{subject.name}的跟进过期未做",
            text=plan.text,
            link=subject.link,
            dedupe=f"plan-late:{plan.pk}:{clock.to_ms(plan.due_at)}",
        )


def overdue_again(today: date, now: datetime) -> None:
    """Every morning: one line to everybody with plans from before today, until they are done."""
    late: dict[int, list[Plan]] = defaultdict(list)
    living = Plan.objects.filter(state=State.PENDING, due_at__lt=now, reminded_at__isnull=False)
    for plan in living.order_by("due_at", "id")[: MOST_AT_ONCE * 10]:
        late[plan.staff_id].append(plan)
    for staff_id, plans in late.items():
        _morning_line(staff_id, plans, today)


def _morning_line(staff_id: int, plans: list[Plan], today: date) -> None:
    found = [one for one in (_subject(plan.pk) for plan in plans[:3]) if one is not None]
    if not found:
        return
    names = "、".join(dict.fromkeys(subject.name for _, subject in found))
    alone = len(plans) == 1
    outreach.tell_staff(
        staff_id=staff_id,
        kind="reminder",
        title=f"{names}还没有跟进" if alone else f"{len(plans)} 个跟进计划过期了",
        text=plans[0].text if alone else names,
        link=found[0][1].link if alone else ("todo", staff_id),
        dedupe=f"plans-late:{today.isoformat()}",
    )


SAID = {
    "soon": ("reminder", "商机「{title}」预计 {day} 成交"),
    "today": ("reminder", "商机「{title}」预计今天成交"),
    "late": ("reminder", "商机「{title}」过了预计成交日"),
    "escalate": ("overdue", "{owner}的商机「{title}」过期未推进"),
}


def opportunities(chosen: Reminding, today: date) -> None:
    """Every morning: open opportunities near or past their day, each step said once per day set."""
    until = today + timedelta(days=chosen.opportunity_days)
    for one in Ports.expected(until):
        step = rules.opportunity_step(
            one.expected_on, today, chosen.opportunity_days, chosen.escalate_hours
        )
        key = f"{one.id}:{one.expected_on.isoformat()}:{step}"
        if step is not None and first_time("reminders.opportunity", key):
            _say(one, step, key)


def _say(one: Expected, step: str, key: str) -> None:
    kind, title = SAID[step]
    owner = accounts.names({one.owner_id}).get(one.owner_id, "")
    day = f"{one.expected_on.month}月{one.expected_on.day}日"
    to = accounts.superiors(one.owner_id, 1) if step == "escalate" else [one.owner_id]
    for staff_id in to:
        outreach.tell_staff(
            staff_id=staff_id,
            kind=kind,
            title=title.format(title=one.title[:60], day=day, owner=owner),
            text="",
            link=("opportunity", one.id),
            dedupe=f"deal:{key}",
        )

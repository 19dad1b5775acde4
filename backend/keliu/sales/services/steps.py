"""Taking a step: one conditional update with everything that must be true together with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import actor, clock
from keliu.kit.errors import KeliuError, Stale
from keliu.platform import audit, realtime
from keliu.sales import rules
from keliu.sales.errors import OpportunityClosed, OpportunityOpen
from keliu.sales.models import Opportunity, Stage, StageChange
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services import tally

Shown = Callable[[Opportunity], Any]


@dataclass(frozen=True)
class Step:
    """Where an opportunity goes, and the sentence its customer's timeline tells."""

    to: Stage
    state: str
    verb: str  # move, win, lose, reopen
    title: str
    expects: tuple[str, ...] = (rules.OPEN,)
    reason: str = ""
    cause_id: int | None = None
    fill: Mapping[str, Any] = field(default_factory=dict)
    """What was filled in on the way: columns saved with the step."""


def take(row: Opportunity, step: Step, *, version: int, shown: Shown) -> Opportunity:
    """Do the step if nobody was faster.

    Raises OpportunityClosed, OpportunityOpen or Stale, each with what is there now.
    """
    customers.hold(row.customer_id)  # the customer first, then its opportunities: one order for all
    if row.version != version or not _move(row, step, version):
        raise refusal(row.pk, step.expects, shown)
    change = history_add(row, to=step.to, before=row)
    told = {"stage": (row.stage.name, step.to.name), "reason": (row.reason, step.reason)}
    told |= {name: (getattr(row, name), value) for name, value in step.fill.items()}
    differing = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    audit.record(f"opportunity.{step.verb}", "opportunity", row.pk, row.title, differing)
    now = questions.whole_row(row.pk)
    tally.shift(tally.place(row), tally.place(now))
    data = {"from": row.stage.name, "stage": step.to.name, "state": step.state}
    tell(now, step.title, ("stage_change", change), data | {"reason": step.reason})
    return now


def _move(row: Opportunity, step: Step, version: int) -> bool:
    now = clock.now()
    standing = Opportunity.objects.filter(pk=row.pk, version=version, state__in=step.expects)
    done = standing.filter(deleted_at__isnull=True).update(
        version=F("version") + 1,
        stage=step.to,
        stage_since=now,
        state=step.state,
        reason=step.reason,
        cause_id=step.cause_id,
        closed_at=None if step.state == rules.OPEN else now,
        credit_owner_id=None if step.state == rules.OPEN else F("owner_id"),
        credit_department_id=None if step.state == rules.OPEN else F("department_id"),
        updated_at=now,
        **step.fill,
    )
    return bool(done)


def refusal(opportunity_id: int, expects: tuple[str, ...], shown: Shown) -> KeliuError:
    """Why a step is not possible, from what is there now."""
    now = questions.whole_row(opportunity_id)
    if now.state in expects:
        return Stale(current=shown(now))
    named = OpportunityOpen if now.state == rules.OPEN else OpportunityClosed
    return named(title=now.title, current=shown(now))


def history_add(row: Opportunity, *, to: Stage, before: Opportunity | None = None) -> int:
    """Remember a step, with how long the stage before it lasted; returns its id."""
    now = clock.now()
    since = clock.to_ms(before.stage_since) if before else None
    change = StageChange.objects.create(
        opportunity_id=row.pk,
        from_stage_id=before.stage_id if before else None,
        to_stage=to,
        at=now,
        by_id=actor.current().staff_id,
        dwell_ms=None if since is None else rules.dwell_ms(since, clock.to_ms(now)),
    )
    return change.pk


def tell(row: Opportunity, title: str, ref: tuple[str, int], data: dict[str, Any]) -> None:
    """Keep the customer's summary and timeline true, and show open boards the change."""
    note_deal(row.customer_id)
    interactions.timeline_add(
        customer_id=row.customer_id,
        kind="opportunity",
        title=title,
        staff_id=actor.current().staff_id,
        ref_kind=ref[0],
        ref_id=ref[1],
        data={
            "opportunity": {"id": str(row.pk), "name": row.title},
            "amount_fen": row.amount_fen,
            **data,
        },
    )
    board_changed(row)


def note_deal(customer_id: int) -> None:
    """Count again under the customer's lock: two deals closing at once must both be seen."""
    customers.hold(customer_id)
    customers.note_deal(customer_id, rules.deal_state(questions.states_of_customer(customer_id)))


def board_changed(row: Opportunity) -> None:
    """Tell everybody who looks at the board."""
    data = {"opportunity_id": str(row.pk), "stage_id": str(row.stage_id), "state": row.state}
    topic = realtime.board_topic(row.pipeline_id)
    realtime.push(topic, "board.changed", {**data, "version": row.version})

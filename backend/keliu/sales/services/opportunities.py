"""The life of an opportunity. Steps are conditional updates: of two people, one is first."""

from datetime import date
from typing import Any

from django.db import transaction

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.kit import actor, words
from keliu.kit.errors import Invalid, NotFound
from keliu.kit.money import yuan
from keliu.platform import audit, records
from keliu.platform.outbox import publish
from keliu.sales import rules
from keliu.sales.events import OpportunityLost, OpportunityMoved, OpportunityWon
from keliu.sales.models import Opportunity, Stage
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services import tally
from keliu.sales.services.pipelines import default_pipeline
from keliu.sales.services.steps import (
    Shown,
    Step,
    board_changed,
    history_add,
    note_deal,
    refusal,
    take,
    tell,
)

WRITE = "opportunity.write"
CLOSED = (rules.WON, rules.LOST)


def words_of(title: str) -> list[str]:
    """What a title is found by."""
    return words.distinct(words.of_name(title))


def _owner(owner_id: int | None) -> accounts.StaffCard:
    """Who will look after it: the acting person unless somebody else in reach is named."""
    chosen = accounts.owner_choice(owner_id or actor.current().staff_id)
    if not accounts.reaches(actor.current(), WRITE, chosen.id, chosen.department_id):
        raise Invalid(fields={"owner_id": f"不能交给{chosen.name},不在你的权限范围里"})
    return chosen


def _customer(customer_id: int) -> customers.CustomerCard:
    try:
        return customers.find(customer_id)
    except NotFound as none:
        raise Invalid(fields={"customer_id": "没有找到这位客户"}) from none


def _first_stage(stage_id: int | None) -> Stage:
    """The stage to begin in: an open one of the default pipeline."""
    stages = [s for s in questions.stages_of(default_pipeline().pk) if s.kind == rules.OPEN]
    found = next((s for s in stages if stage_id in {None, s.pk}), None)
    if found is None:
        raise Invalid(fields={"stage_id": "要从进行中的阶段开始"})
    return found


@transaction.atomic
def opportunity_open(
    *,
    customer_id: int,
    title: str,
    amount_fen: int = 0,
    rating: str = "medium",
    expected_on: date | None = None,
    stage_id: int | None = None,
    note: str = "",
    owner_id: int | None = None,
) -> Opportunity:
    """A new opportunity of a customer in reach. Raises Invalid naming the field."""
    customer, owner, stage = _customer(customer_id), _owner(owner_id), _first_stage(stage_id)
    row = Opportunity(
        title=title,
        customer_id=customer.id,
        owner_id=owner.id,
        department_id=owner.department_id,
        created_by_id=actor.current().staff_id,
        rating=rating,
        amount_fen=amount_fen,
        expected_on=expected_on,
        pipeline_id=stage.pipeline_id,
        stage=stage,
        note=note,
        search=words_of(title),
    )
    row.save(force_insert=True)
    tally.shift(None, tally.place(row))
    history_add(row, to=stage)
    audit.record("opportunity.create", "opportunity", row.pk, title)
    amount = f",预计 {yuan(amount_fen)}" if amount_fen else ""
    said = f"新建商机“{title}”{amount}"
    tell(row, said, ("opportunity", row.pk), {"stage": stage.name, "state": rules.OPEN})
    return questions.whole_row(row.pk)


@transaction.atomic
def opportunity_move(row: Opportunity, *, stage_id: int, version: int, shown: Shown) -> Opportunity:
    """Put it into another open stage. Raises OpportunityClosed, Stale, Invalid."""
    to = Stage.objects.filter(pk=stage_id, pipeline_id=row.pipeline_id).first()
    if to is None:
        raise Invalid(fields={"stage_id": "没有这个阶段"})
    if to.kind != rules.OPEN:
        raise Invalid(fields={"stage_id": "赢单和输单要写原因,请用“赢单”或“输单”"})
    if (to.pk, version, rules.OPEN) == (row.stage_id, row.version, row.state):
        return row
    said = f"商机“{row.title}”从{row.stage.name}到{to.name}"
    moved = take(row, Step(to, rules.OPEN, "move", said), version=version, shown=shown)
    publish(OpportunityMoved(moved.pk, moved.customer_id, to.pk))
    return moved


def _end(row: Opportunity, kind: str) -> Stage:
    return Stage.objects.get(pipeline_id=row.pipeline_id, kind=kind)


@transaction.atomic
def opportunity_win(row: Opportunity, *, reason: str, version: int, shown: Shown) -> Opportunity:
    """Close it as won. Raises OpportunityClosed, Stale."""
    amount = f",成交 {yuan(row.amount_fen)}" if row.amount_fen else ""
    said = f"赢单:商机“{row.title}”{amount}"
    step = Step(_end(row, rules.WON), rules.WON, "win", said, reason=reason)
    won = take(row, step, version=version, shown=shown)
    publish(OpportunityWon(won.pk, won.customer_id))
    return won


@transaction.atomic
def opportunity_lose(row: Opportunity, *, reason: str, version: int, shown: Shown) -> Opportunity:
    """Close it as lost. Raises OpportunityClosed, Stale."""
    said = f"输单:商机“{row.title}”"
    step = Step(_end(row, rules.LOST), rules.LOST, "lose", said, reason=reason)
    lost = take(row, step, version=version, shown=shown)
    publish(OpportunityLost(lost.pk, lost.customer_id))
    return lost


@transaction.atomic
def opportunity_reopen(row: Opportunity, *, version: int, shown: Shown) -> Opportunity:
    """Back to the open stage it came from. Raises OpportunityOpen, Stale."""
    standing = {s.pk: s for s in questions.stages_of(row.pipeline_id) if s.kind == rules.OPEN}
    to = standing[rules.stage_to_return_to(questions.passed_stages(row.pk), standing)]
    said = f"重新打开商机“{row.title}”,回到{to.name}"
    step = Step(to, rules.OPEN, "reopen", said, expects=CLOSED)
    again = take(row, step, version=version, shown=shown)
    publish(OpportunityMoved(again.pk, again.customer_id, to.pk))
    return again


@transaction.atomic
def opportunity_update(
    row: Opportunity, *, version: int, changes: dict[str, Any], shown: Shown
) -> Opportunity:
    """Change what it is about. Raises OpportunityClosed, Stale, Invalid."""
    if row.state != rules.OPEN or row.version != version:
        raise refusal(row.pk, (rules.OPEN,), shown)
    if "owner_id" in changes:
        owner = _owner(changes["owner_id"])
        changes |= {"owner_id": owner.id, "department_id": owner.department_id}
    before = tally.place(row)

    def current(now: Opportunity) -> Any:
        return shown(questions.whole_row(now.pk))

    records.save_changes(row, version=version, changes=changes, current=current)
    tally.shift(before, tally.place(row))
    if "title" in changes:
        Opportunity.objects.filter(pk=row.pk).update(search=words_of(row.title))
    saved = questions.whole_row(row.pk)
    board_changed(saved)
    return saved


def _hold(row: Opportunity) -> Opportunity:
    """The row under a lock: what is taken off the board must be what stands there."""
    return Opportunity.objects.select_for_update(no_key=True).get(pk=row.pk)


@transaction.atomic
def opportunity_delete(row: Opportunity) -> None:
    """Take it away; `opportunity_restore` brings it back."""
    held = _hold(row)
    records.delete(held)
    tally.shift(tally.place(held), None)
    note_deal(held.customer_id)
    board_changed(held)


@transaction.atomic
def opportunity_restore(row: Opportunity) -> Opportunity:
    """Undo a delete."""
    held = records.restore(_hold(row))
    tally.shift(None, tally.place(held))
    note_deal(held.customer_id)
    board_changed(held)
    return questions.whole_row(held.pk)

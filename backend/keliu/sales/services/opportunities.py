"""The life of an opportunity. Steps are conditional updates: of two people, one is first."""

from datetime import date
from typing import Any

from django.db import transaction

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.kinds import public as kinds
from keliu.kit import actor, words
from keliu.kit.errors import Forbidden, Invalid, NotFound
from keliu.kit.money import yuan
from keliu.platform import audit, records
from keliu.platform.outbox import publish
from keliu.sales import rules
from keliu.sales.errors import AmountFollowsLines, CustomerGone, NoReopening, StageRetired
from keliu.sales.events import OpportunityLost, OpportunityMoved, OpportunityWon
from keliu.sales.models import CloseReason, Opportunity, Pipeline, Stage
from keliu.sales.selectors import opportunities as questions
from keliu.sales.selectors import pipelines as flows
from keliu.sales.services import demands, tally
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

WRITE, ASSIGN = "opportunity.write", "opportunity.assign"
CLOSED = (rules.WON, rules.LOST)
UNSAID = {"amount_fen": 0, "rating": "medium", "expected_on": None, "note": "", "custom": {}}
COLUMNS = ("title", "amount_fen", "rating", "expected_on", "note")  # what forms call fields


def words_of(title: str) -> list[str]:
    """What a title is found by."""
    return words.distinct(words.of_name(title))


def owner_chosen(owner_id: int | None, permission: str = WRITE) -> accounts.StaffCard:
    """Who will look after it: the acting person unless somebody else in reach is named."""
    chosen = accounts.owner_choice(owner_id or actor.current().staff_id)
    if not accounts.reaches(actor.current(), permission, chosen.id, chosen.department_id):
        raise Invalid(fields={"owner_id": f"不能交给{chosen.name},不在你的权限范围里"})
    return chosen


def _customer(customer_id: int) -> customers.CustomerCard:
    """A living customer in reach, locked: nobody deletes it while something is added to it."""
    try:
        customers.hold(customer_id)
        return customers.find(customer_id)
    except NotFound as none:
        raise Invalid(fields={"customer_id": "没有找到这位客户"}) from none


def _first_stage(stage_id: int | None, pipeline_id: int | None) -> Stage:
    """The stage to begin in: an open one of a pipeline the acting person works with."""
    if stage_id is not None:
        named = Stage.objects.filter(pk=stage_id).values_list("pipeline_id", flat=True).first()
        pipeline_id = named if pipeline_id in {None, named} else 0
    pipeline = flows.chosen(pipeline_id if pipeline_id is not None else None)
    if pipeline is None:
        field = "stage_id" if stage_id is not None else "pipeline_id"
        raise Invalid(fields={field: "要从进行中的阶段开始,而且流程要是你能用的"})
    flows.hold(pipeline.pk)
    stages = [s for s in questions.stages_of(pipeline.pk) if s.kind == rules.OPEN]
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
    pipeline_id: int | None = None,
    note: str = "",
    owner_id: int | None = None,
    custom: dict[str, Any] | None = None,
) -> Opportunity:
    """A new opportunity of a customer in reach. Raises Invalid naming the field."""
    given = {"title": title, "amount_fen": amount_fen, "rating": rating, "expected_on": expected_on,
             "note": note, "custom": custom or {}}  # fmt: skip
    sent = {name: value for name, value in given.items() if value != UNSAID.get(name)}
    fields = kinds.accepted("opportunity", sent, {}, creating=True)
    customer, owner = _customer(customer_id), owner_chosen(owner_id)
    stage = _first_stage(stage_id, pipeline_id)
    row = Opportunity(
        **fields,
        customer_id=customer.id,
        owner_id=owner.id,
        department_id=owner.department_id,
        created_by_id=actor.current().staff_id,
        pipeline_id=stage.pipeline_id,
        stage=stage,
        search=words_of(title),
    )
    demands.check(row, stage, None)
    row.save(force_insert=True)
    kinds.claim("opportunity", row.pk, {}, row.custom)
    tally.shift(None, tally.place(row))
    history_add(row, to=stage)
    audit.record("opportunity.create", "opportunity", row.pk, title)
    amount = f",预计 {yuan(amount_fen)}" if amount_fen else ""
    said = f"新建商机“{title}”{amount}"
    tell(row, said, ("opportunity", row.pk), {"stage": stage.name, "state": rules.OPEN})
    return questions.whole_row(row.pk)


def _filled(row: Opportunity, fill: dict[str, Any] | None) -> dict[str, Any]:
    """The columns that a step fills in on its way; `row` shows them at once for the checks."""
    if not fill:
        return {}
    before = dict(row.custom)
    if row.sums_lines and "amount_fen" in fill:
        raise AmountFollowsLines(fields={"amount_fen": AmountFollowsLines.message})
    values = kinds.accepted("opportunity", fill, before, creating=False)
    kinds.claim("opportunity", row.pk, before, values.get("custom", before))
    return values


@transaction.atomic
def opportunity_move(
    row: Opportunity,
    *,
    stage_id: int,
    version: int,
    shown: Shown,
    fill: dict[str, Any] | None = None,
) -> Opportunity:
    """Put it into another open stage, filling in what that stage asks for.

    Raises OpportunityClosed, Stale, NoWayBack, FieldsMissing, StageRetired, Invalid.
    """
    flows.hold(row.pipeline_id)
    to = Stage.objects.filter(pk=stage_id, pipeline_id=row.pipeline_id).first()
    if to is None:
        raise Invalid(fields={"stage_id": "没有这个阶段"})
    if to.retired_at is not None:
        raise StageRetired(name=to.name)
    if to.kind != rules.OPEN:
        raise Invalid(fields={"stage_id": "赢单和输单要写原因,请用“赢单”或“输单”"})
    if (to.pk, version, rules.OPEN) == (row.stage_id, row.version, row.state) and not fill:
        return row
    values = _ready(row, to, fill, version, shown)
    said = f"商机“{row.title}”从{row.stage.name}到{to.name}"
    moved = take(row, Step(to, rules.OPEN, "move", said, fill=values), version=version, shown=shown)
    publish(OpportunityMoved(moved.pk, moved.customer_id, to.pk))
    return moved


def _ready(
    row: Opportunity, to: Stage, fill: dict[str, Any] | None, version: int, shown: Shown
) -> dict[str, Any]:
    """What the step fills in, when the pipeline lets it go; the law is asked about a fresh row."""
    if row.version != version or row.state != rules.OPEN:
        raise refusal(row.pk, (rules.OPEN,), shown)
    values = _filled(row, fill)
    demands.check(row, to, Stage.objects.get(pk=row.stage_id), values)
    return values


def _reason(kind: str, cause_id: int | None, text: str) -> tuple[int | None, str]:
    """The reason as it is kept: one of the usual ones, free words, or both."""
    if cause_id is None:
        if not text:
            raise Invalid(fields={"reason": "请写原因,或选一个常用的"})
        return None, text
    row = CloseReason.objects.filter(pk=cause_id, kind=kind, deleted_at__isnull=True).first()
    if row is None:
        raise Invalid(fields={"cause_id": "没有这个原因,请重新选"})
    return row.pk, (f"{row.name}:{text}" if text and text != row.name else row.name)[:200]


def _close(
    row: Opportunity, kind: str, verb: str, *, reason: str, cause_id: int | None, version: int,
    shown: Shown, fill: dict[str, Any] | None,
) -> Opportunity:  # fmt: skip
    cause, text = _reason(kind, cause_id, reason)
    flows.hold(row.pipeline_id)
    to = flows.end_of(row.pipeline_id, kind)
    values = _ready(row, to, fill, version, shown)
    fen = values.get("amount_fen", row.amount_fen)
    amount = f",成交 {yuan(fen)}" if fen and kind == rules.WON else ""
    said = f"{to.get_kind_display()}:商机“{row.title}”{amount}"
    step = Step(to, kind, verb, said, reason=text, cause_id=cause, fill=values)
    return take(row, step, version=version, shown=shown)


@transaction.atomic
def opportunity_win(
    row: Opportunity, *, version: int, shown: Shown, reason: str = "", cause_id: int | None = None,
    fill: dict[str, Any] | None = None,
) -> Opportunity:  # fmt: skip
    """Close it as won. Raises OpportunityClosed, Stale, FieldsMissing, Invalid."""
    won = _close(row, rules.WON, "win", reason=reason, cause_id=cause_id, version=version,
                 shown=shown, fill=fill)  # fmt: skip
    publish(OpportunityWon(won.pk, won.customer_id))
    return won


@transaction.atomic
def opportunity_lose(
    row: Opportunity, *, version: int, shown: Shown, reason: str = "", cause_id: int | None = None,
    fill: dict[str, Any] | None = None,
) -> Opportunity:  # fmt: skip
    """Close it as lost. Raises OpportunityClosed, Stale, FieldsMissing, Invalid."""
    lost = _close(row, rules.LOST, "lose", reason=reason, cause_id=cause_id, version=version,
                  shown=shown, fill=fill)  # fmt: skip
    publish(OpportunityLost(lost.pk, lost.customer_id))
    return lost


@transaction.atomic
def opportunity_reopen(row: Opportunity, *, version: int, shown: Shown) -> Opportunity:
    """Back to the open stage it came from. Raises OpportunityOpen, NoReopening, Stale."""
    flows.hold(row.pipeline_id)
    if not Pipeline.objects.get(pk=row.pipeline_id).reopening and row.state != rules.OPEN:
        raise NoReopening
    standing = {s.pk: s for s in questions.stages_of(row.pipeline_id) if s.kind == rules.OPEN}
    to = standing[rules.stage_to_return_to(questions.passed_stages(row.pk), standing)]
    said = f"重新打开商机“{row.title}”,回到{to.name}"
    step = Step(to, rules.OPEN, "reopen", said, expects=CLOSED)
    again = take(row, step, version=version, shown=shown)
    publish(OpportunityMoved(again.pk, again.customer_id, to.pk))
    return again


def _accepted(row: Opportunity, changes: dict[str, Any]) -> dict[str, Any]:
    """`changes` as columns. Raises Invalid, Forbidden, AmountFollowsLines."""
    fields = {name: changes[name] for name in (*COLUMNS, "custom") if name in changes}
    owner_id = changes.get("owner_id")
    if row.sums_lines and fields.get("amount_fen", row.amount_fen) != row.amount_fen:
        raise AmountFollowsLines(fields={"amount_fen": AmountFollowsLines.message})
    found = kinds.accepted("opportunity", fields, row.custom, creating=False) if fields else {}
    if owner_id not in {None, row.owner_id}:
        if not actor.current().may(ASSIGN):
            raise Forbidden(permission=ASSIGN)
        accounts.assert_may(ASSIGN, row.owner_id, row.department_id, "opportunity", row.pk)
        owner = owner_chosen(owner_id, ASSIGN)
        found |= {"owner_id": owner.id, "department_id": owner.department_id}
    return found


@transaction.atomic
def opportunity_update(
    row: Opportunity, *, version: int, changes: dict[str, Any], shown: Shown
) -> Opportunity:
    """Change what it is about. Raises OpportunityClosed, Stale, Invalid."""
    if row.state != rules.OPEN or row.version != version:
        raise refusal(row.pk, (rules.OPEN,), shown)
    changes = _accepted(row, changes)
    before, custom = tally.place(row), dict(row.custom)

    def current(now: Opportunity) -> Any:
        return shown(questions.whole_row(now.pk))

    records.save_changes(row, version=version, changes=changes, current=current)
    tally.shift(before, tally.place(row))
    kinds.claim("opportunity", row.pk, custom, row.custom)
    if "title" in changes:
        Opportunity.objects.filter(pk=row.pk).update(search=words_of(row.title))
    saved = questions.whole_row(row.pk)
    board_changed(saved)
    return saved


@transaction.atomic
def opportunity_assign(
    row: Opportunity, *, owner_id: int, version: int, shown: Shown
) -> Opportunity:
    """Give it to a colleague, closed ones too: the credit for those stays where it was earned."""
    owner = owner_chosen(owner_id, ASSIGN)
    if owner.id == row.owner_id:
        return row
    names = accounts.names({row.owner_id, owner.id})
    before = tally.place(row)
    records.save_changes(
        row,
        version=version,
        changes={"owner_id": owner.id, "department_id": owner.department_id},
        action="opportunity.assign",
        shown={"owner": (names.get(row.owner_id or 0, ""), owner.name)},
        current=lambda now: shown(questions.whole_row(now.pk)),
    )
    tally.shift(before, tally.place(row))
    saved = questions.whole_row(row.pk)
    board_changed(saved)
    return saved


def _hold(row: Opportunity) -> Opportunity:
    """The row under a lock, its customer's first: what leaves the board is what stands there."""
    customers.hold(row.customer_id)
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
    """Undo a delete. Raises CustomerGone while its customer is deleted."""
    try:
        held = _hold(row)
    except NotFound as gone:
        raise CustomerGone from gone
    held = records.restore(held)
    Opportunity.objects.filter(pk=held.pk, with_customer=True).update(with_customer=False)
    tally.shift(None, tally.place(held))
    note_deal(held.customer_id)
    board_changed(held)
    return questions.whole_row(held.pk)

"""Running a hand-over: begun in one transaction, worked off in the background, taken back whole."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count

from keliu.accounts import public as accounts
from keliu.accounts.public import StaffCard
from keliu.customers.errors import HandoverRunning, NothingToHandOver
from keliu.customers.events import HandoverDone
from keliu.customers.ports import Handing, HandoverPart
from keliu.customers.rules import handover as law
from keliu.customers.services import live
from keliu.customers.services.handover import customers as customers_part
from keliu.customers.services.handover import planning
from keliu.customers.services.handover.planning import Dealt
from keliu.kit import actor
from keliu.kit.errors import Forbidden, Invalid, KeliuError
from keliu.platform import audit, operations
from keliu.platform.models import Operation, OperationItem
from keliu.platform.operations import Runner
from keliu.platform.outbox import publish
from keliu.platform.undo import Journal

KIND, DISABLE = "handover", "staff.write"
CLASH = "与别的记录冲突"
LIVE = ("waiting", "running", "undoing")
State = OperationItem.State


@transaction.atomic
def start(
    leaver_id: int, plan: law.Plan, *, kinds: Sequence[str] | None = None, disable: bool = False
) -> Operation:
    """Begin to hand over what somebody holds; with `disable` their access ends at once.

    The person is held first: what they are just claiming is theirs before the list is drawn up, or
    refused. Raises Invalid, Forbidden, HandoverRunning, NothingToHandOver, LastOwner.
    """
    leaver = accounts.hold(leaver_id)
    planning.checked(plan, leaver_id)
    _alone(leaver)
    if disable:
        _disable(leaver)
    chosen = planning.parts(kinds)
    dealt = planning.deal(plan, leaver_id, chosen)
    rows = _rows(dealt)
    if not rows and not disable:
        raise NothingToHandOver(name=leaver.name)
    params = _params(leaver, plan, [part.kind for part in chosen], disable=disable)
    title = f"{leaver.name}的交接"
    english = f"Hand-over of {leaver.name}"
    operation = operations.start(
        kind=KIND, title=title, title_en=english, params=params, items=rows
    )
    audit.record("handover.start", "staff", leaver_id, leaver.name)
    return operation


def _alone(leaver: StaffCard) -> None:
    rows = Operation.objects.filter(kind=KIND, state__in=LIVE, params__leaver=str(leaver.id))
    if rows.exists():
        raise HandoverRunning(name=leaver.name)


def _disable(leaver: StaffCard) -> None:
    who = actor.current()
    if not who.may(DISABLE):
        raise Forbidden(permission=DISABLE)
    if leaver.id == who.staff_id:
        raise Invalid(fields={"disable": "不能停用自己"})
    if leaver.active:
        accounts.disable(leaver.id)


def _rows(dealt: Dealt) -> list[dict[str, Any]]:
    return [
        {"part": kind, "id": record, "to": receiver}
        for kind, moves in dealt.items()
        for record, receiver in moves.items()
    ]


def _params(
    leaver: StaffCard, plan: law.Plan, kinds: list[str], *, disable: bool
) -> dict[str, Any]:
    return {
        "leaver": str(leaver.id),
        "leaver_name": leaver.name,
        "disable": disable,
        "kinds": kinds,
        "method": plan.method,
        "by": plan.by,
        "receivers": [str(one) for one in plan.receivers],
        "table": {value: str(one) for value, one in plan.table.items()},
    }


def plan_of(operation: Operation) -> law.Plan:
    """The plan an operation was begun with."""
    told = operation.params
    receivers = tuple(int(one) for one in told["receivers"])
    table = {value: int(one) for value, one in told["table"].items()}
    return law.Plan(told["method"], receivers, told["by"], table)


def work(operation: Operation, items: list[OperationItem], journal: Journal) -> None:
    """One chunk: every part moves its records; each item says what became of it."""
    leaver = accounts.card(int(operation.params["leaver"]))
    groups: dict[str, list[OperationItem]] = defaultdict(list)
    for item in items:
        told = item.payload or {}
        item.record_id = told["id"]
        groups[told["part"]].append(item)
    for part in planning.parts(list(groups)):
        _work_part(part, leaver, groups[part.kind], journal)


def _work_part(
    part: HandoverPart, leaver: StaffCard, items: list[OperationItem], journal: Journal
) -> None:
    """All at once; one by one where the database refuses, so that one clash spoils nothing."""
    to = {item.record_id or 0: _receiver((item.payload or {})["to"]) for item in items}
    ready = {one: card for one, card in to.items() if card is not None and card.active}
    refused = {one: f"{card.name if card else '接手人'}已停用" for one, card in to.items()
               if one not in ready}  # fmt: skip
    try:
        with transaction.atomic():
            refused |= part.move(Handing(leaver, ready), journal)
    except (IntegrityError, KeliuError):
        for one, card in ready.items():
            refused |= _one(part, Handing(leaver, {one: card}), journal)
    for item in items:
        said = refused.get(item.record_id or 0)
        item.state = State.SKIPPED if said else State.DONE
        item.message = said or ""


def _one(part: HandoverPart, handing: Handing, journal: Journal) -> dict[int, str]:
    try:
        with transaction.atomic():
            return part.move(handing, journal)
    except IntegrityError:
        return dict.fromkeys(handing.to, CLASH)
    except KeliuError as refusal:
        return dict.fromkeys(handing.to, operations.reason_of(refusal))


def _receiver(staff_id: int) -> StaffCard | None:
    try:
        return accounts.card(staff_id)
    except KeliuError:
        return None


def finish(operation: Operation) -> None:
    """Look once more: what came to the leaver meanwhile moves as well; then people are told."""
    leaver, late = int(operation.params["leaver"]), _late(operation)
    received = _received(operation, late)
    left = {part.kind: len(part.items(leaver))
            for part in planning.parts(operation.params["kinds"])}  # fmt: skip
    operation.result = {
        "received": {str(one): counts for one, counts in received.items()},
        "names": {str(one): name for one, name in accounts.names({*received}).items()},
        "late": sum(len(moves) for moves in late.values()),
        "left": {kind: count for kind, count in left.items() if count},
    }
    customers = {str(one): counts.get(customers_part.KIND, 0) for one, counts in received.items()}
    publish(HandoverDone(operation.pk, leaver, operation.by_id, customers))
    for one in (leaver, *received):
        live.changed(0, one)


def _late(operation: Operation) -> Dealt:
    """What the leaver holds by now, dealt out and moved the same way."""
    leaver = accounts.card(int(operation.params["leaver"]))
    chosen = planning.parts(operation.params["kinds"])
    dealt = planning.deal(plan_of(operation), leaver.id, chosen)
    journal, moved = Journal(operation), Dealt()
    for part in chosen:
        to = {one: _receiver(receiver) for one, receiver in dealt[part.kind].items()}
        ready = {one: card for one, card in to.items() if card is not None and card.active}
        if ready:
            refused = _moved_late(part, Handing(leaver, ready), journal)
            moved[part.kind] = {one: card.id for one, card in ready.items() if one not in refused}
    journal.settle()
    return moved


def _moved_late(part: HandoverPart, handing: Handing, journal: Journal) -> dict[int, str]:
    try:
        with transaction.atomic():
            return part.move(handing, journal)
    except (IntegrityError, KeliuError):
        refused: dict[int, str] = {}
        for one, card in handing.to.items():
            refused |= _one(part, Handing(handing.leaver, {one: card}), journal)
        return refused


def _received(operation: Operation, late: Dealt) -> dict[int, dict[str, int]]:
    """Receiver → how many of each kind."""
    done = OperationItem.objects.filter(operation_id=operation.pk, state=State.DONE)
    rows = done.values_list("payload__to", "payload__part").annotate(n=Count("id"))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for receiver, kind, count in rows:
        found[int(receiver)][kind] = count
    for receiver, counts in law.totals(late).items():
        for kind, count in counts.items():
            found[receiver][kind] = found[receiver].get(kind, 0) + count
    return found


def register() -> None:
    """Let the worker know how hand-overs are done."""
    operations.RUNNERS[KIND] = Runner(work=work, chunk=200, finish=finish)

"""Work on many records in the background: chunk by chunk, each one transaction, never twice.

A chunk commits with its progress and with the job of the next one, so a killed worker loses
nothing. Everything runs as the person who started it, with the rights that person has then.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.db.models import QuerySet

from keliu.kit import actor, clock, ids, scope
from keliu.kit.actor import Actor
from keliu.kit.errors import KeliuError
from keliu.platform import audit, realtime, records, sql, undo
from keliu.platform.errors import OperationNotUndoable, OperationOver
from keliu.platform.jobs import job
from keliu.platform.models import Operation, OperationItem
from keliu.platform.undo import Journal

log = logging.getLogger("keliu.operations")
State, ItemState = Operation.State, OperationItem.State
UNEXPECTED = "出了意外,任务停下了;做完的部分还在,可以撤销"
LEFT = "发起人已停用或没有权限,任务停下了"
INSERT = """INSERT INTO platform_operation_item
 (id, merchant_id, operation_id, position, record_id, payload, state, message)
 SELECT x.id, %s, %s, x.position, x.record, x.payload, 'waiting', ''
 FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::jsonb[])
   AS x(id, position, record, payload)"""
ANSWERED = """UPDATE platform_operation_item i
 SET state = x.state, message = x.message, record_id = x.record
 FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[]) AS x(id, state, message, record)
 WHERE i.merchant_id = %s AND i.id = x.id"""
ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Runner:
    """How one kind of operation works: `work` sets `state` and `message` of each item it is given.

    One that keeps its own list gives `step` instead: it does a chunk, counts in `done`, `failed`
    and `skipped`, and returns whether more is to do. `finish` runs once in the transaction of the
    last chunk (totals, notifications).
    """

    work: Callable[[Operation, list[OperationItem], Journal], None] | None = None
    chunk: int = 200
    step: Callable[[Operation, Journal], bool] | None = None
    finish: Callable[[Operation], None] | None = None


RUNNERS: dict[str, Runner] = {}
"""By kind of operation; contexts add theirs when they are imported by config.wiring."""


class Ports:
    """Filled by config.wiring."""

    actor_of: Callable[[int], Actor | None]
    """The member of staff as somebody acting now; None when disabled."""


def start(
    *,
    kind: str,
    title: str,
    title_en: str,
    params: dict[str, Any] | None = None,
    items: Iterable[int | Mapping[str, Any]] = (),
    undoable: bool = True,
) -> Operation:
    """Begin work on records (ids) or on rows (dictionaries). Progress goes to the person live."""
    who = actor.current()
    operation = Operation.objects.create(
        kind=kind,
        title=title[:120],
        title_en=title_en[:120],
        params=params or {},
        by_id=who.staff_id,
        by_name=who.name,
        undoable=undoable,
    )
    operation.total = _add_items(operation, list(items))
    operation.save(update_fields=["total"])
    audit.record("operation.start", "operation", operation.pk, title)
    _advance.later(operation_id=operation.pk)
    return operation


def _add_items(operation: Operation, items: Sequence[int | Mapping[str, Any]]) -> int:
    for first in range(0, len(items), ROWS_AT_ONCE):
        part = items[first : first + ROWS_AT_ONCE]
        records_of = [one if isinstance(one, int) else None for one in part]
        payloads = [None if isinstance(one, int) else sql.jsonb(one) for one in part]
        numbers = list(range(first, first + len(part)))
        values = [[ids.new() for _ in part], numbers, records_of, payloads]
        sql.do(INSERT, [scope.current(), operation.pk, *values])
    return len(items)


def each(items: Iterable[OperationItem], work: Callable[[OperationItem], Any]) -> None:
    """Do `work` for every item by itself; a refusal fails that item and leaves nothing of it."""
    for item in items:
        try:
            with transaction.atomic():
                work(item)
            if item.state == ItemState.WAITING:
                item.state = ItemState.DONE
        except KeliuError as refusal:
            item.state, item.message = ItemState.FAILED, reason_of(refusal)
        except IntegrityError:
            item.state, item.message = ItemState.FAILED, "与别的记录冲突"


def reason_of(refusal: KeliuError) -> str:
    """The sentences of a refusal, the fields' own first."""
    return ";".join(refusal.fields.values() or [refusal.text])[:300]


@job
def _advance(operation_id: int) -> None:
    """One chunk, and the job of the next."""
    if advance(operation_id):
        _advance.later(operation_id=operation_id)


def advance(operation_id: int) -> bool:
    """Do one chunk of a running operation or undo; returns whether more is to do."""
    operation = _hold(operation_id)
    if operation is None:
        return False
    try:
        with transaction.atomic():
            more = _chunk(operation)
    except OperationalError:
        raise  # the database went away: the job is tried again
    except KeliuError as refusal:  # it says itself what is wrong and what to do
        return _end(operation, State.FAILED, reason_of(refusal)[:200])
    except (Exception, DatabaseError):
        log.exception("operation %s failed", operation_id)
        return _end(operation, State.FAILED, UNEXPECTED)
    _push(operation)
    return more


def _hold(operation_id: int) -> Operation | None:
    """The operation under a lock, when there is still something to do."""
    live = (State.WAITING, State.RUNNING, State.UNDOING)
    rows = Operation.objects.select_for_update(no_key=True).filter(pk=operation_id)
    return rows.filter(state__in=live).first()


def _chunk(operation: Operation) -> bool:
    who = Ports.actor_of(operation.by_id or 0)
    if who is None:
        return _end(operation, State.FAILED, LEFT)
    with actor.acting(who):
        if operation.state == State.UNDOING:
            return _undo_chunk(operation)
        return _work_chunk(operation, RUNNERS[operation.kind])


def _work_chunk(operation: Operation, runner: Runner) -> bool:
    operation.state, journal = State.RUNNING, Journal(operation)
    more = runner.step(operation, journal) if runner.step else _items(operation, runner, journal)
    journal.settle()
    operation.save(update_fields=["state", "total", "done", "failed", "skipped", "result"])
    if more:
        return True
    if runner.finish is not None:
        runner.finish(operation)
    return _end(operation, State.DONE)


def _items(operation: Operation, runner: Runner, journal: Journal) -> bool:
    """The next records or rows; returns whether there may be more."""
    waiting = OperationItem.objects.filter(operation_id=operation.pk, state=ItemState.WAITING)
    items = list(waiting.order_by("position")[: runner.chunk])
    if items and runner.work is not None:
        runner.work(operation, items, journal)
        _store(operation, items)
    return len(items) == runner.chunk


def _store(operation: Operation, items: list[OperationItem]) -> None:
    columns = [[getattr(item, name) for item in items] for name in
               ("pk", "state", "message", "record_id")]  # fmt: skip
    sql.do(ANSWERED, [*columns, scope.current()])
    for state in (ItemState.DONE, ItemState.FAILED, ItemState.SKIPPED):
        count = getattr(operation, state.value) + sum(item.state == state for item in items)
        setattr(operation, state.value, count)


def _undo_chunk(operation: Operation) -> bool:
    if undo.take_back(operation):
        operation.save(update_fields=["kept"])
        return True
    return _end(operation, State.UNDONE)


def _end(operation: Operation, state: "Operation.State", problem: str = "") -> bool:
    now = clock.now()
    operation.state, operation.problem, operation.finished_at = state, problem, now
    if state != State.UNDONE and operation.undoable:
        operation.undo_until = now + undo.KEEP
    operation.save(
        update_fields=["state", "problem", "finished_at", "undo_until", "result", "kept"]
    )
    _push(operation)
    return False


def cancel(operation: Operation) -> Operation:
    """Stop after the running chunk; what is done stays and can be undone. Raises OperationOver."""
    live = Operation.objects.filter(pk=operation.pk, state__in=[State.WAITING, State.RUNNING])
    now = clock.now()
    changes = {"state": State.CANCELLED, "finished_at": now, "undo_until": now + undo.KEEP}
    if not live.update(**changes):
        raise OperationOver
    operation.refresh_from_db()
    audit.record("operation.cancel", "operation", operation.pk, operation.title)
    _push(operation)
    return operation


def take_back(operation: Operation) -> Operation:
    """Undo in the background. Raises OperationNotUndoable naming why."""
    rows = Operation.objects.filter(pk=operation.pk, undoable=True, undo_until__gt=clock.now())
    rows = rows.filter(state__in=[State.DONE, State.CANCELLED, State.FAILED])
    if not rows.update(state=State.UNDOING, kept=0):
        raise OperationNotUndoable
    operation.refresh_from_db()
    audit.record("operation.undo", "operation", operation.pk, operation.title)
    _advance.later(operation_id=operation.pk)
    _push(operation)
    return operation


def run_to_end(operation_id: int) -> Operation:
    """Do all that is left at once (tests, command line), in the caller's scope."""
    while advance(operation_id):
        pass
    return Operation.objects.get(pk=operation_id)


def of_person(staff_id: int | None) -> "QuerySet[Operation]":
    """A person's operations; None: everybody's."""
    rows: QuerySet[Operation] = Operation.objects.all()
    return rows if staff_id is None else rows.filter(by_id=staff_id)


def find(operation_id: int, staff_id: int | None) -> Operation:
    """One operation of a person (None: of anybody). Raises NotFound."""
    return records.find(of_person(staff_id), operation_id)


def shape(row: Operation) -> dict[str, Any]:
    """Progress on the wire and in the socket."""
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "title": row.title,
        "label": {"zh": row.title, "en": row.title_en or row.title},
        "state": str(row.state),
        "total": row.total,
        "done": row.done,
        "failed": row.failed,
        "skipped": row.skipped,
        "kept": row.kept,
        "problem": row.problem,
        "can_cancel": row.state in {State.WAITING, State.RUNNING},
        "can_undo": can_undo(row),
        "created_at": clock.iso(row.created_at),
        "finished_at": clock.iso(row.finished_at) if row.finished_at else None,
        "undo_until": clock.iso(row.undo_until) if row.undo_until else None,
        "result": row.result,
    }


def can_undo(row: Operation) -> bool:
    """Whether undoing would be accepted now."""
    over = row.state in {State.DONE, State.CANCELLED, State.FAILED}
    return over and row.undoable and row.undo_until is not None and row.undo_until > clock.now()


def _push(operation: Operation) -> None:
    if operation.by_id is not None:
        topic = realtime.staff_topic(operation.by_id)
        realtime.push(topic, "operation.progress", shape(operation))


__all__ = [
    "RUNNERS",
    "Ports",
    "Runner",
    "advance",
    "can_undo",
    "cancel",
    "each",
    "find",
    "of_person",
    "reason_of",
    "run_to_end",
    "shape",
    "start",
    "take_back",
]  # fmt: skip

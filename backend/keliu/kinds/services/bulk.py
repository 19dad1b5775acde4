"""Work on many records at once: editing, assigning, deleting, bringing back.

Each record goes through the same verb as by hand, so rights, rules, audit lines and live messages
are the same; a refusal fails that record with its reason and leaves the others alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from keliu.accounts import public as accounts
from keliu.kinds import values
from keliu.kinds.errors import NothingChosen, TooManyChosen
from keliu.kinds.ports import Field, Kind, kind_of
from keliu.kinds.selectors import matching, rights
from keliu.kinds.selectors.fields import fields_of
from keliu.kit import actor, scope
from keliu.kit.errors import Forbidden, Invalid
from keliu.platform import operations, sql
from keliu.platform.models import Operation, OperationItem
from keliu.platform.undo import Journal

MOST = 200_000
CHUNK = 100  # records are locked while their chunk runs, so that it never takes long
Plan = tuple[tuple[str, str], dict[str, Any]]
"""The title in Chinese and English, and what the runner needs."""
Related = list[tuple[type[models.Model], Sequence[int]]]


@dataclass(frozen=True)
class Asked:
    """Which records, and what to do with them."""

    action: str
    ids: list[int] | None = None
    all: bool = False
    filter: dict[str, Any] = field(default_factory=dict)
    q: str | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    owner_id: int | None = None
    with_business: bool = False  # what is open around the records goes to the same colleague


def start(kind: Kind, asked: Asked) -> Operation:
    """Begin in the background. Raises Forbidden, Invalid, NothingChosen, TooManyChosen."""
    _assert_may(kind, asked.action)
    (title, english), params = PLANS[asked.action](kind, asked)
    return operations.start(
        kind=f"bulk_{asked.action}",
        title=title,
        title_en=english,
        params={"kind": kind.name, **params},
        items=chosen(kind, asked),
    )


def _assert_may(kind: Kind, action: str) -> None:
    wanted = {"edit": kind.write, "assign": kind.assign or kind.write}.get(action, kind.delete)
    if not actor.current().may(wanted):
        raise Forbidden(permission=wanted)


def chosen(kind: Kind, asked: Asked) -> list[int]:
    """The records, in key order: those ticked, or all that the list shows."""
    if asked.all:
        rows = matching.matching(kind, asked.filter, asked.q).order_by("id")
        found = list(rows.values_list("id", flat=True)[: MOST + 1])
    else:
        found = sorted(set(asked.ids or []))
    if not found:
        raise NothingChosen(fields={"ids": NothingChosen.message})
    if len(found) > MOST:
        raise TooManyChosen(most=f"{MOST:,}", count=f"{MOST:,}+")
    return found


# --- what is asked for ----------------------------------------------------------------------


def _edit(kind: Kind, asked: Asked) -> Plan:
    if not asked.changes:
        raise Invalid(fields={"changes": "请选要改的内容"})
    known = {one.key: one for one in fields_of(kind.name)}
    rights.assert_editable(kind.name, asked.changes)
    wrong = {
        key: reason
        for key, value in asked.changes.items()
        if (reason := _unfit(known.get(key), value)) is not None
    }
    if wrong:
        raise Invalid(fields=wrong)
    names = "、".join(known[key].zh for key in asked.changes)
    english = ", ".join(known[key].en.lower() for key in asked.changes)
    titles = (f"修改{kind.zh}的{names}", f"Change {english} of {kind.en.lower()}")
    return titles, {"changes": asked.changes}


def _unfit(one: Field | None, value: Any) -> str | None:
    """Why a field can not be set to this on many records, or None."""
    if one is None:
        return "没有这个字段,可能已停用"
    if not one.editable:
        return "这一项由系统维护,不能批量改"
    if one.unique:
        return "这一项每条记录都不同,不能批量改"
    try:
        empty = values.checked(one, value) is None
    except values.Wrong as reason:
        return str(reason)
    return "这一项必须填,不能清空" if empty and one.required else None


def _assign(kind: Kind, asked: Asked) -> Plan:
    if kind.hand_to is None:
        raise Invalid(fields={"action": f"{kind.zh}没有负责人"})
    owner = accounts.owner_choice(asked.owner_id)
    if asked.with_business and kind.hand_all_to is None:
        raise Invalid(fields={"with_business": f"{kind.zh}没有跟着走的商机"})
    params = {"owner_id": str(owner.id), "with_business": asked.with_business}
    titles = (f"把{kind.zh}交给{owner.name}", f"Assign {kind.en.lower()} to {owner.name}")
    return titles, params


def _delete(kind: Kind, asked: Asked) -> Plan:
    return (f"删除{kind.zh}", f"Delete {kind.en.lower()}"), {}


def _restore(kind: Kind, asked: Asked) -> Plan:
    if "restore" not in kind.extra:
        raise Invalid(fields={"action": f"{kind.zh}不能这样恢复"})
    return (f"恢复{kind.zh}", f"Restore {kind.en.lower()}"), {}


PLANS: dict[str, Callable[[Kind, Asked], Plan]] = {
    "edit": _edit, "assign": _assign, "delete": _delete, "restore": _restore,
}  # fmt: skip


# --- doing it -------------------------------------------------------------------------------


def work(operation: Operation, items: list[OperationItem], journal: Journal) -> None:
    """One chunk: locked in key order, journalled, record by record."""
    kind = kind_of(operation.params["kind"])
    operation.result = {"kind": kind.name}  # so that the panel can link what failed
    wanted = sorted(item.record_id for item in items if item.record_id is not None)
    _hold(kind, wanted)
    before = _watch(kind, wanted, journal)
    verb = _verb(kind, operation)
    in_order = sorted(items, key=lambda item: item.record_id or 0)
    operations.each(in_order, lambda item: verb(item.record_id or 0))
    _note_new(kind, wanted, before, journal)


def _hold(kind: Kind, wanted: list[int]) -> None:
    """Nobody else saves these records meanwhile; always in key order, so nobody waits in a ring.

    What the kind's own verbs lock before a record is locked first here as well.
    """
    first: Callable[[Sequence[int]], object] | None = kind.extra.get("hold_first")
    if first is not None:
        first(wanted)
    table = kind.model._meta.db_table
    text = f"SELECT id FROM {table} WHERE merchant_id = %s AND id = ANY(%s) ORDER BY id"  # noqa: S608  names of ours
    sql.rows(f"{text} FOR NO KEY UPDATE", [scope.current(), wanted])


def _related(kind: Kind, wanted: list[int]) -> Related:
    return kind.journal(wanted) if kind.journal else []


def _watch(kind: Kind, wanted: list[int], journal: Journal) -> dict[type[models.Model], set[int]]:
    """Note how the records and what hangs on them look; returns what hangs on them."""
    known: dict[type[models.Model], set[int]] = {}
    for model, rows in [*_related(kind, wanted), (kind.model, wanted)]:
        journal.watch(model, rows)
        known.setdefault(model, set()).update(rows)
    return known


def _note_new(
    kind: Kind, wanted: list[int], before: dict[type[models.Model], set[int]], journal: Journal
) -> None:
    """What hangs on the records now and did not before was made by this chunk."""
    for model, rows in _related(kind, wanted):
        journal.created(model, [one for one in rows if one not in before.get(model, set())])


def _verb(kind: Kind, operation: Operation) -> Callable[[int], None]:
    params = operation.params
    if operation.kind == "bulk_edit":
        return lambda record_id: kind.change(record_id, params["changes"])
    if operation.kind == "bulk_assign":
        hand_to = kind.hand_all_to if params.get("with_business") else kind.hand_to
        assert hand_to is not None
        owner_id = int(params["owner_id"])
        return lambda record_id: hand_to(record_id, owner_id)
    restore: Callable[[int], None] = kind.extra.get("restore", kind.remove)
    return kind.remove if operation.kind == "bulk_delete" else restore


def register() -> None:
    """Make the runners known; called by config.wiring."""
    for action in PLANS:
        operations.RUNNERS[f"bulk_{action}"] = operations.Runner(work=work, chunk=CHUNK)

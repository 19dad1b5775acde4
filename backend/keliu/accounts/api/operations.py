"""Background tasks of the acting person: progress, failures, cancel, undo."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import door
from keliu.kit import actor
from keliu.kit.paging import Sort
from keliu.platform import lists, operations
from keliu.platform.models import Operation, OperationItem
from keliu.platform.wire import Bilingual, Id, ListAsked, Moment, Page, Said, Wire

router = Router(tags=["operations"])
EVERYBODYS = "merchant.write"


class OperationOut(Wire):
    id: Id
    kind: str
    title: str
    label: Bilingual
    state: str
    total: int
    done: int
    failed: int
    skipped: int
    kept: int
    problem: Said
    can_cancel: bool
    can_undo: bool
    created_at: Moment
    finished_at: Moment | None
    undo_until: Moment | None
    by: str
    result: dict[str, object]

    @staticmethod
    def of(row: Operation) -> "OperationOut":
        return OperationOut.model_validate({**operations.shape(row), "by": row.by_name})


class OperationItemOut(Wire):
    id: Id
    position: int
    record_id: Id | None
    state: str
    message: Said


class OperationsAsked(ListAsked):
    state: str | None = None
    kind: str | None = None


class ItemsAsked(ListAsked):
    state: str | None = None


def _whose() -> int | None:
    """Everybody's for who runs the merchant, one's own for the others."""
    who = actor.current()
    return None if who.may(EVERYBODYS) else who.staff_id


@router.get("/operations", response=Page[OperationOut])
@door.staff()
def operation_list(request: HttpRequest, asked: Query[OperationsAsked]) -> Page[OperationOut]:
    """Background tasks, newest first."""
    rows = operations.of_person(_whose())
    given = {"state": asked.state, "kind": asked.kind}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    found, following = lists.page(rows, lists.NEWEST, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = [OperationOut.of(row) for row in found]
    return Page[OperationOut](items=items, next=following, total=total)


@router.get("/operations/{operation_id}", response=OperationOut)
@door.staff()
def operation_get(request: HttpRequest, operation_id: int) -> OperationOut:
    """One task with its progress."""
    return OperationOut.of(operations.find(operation_id, _whose()))


@router.get("/operations/{operation_id}/items", response=Page[OperationItemOut])
@door.staff()
def operation_items(
    request: HttpRequest, operation_id: int, asked: Query[ItemsAsked]
) -> Page[OperationItemOut]:
    """What happened to each record: `state=failed` for those with a reason."""
    row = operations.find(operation_id, _whose())
    rows = OperationItem.objects.filter(operation_id=row.pk)
    rows = rows.filter(state=asked.state) if asked.state else rows
    sort = Sort("position", "position", descending=False, kind="number")
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = [OperationItemOut.model_validate(item) for item in found]
    return Page[OperationItemOut](items=items, next=following, total=total)


@router.post("/operations/{operation_id}/cancel", response=OperationOut)
@door.staff()
def operation_cancel(request: HttpRequest, operation_id: int) -> OperationOut:
    """Stop after the running step; what is done stays and can be undone."""
    return OperationOut.of(operations.cancel(operations.find(operation_id, _whose())))


@router.post("/operations/{operation_id}/undo", response=OperationOut)
@door.staff()
def operation_undo(request: HttpRequest, operation_id: int) -> OperationOut:
    """Take everything back; later changes by people stay and are counted in `kept`."""
    return OperationOut.of(operations.take_back(operations.find(operation_id, _whose())))

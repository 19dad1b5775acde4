"""Contracts, what is to be collected, and what came in."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.platform import lists, records
from keliu.platform.wire import Page, VersionIn
from keliu.sales.models import Contract, Payment
from keliu.sales.schemas import contracts as schemas
from keliu.sales.schemas.contracts import ContractOut, ContractRow, InstalmentRow, PaymentOut
from keliu.sales.schemas.enclosures import EnclosuresIn
from keliu.sales.selectors import contracts as questions
from keliu.sales.services import contracts as services
from keliu.sales.services import payments
from keliu.sales.services.enclosures import enclosures_set
from keliu.sales.services.quotes import today

router = Router(tags=["contracts"])
READ, WRITE = questions.READ, services.WRITE
Step = Callable[..., Contract]


def _out(row: Contract) -> ContractOut:
    entries = questions.payments_of(row.pk)
    names = accounts.names({one.by_id for one in entries})
    return ContractOut.of(row, questions.plan_of(row.pk), entries, names, today())


def _shown(row: Contract) -> dict[str, Any]:
    return _out(row).model_dump(mode="json")


def _stepped(step: Step, contract_id: int, payload: VersionIn) -> ContractOut:
    row = questions.find(contract_id, WRITE)
    return _out(step(row, version=payload.version, shown=_shown))


@router.get("/contracts", response=Page[ContractRow])
@accounts.staff(READ)
def contract_list(request: HttpRequest, asked: Query[schemas.ContractsAsked]) -> Page[ContractRow]:
    """Contracts within reach, recently changed first."""
    rows = questions.for_list(
        q=asked.q, state=asked.state, owner=asked.owner, customer=asked.customer,
        opportunity=asked.opportunity, ends_to=asked.ends_to,
    )  # fmt: skip
    sort = lists.choose(questions.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = [ContractRow(**ContractRow.columns(row)) for row in found]
    return Page[ContractRow](items=items, next=following, total=total)


@router.post("/contracts", response=ContractOut)
@accounts.staff(WRITE)
def contract_create(request: HttpRequest, payload: schemas.ContractIn) -> ContractOut:
    """A draft with the next number of the day."""
    return _out(services.contract_create(**payload.given()))


@router.get("/contracts/{int:contract_id}", response=ContractOut)
@accounts.staff(READ)
def contract_get(request: HttpRequest, contract_id: int) -> ContractOut:
    """One contract with its plan and payments."""
    return _out(questions.find(contract_id))


@router.patch("/contracts/{int:contract_id}", response=ContractOut)
@accounts.staff(WRITE)
def contract_update(
    request: HttpRequest, contract_id: int, payload: schemas.ContractPatch
) -> ContractOut:
    """Change a running contract; `instalments` is the whole plan, which adds up to the amount."""
    plan = payload.instalments
    row = services.contract_update(
        questions.find(contract_id, WRITE),
        version=payload.version,
        changes=payload.given(),
        instalments=None if plan is None else [one.plain() for one in plan],
        shown=_shown,
    )
    return _out(row)


@router.delete("/contracts/{int:contract_id}", response={204: None})
@accounts.staff(WRITE)
def contract_delete(request: HttpRequest, contract_id: int) -> None:
    """Take a draft away."""
    services.contract_delete(questions.find(contract_id, WRITE))


@router.post("/contracts/{int:contract_id}/restore", response=ContractOut)
@accounts.staff(WRITE)
def contract_restore(request: HttpRequest, contract_id: int) -> ContractOut:
    """Undo a delete."""
    return _out(services.contract_restore(questions.find(contract_id, WRITE, deleted=True)))


@router.post("/contracts/{int:contract_id}/activate", response=ContractOut)
@accounts.staff(WRITE)
def contract_activate(request: HttpRequest, contract_id: int, payload: VersionIn) -> ContractOut:
    """It is signed: money may come in."""
    return _stepped(services.contract_activate, contract_id, payload)


@router.post("/contracts/{int:contract_id}/finish", response=ContractOut)
@accounts.staff(WRITE)
def contract_finish(request: HttpRequest, contract_id: int, payload: VersionIn) -> ContractOut:
    """Everything is done."""
    return _stepped(services.contract_finish, contract_id, payload)


@router.post("/contracts/{int:contract_id}/void", response=ContractOut)
@accounts.staff(WRITE)
def contract_void(request: HttpRequest, contract_id: int, payload: VersionIn) -> ContractOut:
    """It counts no longer; refused while money is booked on it."""
    return _stepped(services.contract_void, contract_id, payload)


@router.put("/contracts/{int:contract_id}/files", response=ContractOut)
@accounts.staff(WRITE)
def contract_files(request: HttpRequest, contract_id: int, payload: EnclosuresIn) -> ContractOut:
    """Which files belong to a contract, whatever its state."""
    row = questions.find(contract_id, WRITE)
    enclosures_set(row, version=payload.version, file_ids=payload.file_ids, current=_shown)
    return _out(questions.find(contract_id, WRITE))


@router.post("/contracts/{int:contract_id}/payments", response=ContractOut)
@accounts.staff(WRITE)
def payment_create(
    request: HttpRequest, contract_id: int, payload: schemas.PaymentIn
) -> ContractOut:
    """Book money; more than is open answers 409 `overpaid` unless `overpay` says it is meant."""
    row = questions.find(contract_id, WRITE)
    payments.payment_receive(row, **payload.model_dump())
    return _out(questions.find(contract_id, WRITE))


@router.post("/contracts/{int:contract_id}/payments/{int:payment_id}/reverse", response=ContractOut)
@accounts.staff(WRITE)
def payment_reverse(
    request: HttpRequest, contract_id: int, payment_id: int, payload: schemas.ReverseIn
) -> ContractOut:
    """Take a payment back by an entry against it; once."""
    row = questions.find(contract_id, WRITE)
    entry = records.find(Payment.objects.filter(contract=row), payment_id)
    payments.payment_reverse(row, entry, received_on=payload.received_on, note=payload.note)
    return _out(questions.find(contract_id, WRITE))


@router.get("/instalments", response=Page[InstalmentRow])
@accounts.staff(READ)
def instalment_list(
    request: HttpRequest, asked: Query[schemas.InstalmentsAsked]
) -> Page[InstalmentRow]:
    """What is to be collected on running contracts, the earliest first."""
    day = today()
    rows = questions.instalments(
        today=day, state=asked.state, due_to=asked.due_to, owner=asked.owner,
        customer=asked.customer,
    )  # fmt: skip
    sort = lists.choose(questions.DUE, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = [InstalmentRow.of(row, day) for row in found]
    return Page[InstalmentRow](items=items, next=following, total=total)


@router.get("/payments", response=schemas.PaymentPage)
@accounts.staff(READ)
def payment_list(request: HttpRequest, asked: Query[schemas.PaymentsAsked]) -> schemas.PaymentPage:
    """What came in, the latest first; with `total` also what it comes to."""
    rows = questions.payments(
        received=(asked.received_from, asked.received_to), credit=asked.credit,
        customer=asked.customer, contract=asked.contract,
    )  # fmt: skip
    sort = lists.choose(questions.RECEIVED, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    names = accounts.names({row.by_id for row in found})
    reversed_ids = questions.reversed_among([row.pk for row in found])
    return schemas.PaymentPage(
        items=[PaymentOut.of(row, names, reversed_ids) for row in found],
        next=following,
        total=rows.count() if asked.total else None,
        sum_fen=questions.total_of(rows) if asked.total else None,
    )

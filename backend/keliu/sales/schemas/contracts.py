"""Shapes of contracts, plans and payments."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from keliu.accounts import public as accounts
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Text, Wire
from keliu.sales.models import Contract, Instalment, Payment
from keliu.sales.rules import papers
from keliu.sales.rules.lines import MOST_FEN
from keliu.sales.schemas.enclosures import Enclosure
from keliu.sales.schemas.quotes import deal_ref

VERBS = ["contract.write"]
Method = Literal["transfer", "cash", "wechat", "alipay", "cheque", "other"]


class ContractRow(Wire):
    id: Id
    number: str
    title: str
    customer: Ref
    opportunity: Ref | None
    owner: Ref | None
    state: str
    amount_fen: int
    paid_fen: int
    paid_state: str
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    created_at: Moment
    updated_at: Moment
    version: int

    @staticmethod
    def columns(row: Contract) -> dict[str, Any]:
        """What a row shows, from one with customer, opportunity and owner joined."""
        same = ("number", "title", "state", "amount_fen", "paid_fen", "signed_on", "starts_on",
                "ends_on", "created_at", "updated_at", "version")  # fmt: skip
        return {
            **{name: getattr(row, name) for name in same},
            "id": row.pk,
            "customer": row.customer,
            "opportunity": deal_ref(row.opportunity),
            "owner": row.owner,
            "paid_state": papers.paid_state(row.amount_fen, row.paid_fen),
        }


class InstalmentOut(Wire):
    id: Id
    name: str
    due_on: date
    amount_fen: int
    paid_fen: int
    state: str

    @staticmethod
    def columns(row: Instalment, today: date) -> dict[str, Any]:
        """What an instalment shows."""
        state = papers.instalment_state(row.amount_fen, row.paid_fen, row.due_on, today)
        return {
            "id": row.pk,
            "name": row.name,
            "due_on": row.due_on,
            "amount_fen": row.amount_fen,
            "paid_fen": row.paid_fen,
            "state": state,
        }


class ContractRef(Wire):
    """A contract by reference."""

    id: Id
    number: str
    title: str


class InstalmentRow(InstalmentOut):
    """An instalment in the list of what is to be collected."""

    contract: ContractRef
    customer: Ref
    owner: Ref | None

    @staticmethod
    def of(row: Instalment, today: date) -> "InstalmentRow":
        contract = row.contract
        return InstalmentRow(
            **InstalmentOut.columns(row, today),
            contract=ContractRef(id=contract.pk, number=contract.number, title=contract.title),
            customer=contract.customer,
            owner=contract.owner,
        )


class PaymentOut(Wire):
    """Money that came in; a negative one takes back the one it `reverses`."""

    id: Id
    contract_id: Id
    instalment_id: Id | None
    amount_fen: int
    balance_fen: int
    received_on: date
    method: str
    note: str
    reverses_id: Id | None
    reversed: bool
    by: Ref | None
    created_at: Moment

    @staticmethod
    def of(row: Payment, names: dict[int, str], reversed_ids: set[int]) -> "PaymentOut":
        by = names.get(row.by_id or 0)
        return PaymentOut(
            id=row.pk,
            contract_id=row.contract_id,
            instalment_id=row.instalment_id,
            amount_fen=row.amount_fen,
            balance_fen=row.balance_fen,
            received_on=row.received_on,
            method=row.method,
            note=row.note,
            reverses_id=row.reverses_id,
            reversed=row.pk in reversed_ids,
            by=Ref(id=row.by_id, name=by) if row.by_id and by else None,
            created_at=row.created_at,
        )


class ContractOut(ContractRow):
    note: str
    files: list[Enclosure]
    instalments: list[InstalmentOut]
    payments: list[PaymentOut]
    can: list[str]
    deleted_at: Moment | None

    @staticmethod
    def of(
        row: Contract,
        plan: list[Instalment],
        payments: list[Payment],
        names: dict[int, str],
        today: date,
    ) -> "ContractOut":
        taken_back = {one.reverses_id for one in payments if one.reverses_id}
        return ContractOut(
            **ContractRow.columns(row),
            note=row.note,
            files=Enclosure.all(row.file_ids),
            instalments=[InstalmentOut(**InstalmentOut.columns(one, today)) for one in plan],
            payments=[PaymentOut.of(one, names, taken_back) for one in payments],
            can=accounts.can(row.owner_id, row.department_id, VERBS),
            deleted_at=row.deleted_at,
        )


class InstalmentIn(Asked):
    """A part of the plan; without an id it is new."""

    id: Id | None = None
    name: Text = Field(min_length=1, max_length=40)
    due_on: date
    amount_fen: int = Field(gt=0, le=MOST_FEN)

    def plain(self) -> dict[str, Any]:
        """As the service takes it."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class ContractIn(Asked):
    customer_id: Id
    opportunity_id: Id | None = None
    owner_id: Id | None = None
    title: Text = Field(min_length=1, max_length=80)
    amount_fen: int = Field(ge=0, le=MOST_FEN)
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    file_ids: list[Id] = Field(default=[], max_length=20)
    note: Text = Field("", max_length=2000)
    instalments: list[InstalmentIn] = Field(default=[], max_length=60)

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {**values, "instalments": [one.plain() for one in self.instalments]}


EMPTIABLE = {"signed_on", "starts_on", "ends_on"}


class ContractPatch(Asked):
    title: Text | None = Field(None, min_length=1, max_length=80)
    amount_fen: int | None = Field(None, ge=0, le=MOST_FEN)
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    file_ids: list[Id] | None = Field(None, max_length=20)
    note: Text | None = Field(None, max_length=2000)
    instalments: list[InstalmentIn] | None = Field(None, max_length=60)
    version: int

    def given(self) -> dict[str, Any]:
        """What was really sent of the contract itself; only days can be emptied."""
        names = self.model_fields_set - {"version", "instalments"}
        sent = {name: getattr(self, name) for name in names}
        return {k: v for k, v in sent.items() if v is not None or k in EMPTIABLE}


class PaymentIn(Asked):
    amount_fen: int = Field(gt=0, le=MOST_FEN)
    received_on: date
    instalment_id: Id | None = None
    method: Method = "transfer"
    note: Text = Field("", max_length=200)
    overpay: bool = False


class ReverseIn(Asked):
    received_on: date
    note: Text = Field("", max_length=200)


class ContractsAsked(ListAsked):
    """`owner` may be `me`; `ends_to` includes its day."""

    state: str | None = None
    owner: str | None = None
    customer: str | None = None
    opportunity: str | None = None
    ends_to: date | None = None


class InstalmentsAsked(ListAsked):
    """`state` open: not paid in full; `due_to` includes its day."""

    state: Literal["open", "overdue", "paid"] | None = None
    due_to: date | None = None
    owner: str | None = None
    customer: str | None = None


class PaymentsAsked(ListAsked):
    """Days are inclusive; `credit` is `staff:<id>` or `department:<id>` at the time."""

    received_from: date | None = None
    received_to: date | None = None
    credit: str | None = None
    customer: str | None = None
    contract: str | None = None


class PaymentPage(Wire):
    items: list[PaymentOut]
    next: str | None = None
    total: int | None = None
    sum_fen: int | None = None

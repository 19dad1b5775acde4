"""Contracts, their plans and payments, within reach."""

from datetime import date

from django.db.models import F, QuerySet, Sum

from keliu.accounts import public as accounts
from keliu.kit import actor
from keliu.kit.paging import Sort
from keliu.platform import lists, records
from keliu.sales.models import Contract, Instalment, Payment

READ = "contract.read"
SORTS = (
    Sort("-updated_at", "updated_at", descending=True, kind="time"),
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("-amount_fen", "amount_fen", descending=True, kind="number"),
    Sort("ends_on", "ends_on", descending=False, kind="date"),
)
DUE = (Sort("due_on", "due_on", descending=False, kind="date"),
       Sort("-due_on", "due_on", descending=True, kind="date"))  # fmt: skip
RECEIVED = (Sort("-received_on", "received_on", descending=True, kind="date"),)


def _joined(*, deleted: bool = False) -> "QuerySet[Contract]":
    rows = Contract.objects.filter(deleted_at__isnull=not deleted)
    return rows.select_related("customer", "opportunity", "owner")


def reachable(permission: str = READ, *, deleted: bool = False) -> "QuerySet[Contract]":
    """Contracts that `permission` covers."""
    return accounts.within_reach(_joined(deleted=deleted), permission)


def find(contract_id: int, permission: str = READ, *, deleted: bool = False) -> Contract:
    """One contract. Raises NotFound."""
    return records.find(reachable(permission, deleted=deleted), contract_id)


def again(contract_id: int) -> Contract:
    """A contract as it is now, without asking who looks."""
    return records.find(_joined(), contract_id)


def _owner_id(owner: str | None) -> int | None:
    return actor.current().staff_id if owner == "me" else lists.id_filter(owner)


def for_list(
    *,
    q: str | None = None,
    state: str | None = None,
    owner: str | None = None,
    customer: str | None = None,
    opportunity: str | None = None,
    ends_to: date | None = None,
) -> "QuerySet[Contract]":
    """The list page's question; `q` is part of a number or a title."""
    wanted = {
        "state": state,
        "owner_id": _owner_id(owner),
        "customer_id": lists.id_filter(customer),
        "opportunity_id": lists.id_filter(opportunity),
        "ends_on__lte": ends_to,
    }
    rows = reachable().filter(**{k: v for k, v in wanted.items() if v is not None})
    text = (q or "").strip()
    if not text:
        return rows
    return rows.filter(number__icontains=text) | rows.filter(title__icontains=text)


def plan_of(contract_id: int) -> list[Instalment]:
    """The instalments of a contract in order."""
    return list(Instalment.objects.filter(contract_id=contract_id).order_by("position"))


def payments_of(contract_id: int) -> list[Payment]:
    """What came in on a contract, the first one first."""
    return list(Payment.objects.filter(contract_id=contract_id).order_by("id"))


def instalments(
    *,
    today: date,
    state: str | None = None,
    due_to: date | None = None,
    owner: str | None = None,
    customer: str | None = None,
) -> "QuerySet[Instalment]":
    """Instalments of running contracts within reach; open ones are those not paid in full."""
    rows = _of_running(Instalment.objects.all())
    unpaid = rows.filter(paid_fen__lt=F("amount_fen"))
    rows = {
        "open": unpaid,
        "overdue": unpaid.filter(due_on__lt=today),
        "paid": rows.filter(paid_fen__gte=F("amount_fen")),
    }.get(state or "", rows)
    wanted = {
        "due_on__lte": due_to,
        "contract__owner_id": _owner_id(owner),
        "contract__customer_id": lists.id_filter(customer),
    }
    return rows.filter(**{k: v for k, v in wanted.items() if v is not None})


def _of_running(rows: "QuerySet[Instalment]") -> "QuerySet[Instalment]":
    joined = rows.select_related("contract__customer", "contract__owner")
    running = joined.filter(contract__deleted_at__isnull=True, contract__state="active")
    return accounts.within_reach(
        running, READ, owner="contract__owner_id", department="contract__department_id"
    )


def to_collect(day: date) -> int:
    """How many instalments within reach are due by `day` and not paid in full."""
    return instalments(today=day, state="open", due_to=day).count()


def payments(
    *,
    received: tuple[date | None, date | None] = (None, None),
    credit: str | None = None,
    customer: str | None = None,
    contract: str | None = None,
) -> "QuerySet[Payment]":
    """Payments of contracts within reach; days include their last."""
    rows = Payment.objects.filter(contract__deleted_at__isnull=True)
    rows = accounts.within_reach(
        rows, READ, owner="contract__owner_id", department="contract__department_id"
    )
    wanted = {
        "received_on__gte": received[0],
        "received_on__lte": received[1],
        "contract_id": lists.id_filter(contract),
        "contract__customer_id": lists.id_filter(customer),
    }
    rows = rows.filter(**{k: v for k, v in wanted.items() if v is not None})
    subject, _, identifier = (credit or "").partition(":")
    if subject == "staff":
        return rows.filter(owner_id=lists.id_filter(identifier) or 0)
    if subject == "department":
        return rows.filter(department_id__in=accounts.below([lists.id_filter(identifier) or 0]))
    return rows


def total_of(rows: "QuerySet[Payment]") -> int:
    """What payments come to."""
    return int(rows.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def reversed_among(payment_ids: list[int]) -> set[int]:
    """Those of these payments that were taken back."""
    rows = Payment.objects.filter(reverses_id__in=payment_ids)
    return set(rows.values_list("reverses_id", flat=True))

"""Money that came in. Sums move by conditional update, entries are only added.

The contract's row comes first and is held until the end: two payments at once are booked one after
the other, and each notes the balance it left.
"""

from datetime import date
from typing import Any

from django.db import transaction

from keliu.kit import actor, clock, scope
from keliu.kit.errors import Invalid, KeliuError
from keliu.kit.money import yuan
from keliu.platform import audit, sql
from keliu.sales.errors import AlreadyReversed, ContractStep, Overpaid
from keliu.sales.models import Contract, Instalment, Payment
from keliu.sales.rules import papers
from keliu.sales.selectors import contracts as questions
from keliu.sales.services.contracts import tell

BOOKED = """UPDATE sales_contract SET paid_fen = paid_fen + %(fen)s, version = version + 1,
  updated_at = %(now)s
 WHERE merchant_id = %(m)s AND id = %(id)s AND deleted_at IS NULL AND state IN ('active', 'done')
  AND paid_fen + %(fen)s >= 0 AND (%(over)s OR paid_fen + %(fen)s <= amount_fen)
 RETURNING paid_fen, owner_id, department_id"""
PARTED = """UPDATE sales_instalment SET paid_fen = paid_fen + %(fen)s
 WHERE merchant_id = %(m)s AND id = %(part)s AND contract_id = %(id)s
  AND paid_fen + %(fen)s >= 0 AND (%(over)s OR paid_fen + %(fen)s <= amount_fen)"""


@transaction.atomic
def payment_receive(
    row: Contract,
    *,
    amount_fen: int,
    received_on: date,
    instalment_id: int | None = None,
    method: str = "transfer",
    note: str = "",
    overpay: bool = False,
) -> Payment:
    """Book money on a contract, and on the instalment it is for. Raises Overpaid, ContractStep."""
    if instalment_id is None and Instalment.objects.filter(contract=row).exists():
        raise Invalid(fields={"instalment_id": "请选这笔钱是哪一期的"})
    entry = Payment(
        contract=row,
        instalment_id=instalment_id,
        amount_fen=amount_fen,
        received_on=received_on,
        method=method,
        note=note,
    )
    return _booked(row, entry, over=overpay, action="payment.receive")


@transaction.atomic
def payment_reverse(
    row: Contract, payment: Payment, *, received_on: date, note: str = ""
) -> Payment:
    """Take a payment back by an entry against it. Raises AlreadyReversed, ContractStep."""
    if payment.reverses_id is not None:
        raise Invalid(fields={"payment_id": "冲销本身不能再冲销,请重新登记一笔"})
    entry = Payment(
        contract=row,
        instalment_id=payment.instalment_id,
        amount_fen=-payment.amount_fen,
        received_on=received_on,
        method=payment.method,
        note=note,
        reverses=payment,
    )
    return _booked(row, entry, over=True, action="payment.reverse")


def _booked(row: Contract, entry: Payment, *, over: bool, action: str) -> Payment:
    """Move the sums, then add the entry with the balance it leaves."""
    values: dict[str, Any] = {"m": scope.current(), "id": row.pk, "fen": entry.amount_fen,
              "over": over, "now": clock.now(), "part": entry.instalment_id}  # fmt: skip
    after = sql.one(BOOKED, values)
    if after is None:
        raise _refused(row.pk)
    if entry.reverses_id and Payment.objects.filter(reverses_id=entry.reverses_id).exists():
        raise AlreadyReversed
    if entry.instalment_id is not None and not sql.do(PARTED, values):
        raise _part_refused(row.pk, entry.instalment_id)
    entry.balance_fen, entry.owner_id, entry.department_id = after
    entry.by_id = actor.current().staff_id
    entry.save(force_insert=True)
    sums = {"amount_fen": (None, entry.amount_fen), "balance_fen": (None, entry.balance_fen)}
    audit.record(action, "contract", row.pk, f"{row.number} {row.title}", sums)
    verb = "冲销回款" if entry.amount_fen < 0 else "收到回款"
    said = f"{verb} {yuan(abs(entry.amount_fen))}:合同 {row.number},累计已收"
    key = "payment_reversed" if entry.amount_fen < 0 else "payment"
    facts = {"key": key, "fen": abs(entry.amount_fen), "balance_fen": entry.balance_fen}
    tell(row, f"{said} {yuan(entry.balance_fen)}", facts)
    return entry


def _refused(contract_id: int) -> KeliuError:
    now = questions.again(contract_id)
    if now.state not in {Contract.State.ACTIVE, Contract.State.DONE}:
        return ContractStep(number=now.number, state=papers.CONTRACT_STATES[now.state])
    left = max(now.amount_fen - now.paid_fen, 0)
    return Overpaid(open=yuan(left), open_fen=left)


def _part_refused(contract_id: int, instalment_id: int) -> KeliuError:
    part = Instalment.objects.filter(contract_id=contract_id, pk=instalment_id).first()
    if part is None:
        return Invalid(fields={"instalment_id": "没有这一期,请刷新后再选"})
    left = max(part.amount_fen - part.paid_fen, 0)
    return Overpaid(open=yuan(left), open_fen=left)

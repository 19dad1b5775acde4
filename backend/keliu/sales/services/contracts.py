"""Contracts and their payment plans."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, KeliuError, Stale
from keliu.kit.money import yuan
from keliu.platform import audit, merchants, records
from keliu.sales.errors import ContractStep, PlanOff
from keliu.sales.models import Contract, Instalment, Payment
from keliu.sales.rules import papers
from keliu.sales.selectors import contracts as questions
from keliu.sales.services.enclosures import enclosed
from keliu.sales.services.numbers import number_next
from keliu.sales.services.quotes import customer_of, deal_of, owner_of
from keliu.sales.services.terms import note_terms

WRITE = "contract.write"
State = Contract.State
MOST_PARTS = 60
Shown = Callable[[Contract], Any]
SAID = {"active": "合同生效", "done": "合同完成", "void": "合同作废"}


def _planned(amount_fen: int, plan: Sequence[dict[str, Any]]) -> None:
    """Raise PlanOff, Invalid unless the plan adds up to the amount."""
    if len(plan) > MOST_PARTS:
        raise Invalid(fields={"instalments": f"最多 {MOST_PARTS} 期"})
    off = papers.plan_is_off(amount_fen, [part["amount_fen"] for part in plan])
    if off is not None:
        said = PlanOff(planned=yuan(off), amount=yuan(amount_fen))
        said.fields = {"instalments": said.text}
        raise said


def _days(starts_on: Any, ends_on: Any) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid(fields={"ends_on": "结束日期要晚于开始日期"})


@transaction.atomic
def contract_create(
    *, customer_id: int, opportunity_id: int | None = None, owner_id: int | None = None,
    instalments: Sequence[dict[str, Any]] = (), **fields: Any,
) -> Contract:  # fmt: skip
    """A draft with the next number of the day. Raises Invalid, PlanOff."""
    customer, owner = customer_of(customer_id), owner_of(owner_id, WRITE)
    deal_of(opportunity_id, customer.id)
    _planned(fields["amount_fen"], instalments)
    _days(fields.get("starts_on"), fields.get("ends_on"))
    row = Contract(
        **{**fields, "file_ids": enclosed(fields.get("file_ids", []))},
        number=number_next(papers.CONTRACT),
        customer_id=customer.id,
        opportunity_id=opportunity_id,
        owner_id=owner.id,
        department_id=owner.department_id,
        created_by_id=actor.current().staff_id,
    )
    row.save(force_insert=True)
    Instalment.objects.bulk_create(_part(row, at, part) for at, part in enumerate(instalments))
    audit.record("contract.create", "contract", row.pk, f"{row.number} {row.title}")
    return questions.again(row.pk)


def _part(row: Contract, at: int, part: dict[str, Any]) -> Instalment:
    return Instalment(
        contract=row,
        position=at,
        name=part["name"],
        due_on=part["due_on"],
        amount_fen=part["amount_fen"],
    )


@transaction.atomic
def contract_update(
    row: Contract,
    *,
    version: int,
    changes: dict[str, Any],
    instalments: Sequence[dict[str, Any]] | None,
    shown: Shown,
) -> Contract:
    """Change a contract that still runs, its plan with it. Raises ContractStep, Stale, Invalid."""
    if row.state not in {State.DRAFT, State.ACTIVE}:
        raise _refusal(row.pk, [State.DRAFT, State.ACTIVE], shown)
    if "file_ids" in changes:
        changes["file_ids"] = enclosed(changes["file_ids"], row.file_ids)
    _days(changes.get("starts_on", row.starts_on), changes.get("ends_on", row.ends_on))
    customers.hold_for_papers(row.customer_id)
    # The contract's row is claimed first: payments wait for it, and find the new plan.
    records.save_changes(
        row, version=version, changes=changes, current=lambda now: shown(questions.again(now.pk))
    )
    if row.amount_fen < row.paid_fen:
        raise Invalid(fields={"amount_fen": f"已收 {yuan(row.paid_fen)},金额不能比它少"})
    plan = questions.plan_of(row.pk)
    if instalments is None:
        _planned(row.amount_fen, [{"amount_fen": part.amount_fen} for part in plan])
    else:
        _planned(row.amount_fen, instalments)
        _replan(row, {part.pk: part for part in plan}, instalments)
    note_terms(row.customer_id)
    return questions.again(row.pk)


def _replan(row: Contract, known: dict[int, Instalment], given: Sequence[dict[str, Any]]) -> None:
    """Bring the plan into the given shape; what was paid on an instalment stays on it."""
    kept = {part["id"] for part in given if part.get("id")}
    if kept - set(known):
        raise Invalid(fields={"instalments": "回款计划刚被改过,请刷新后再改"})
    gone = [part for key, part in known.items() if key not in kept]
    if any(part.paid_fen for part in gone):
        raise Invalid(fields={"instalments": "已经收过款的一期不能去掉"})
    Instalment.objects.filter(pk__in=[part.pk for part in gone]).delete()
    for at, part in enumerate(given):
        now = known.get(part.get("id") or 0)
        if now is None:
            _part(row, at, part).save(force_insert=True)
            continue
        if part["amount_fen"] < now.paid_fen:
            raise Invalid(
                fields={"instalments": f"“{now.name}”已收 {yuan(now.paid_fen)},不能改得更少"}
            )
        Instalment.objects.filter(pk=now.pk).update(
            position=at, name=part["name"], due_on=part["due_on"], amount_fen=part["amount_fen"]
        )


def _refusal(contract_id: int, expects: Sequence[str], shown: Shown) -> KeliuError:
    now = questions.again(contract_id)
    if now.state in expects:
        return Stale(current=shown(now))
    state = papers.CONTRACT_STATES[now.state]
    return ContractStep(number=now.number, state=state, current=shown(now))


def _step(
    row: Contract, state: str, expects: Sequence[str], version: int, shown: Shown
) -> Contract:
    """Change the state if nobody was faster. Raises ContractStep, Stale."""
    customers.hold_for_papers(row.customer_id)
    values: dict[str, Any] = {}
    if state == State.ACTIVE and row.signed_on is None:
        values["signed_on"] = clock.local_day(clock.now(), merchants.timezone())
    rows = Contract.objects.filter(
        pk=row.pk, version=version, state__in=expects, deleted_at__isnull=True
    )
    if state == State.VOID:
        rows = rows.filter(paid_fen=0)
    if not rows.update(version=F("version") + 1, state=state, updated_at=clock.now(), **values):
        raise _refusal(row.pk, expects, shown)
    note_terms(row.customer_id)
    audit.record(f"contract.{state}", "contract", row.pk, f"{row.number} {row.title}",
                 {"state": (row.state, state)})  # fmt: skip
    said = {"key": f"contract_{state}", "fen": row.amount_fen}
    tell(row, f"{SAID[state]}:{row.number}“{row.title}”,{yuan(row.amount_fen)}", said)
    return questions.again(row.pk)


def tell(row: Contract, title: str, said: dict[str, Any]) -> None:
    """The one line about a contract on its customer's timeline is brought up to date."""
    interactions.timeline_put(
        customer_id=row.customer_id,
        kind="opportunity",
        title=title,
        ref_kind="contract",
        ref_id=row.pk,
        staff_id=actor.current().staff_id,
        data={"contract": {"id": str(row.pk), "name": row.number}, "said": said},
    )


@transaction.atomic
def contract_activate(row: Contract, *, version: int, shown: Shown) -> Contract:
    """It is signed: money may come in. Raises ContractStep, Stale."""
    return _step(row, State.ACTIVE, [State.DRAFT], version, shown)


@transaction.atomic
def contract_finish(row: Contract, *, version: int, shown: Shown) -> Contract:
    """Everything is done. Raises ContractStep, Stale."""
    return _step(row, State.DONE, [State.ACTIVE], version, shown)


@transaction.atomic
def contract_void(row: Contract, *, version: int, shown: Shown) -> Contract:
    """It counts no longer. Money that came in is reversed first. Raises ContractStep, Invalid."""
    if row.paid_fen:
        raise Invalid(fields={"paid_fen": f"已收 {yuan(row.paid_fen)},请先冲销回款再作废"})
    return _step(row, State.VOID, [State.DRAFT, State.ACTIVE], version, shown)


@transaction.atomic
def contract_delete(row: Contract) -> None:
    """Take a draft away; others are voided. Raises ContractStep."""
    if row.state != State.DRAFT or Payment.objects.filter(contract=row).exists():
        raise ContractStep(number=row.number, state=papers.CONTRACT_STATES[row.state])
    records.delete(row)


@transaction.atomic
def contract_restore(row: Contract) -> Contract:
    """Undo a delete."""
    records.restore(row)
    return questions.again(row.pk)

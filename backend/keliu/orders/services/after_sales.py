"""售后: asking for money back, deciding, and giving it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, Stale
from keliu.kit.money import yuan
from keliu.orders.errors import AfterSaleLate, AfterSaleOpen, AfterSaleStep, TooMuchBack
from keliu.orders.models import AfterSale, Order, OrderLine, Refund
from keliu.orders.rules import states, sums
from keliu.orders.services import refunding, settings, told
from keliu.orders.services.fulfilment import refusal
from keliu.orders.services.history import note
from keliu.orders.services.refunding import LineBack
from keliu.orders.services.states import held
from keliu.platform import audit, files, records

PAID = (states.PAID, states.SHIPPED, states.DONE)
REFUND, RETURN = AfterSale.Kind.REFUND, AfterSale.Kind.RETURN


@dataclass(frozen=True)
class Back:
    """So many pieces of a line."""

    line_id: int
    quantity: int


@transaction.atomic
def ask(
    row: Order,
    *,
    kind: str,
    lines: Sequence[Back],
    fen: int | None,
    reason: str,
    picture_ids: Sequence[int] = (),
) -> AfterSale:
    """Want money back for some of an order, or all of it.

    Raises AfterSaleOpen, AfterSaleLate, OrderStep, TooMuchBack, Invalid.
    """
    now = held(row.pk)
    if now.state not in PAID or now.kind != Order.Kind.GOODS:
        raise refusal(row)
    if actor.current().customer_id is not None:
        _in_time(now)
    most, worths = worth(now, lines)
    amount = most if fen is None else fen
    if not 1 <= amount <= most:
        raise TooMuchBack(most=yuan(most), most_fen=most)
    found = AfterSale(
        order=now, kind=kind, fen=amount, reason=reason,
        lines=[{"line_id": str(one.line_id), "quantity": one.quantity} for one in worths],
        asked_by_staff_id=actor.current().staff_id, picture_ids=list(picture_ids),
    )  # fmt: skip
    files.attach(picture_ids)
    with records.unique("after_sale_one_open", AfterSaleOpen()):
        found.save(force_insert=True)
    note(now.pk, "after_sale_asked", fen=amount, reason=reason, how=kind)
    audit.record("order.after_sale", "order", now.pk, f"{now.number} {yuan(amount)}")
    _touched(now)
    return found


def _in_time(row: Order) -> None:
    days = settings.in_force().after_sale_days
    if row.done_at and row.done_at < clock.now() - timedelta(days=days):
        raise AfterSaleLate(days=days)


def worth(row: Order, lines: Sequence[Back]) -> tuple[int, dict[Back, int]]:
    """(the most that can be asked for these lines, what each of them is worth). Raises Invalid.

    Without lines: all that is left of the order, what sending cost as well while it is not sent.
    """
    known = {line.pk: line for line in OrderLine.objects.filter(order=row).order_by("position")}
    left = row.paid_fen - row.refunded_fen
    if not lines:
        rest = [Back(one.pk, one.quantity - one.refunded_quantity) for one in known.values()]
        worths = _worths(known, [one for one in rest if one.quantity])
        sent = row.state != states.PAID
        return (min(left, sum(worths.values())) if sent and worths else left), worths
    worths = _worths(known, lines)
    return min(left, sum(worths.values())), worths


def _worths(known: dict[int, OrderLine], lines: Sequence[Back]) -> dict[Back, int]:
    found: dict[Back, int] = {}
    for at, one in enumerate(lines):
        line = known.get(one.line_id)
        if line is None or any(one.line_id == other.line_id for other in found):
            raise Invalid(fields={f"lines.{at}.line_id": "没有这一件"})
        if not 1 <= one.quantity <= line.quantity - line.refunded_quantity:
            raise Invalid(fields={f"lines.{at}.quantity": "没有这么多可以退的"})
        found[one] = sums.portion(
            line.amount_fen, line.refunded_fen, line.quantity, line.refunded_quantity, one.quantity
        )
    return found


def _touched(row: Order) -> None:
    Order.objects.filter(pk=row.pk).update(version=F("version") + 1, updated_at=clock.now())


def _step(found: AfterSale, to: str, *, frm: Sequence[str], version: int | None = None,
          **columns: Any) -> None:  # fmt: skip
    """Change the state if nobody was faster. Raises AfterSaleStep, Stale."""
    held(found.order_id)
    rows = AfterSale.objects.filter(pk=found.pk, state__in=list(frm))
    if version is not None:
        rows = rows.filter(version=version)
    done = rows.update(state=to, version=F("version") + 1, updated_at=clock.now(), **columns)
    found.refresh_from_db()
    if not done and found.state in frm:
        raise Stale(current=None)
    if not done:
        raise AfterSaleStep(state=states.AFTER_SALE_NAMES[found.state])
    _touched(found.order)


def _decided(answer: str) -> dict[str, Any]:
    return {
        "answer": answer,
        "decided_by_id": actor.current().staff_id,
        "decided_at": clock.now(),
    }


@transaction.atomic
def agree(found: AfterSale, *, answer: str, version: int) -> None:
    """The shop agrees: the money goes back now, or once the things are here again."""
    _step(found, "agreed", frm=["asked"], version=version, **_decided(answer))
    _said(found, "after_sale_agreed", answer)
    if found.kind == REFUND:
        _give(found)


@transaction.atomic
def received(found: AfterSale, *, version: int) -> None:
    """What was to come back is here: the money goes back."""
    _step(found, "agreed", frm=["agreed"], version=version)
    _said(found, "after_sale_received", "")
    _give(found)


@transaction.atomic
def refuse(found: AfterSale, *, answer: str, version: int) -> None:
    """The shop does not agree and says why."""
    if not answer:
        raise Invalid(fields={"answer": "写明拒绝的原因,客户会看到"})
    _step(found, "refused", frm=["asked"], version=version, **_decided(answer))
    _said(found, "after_sale_refused", answer)


@transaction.atomic
def withdraw(found: AfterSale) -> None:
    """Who asked does not want it any more. Raises AfterSaleStep once money is on its way."""
    frm = ["asked"] if found.kind == REFUND or _giving(found) else ["asked", "agreed"]
    _step(found, "withdrawn", frm=frm)
    _said(found, "after_sale_withdrawn", "")


def _said(found: AfterSale, kind: str, answer: str) -> None:
    note(found.order_id, kind, answer=answer, fen=found.fen)
    audit.record(f"order.{kind}", "order", found.order_id, found.order.number)
    told.changed(found.order)


def _giving(found: AfterSale) -> bool:
    """Whether money is on its way for it, or back already."""
    rows = Refund.objects.filter(order_id=found.order_id, after_sale_id=found.pk)
    return rows.exclude(state=Refund.State.FAILED).exists()


def _give(found: AfterSale) -> None:
    """Ask for the money back, with the lines it is for."""
    row = Order.objects.get(pk=found.order_id)
    lines = [Back(int(one["line_id"]), one["quantity"]) for one in found.lines]
    _, worths = worth(row, lines)
    whole = sum(worths.values())
    parts = list(worths.values())
    if found.fen < whole:
        parts = sums.shared(parts, found.fen)
    backs = [
        LineBack(one.line_id, one.quantity, fen) for one, fen in zip(worths, parts, strict=True)
    ]
    refunding.refund(
        row.pk, fen=found.fen, lines=backs, reason=found.reason, after_sale_id=found.pk
    )

"""Handing over what was bought: sending it, giving it out against a code, and being done."""

from django.db import transaction
from django.db.models import F

from keliu.kit import clock
from keliu.kit.errors import Invalid, Stale
from keliu.orders.errors import NotCollected, NotShipped, OrderStep, PickupDone, PickupUnknown
from keliu.orders.models import Order
from keliu.orders.rules import states
from keliu.orders.services import payments_end, steps
from keliu.orders.services.history import note
from keliu.orders.services.states import held
from keliu.platform import audit, merchants

SHIP = Order.Delivery.SHIP


def refusal(row: Order) -> OrderStep:
    """What to say when an order stands elsewhere by now."""
    row.refresh_from_db()
    return OrderStep(number=row.number, state=states.NAMES[row.state])


@transaction.atomic
def ship(row: Order, *, company: str, number: str, version: int) -> None:
    """It is on its way; a second time corrects the number. Raises NotShipped, OrderStep, Stale."""
    now = held(row.pk)
    if now.delivery != SHIP:
        raise NotShipped(number=now.number)
    if now.version != version:
        raise Stale(current=None)
    columns = {"express_company": company, "express_number": number}
    if now.state == states.SHIPPED:
        Order.objects.filter(pk=row.pk).update(
            **columns, version=F("version") + 1, updated_at=clock.now()
        )
        note(row.pk, "express", company=company, number=number)
        pair = (now.express_number, number)
        audit.record("order.express", "order", row.pk, now.number, {"express_number": pair})
        return
    done = steps.step(
        row.pk, to=states.SHIPPED, frm=[states.PAID], kind="shipped", columns=columns,
        company=company, number=number,
    )  # fmt: skip
    if not done:
        raise refusal(row)


def by_code(code: str) -> Order:
    """The order that waits for this code, else the last one it was used for.

    Raises PickupUnknown.
    """
    digits = "".join(ch for ch in code if ch.isdigit())
    rows = Order.objects.select_related("customer", "owner").filter(pickup_code=digits or "-")
    waiting = rows.filter(state=states.PAID).first()
    found: Order | None = waiting or rows.order_by("-id").first()
    if found is None:
        raise PickupUnknown
    return found


@transaction.atomic
def collect(row: Order) -> None:
    """It is handed over against its code, once. Raises PickupDone, NotCollected, OrderStep."""
    if row.delivery == SHIP:
        raise NotCollected(number=row.number)
    if steps.step(row.pk, to=states.DONE, frm=[states.PAID], kind="collected"):
        return
    row.refresh_from_db()
    if row.state == states.DONE and row.done_at:
        raise PickupDone(when=merchants.local_time(row.done_at))
    raise refusal(row)


@transaction.atomic
def finish(row: Order, *, how: str) -> None:
    """The customer has it. `how`: received (said the customer), staff. Raises OrderStep."""
    frm = [states.SHIPPED] if row.delivery == SHIP else [states.PAID]
    if not steps.step(row.pk, to=states.DONE, frm=frm, kind="done", how=how):
        raise refusal(row)


@transaction.atomic
def cancel(row: Order, *, reason: str) -> None:
    """Nobody wants it any more. Raises OrderStep, also when it turns out to be paid."""
    if row.state == states.PENDING:
        payments_end.ended(row.pk)
    if not steps.close(row.pk, reason=reason, how="cancelled"):
        raise refusal(row)


@transaction.atomic
def write_note(row: Order, text: str) -> None:
    """Colleagues write something down about an order."""
    if not text:
        raise Invalid(fields={"text": "写点什么再保存"})
    held(row.pk)
    note(row.pk, "noted", text=text)
    Order.objects.filter(pk=row.pk).update(version=F("version") + 1, updated_at=clock.now())
    audit.record("order.note", "order", row.pk, row.number)

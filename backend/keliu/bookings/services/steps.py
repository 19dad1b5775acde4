"""Confirm, check in, finish, cancel, no-show: every state change is one conditional update."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.bookings.errors import BookingStep, CancelTooLate, CodeUnknown, NotToday
from keliu.bookings.events import BookingEnded, TimeFreed
from keliu.bookings.models import Booking
from keliu.bookings.rules import deposits, states
from keliu.bookings.rules.slots import Wish
from keliu.bookings.selectors import bookings as questions
from keliu.bookings.services import deposits as money
from keliu.bookings.services import history, taking, telling
from keliu.kit import clock
from keliu.kit.errors import Stale
from keliu.platform import merchants
from keliu.platform.outbox import publish

Shown = Callable[[Booking], Any]


def _refusal(booking_id: int, expects: tuple[str, ...], shown: Shown) -> Exception:
    now = questions.again(booking_id)
    if now.state in expects:
        return Stale(current=shown(now))
    return BookingStep(state=states.STATES[now.state], current=shown(now))


def stepped(row: Booking, step: str, version: int | None, shown: Shown, **values: Any) -> Booking:
    """Take one step of the table if nobody was faster. Raises BookingStep, Stale."""
    rule, now = states.STEPS[step], clock.now()
    rows = Booking.objects.filter(pk=row.pk, state__in=rule.frm)
    if version is not None:
        rows = rows.filter(version=version)
    done = rows.update(state=rule.to, version=F("version") + 1, updated_at=now, **values)
    if not done:
        raise _refusal(row.pk, rule.frm, shown)
    return questions.again(row.pk)


@transaction.atomic
def confirm(row: Booking, *, version: int, shown: Shown) -> Booking:
    """Say yes. An unpaid deposit is asked for no more. Raises BookingStep, Stale."""
    waived = row.deposit == Booking.Deposit.DUE
    if waived:
        money.ask_no_more(row)
    values = {"deposit": Booking.Deposit.NONE, "hold_until": None} if waived else {}
    now = stepped(row, "confirm", version, shown, **values)
    history.told(now, "confirm", "确认了预约" + (",不再收定金" if waived else ""))
    telling.confirmed(now)
    return now


@transaction.atomic
def arrive(row: Booking, *, version: int | None, shown: Shown) -> Booking:
    """The customer is here. Raises BookingStep, Stale, NotToday."""
    if clock.now() < row.starts_at - states.EARLY:
        raise NotToday(when=merchants.local_time(row.starts_at))
    waived = row.deposit == Booking.Deposit.DUE
    if waived:
        money.ask_no_more(row)
    values = {"deposit": Booking.Deposit.NONE, "hold_until": None} if waived else {}
    now = stepped(row, "arrive", version, shown, arrived_at=clock.now(), **values)
    history.told(now, "arrive", "到店签到")
    return now


def check_in(code: str, shown: Shown) -> Booking:
    """Check in by the code that the customer shows. Raises CodeUnknown, NotToday, BookingStep."""
    digits = "".join(one for one in code if one.isdigit())
    rows = questions.within(questions.WRITE).filter(code=digits)
    row = rows.order_by("-created_at").filter(state__in=states.OPEN).first() or (
        rows.order_by("-created_at").first()
    )
    if not digits or row is None:
        raise CodeUnknown
    return arrive(row, version=None, shown=shown)


@transaction.atomic
def finish(row: Booking, *, version: int, shown: Shown) -> Booking:
    """The service is done. Raises BookingStep, Stale."""
    now = stepped(row, "done", version, shown, ended_at=clock.now())
    money.finish(now)
    history.told(now, "done", "服务完成")
    publish(BookingEnded(now.pk, now.customer_id, now.state))
    return now


@transaction.atomic
def no_show(row: Booking, *, version: int, shown: Shown) -> Booking:
    """Nobody came: the time is free, a paid deposit stays. Raises BookingStep, Stale, NotToday."""
    if clock.now() < row.starts_at:
        raise NotToday(when=merchants.local_time(row.starts_at))
    if row.deposit == Booking.Deposit.DUE:
        money.ask_no_more(row)
    kept = {"paid": Booking.Deposit.KEPT, "due": Booking.Deposit.NONE}.get(row.deposit)
    values = {"deposit": kept} if kept else {}
    now = stepped(row, "no_show", version, shown, ended_at=clock.now(), **values)
    taking.free(now.pk)
    history.told(now, "no_show", "没有来,记为爽约")
    publish(BookingEnded(now.pk, now.customer_id, now.state))
    return now


@transaction.atomic
def undo(row: Booking, *, version: int, shown: Shown) -> Booking:
    """It was a mistake: back to booked. A no-show's time must still be free. Raises SlotTaken."""
    again = row.state == states.NO_SHOW
    values: dict[str, Any] = {"arrived_at": None, "ended_at": None}
    if row.deposit == Booking.Deposit.KEPT:
        values["deposit"] = Booking.Deposit.PAID
    now = stepped(row, "undo", version, shown, **values)
    if again:
        taking.lock_days([now.starts_at])
        wish = Wish(people=now.people, resource=now.resource_id, anytime=True, ignore=now.pk)
        needs, choice = taking.choose(now.service, now.starts_at, wish)
        taking.take(now.pk, needs, choice)
    history.told(now, "undo", "撤回,恢复为已约好")
    return now


@transaction.atomic
def cancel(
    row: Booking, *, version: int | None, reason: str, by_customer: bool, shown: Shown
) -> Booking:
    """Give the time back; the deposit goes back unless the customer is too late.

    Orders are locked before bookings everywhere. Raises CancelTooLate, BookingStep, Stale.
    """
    service, now = row.service, clock.now()
    if by_customer and row.state in states.OPEN and not deposits.may_cancel(
        row.starts_at, service.cancel_hours, service.late_cancel, now
    ):  # fmt: skip
        raise CancelTooLate
    what = deposits.of_deposit(
        row.deposit,
        by_customer=by_customer,
        starts_at=row.starts_at,
        cancel_hours=service.cancel_hours,
        now=now,
    )
    if row.state in states.OPEN:
        money.settle(row, what)
    kept = {deposits.BACK: "refunded", deposits.KEPT: "kept"}.get(what)
    values = {"deposit": kept} if kept else {}
    if row.deposit == Booking.Deposit.DUE:
        values = {"deposit": Booking.Deposit.NONE}
    ended = stepped(
        row, "cancel", version, shown, end_reason=reason[:80], ended_at=now, hold_until=None,
        **values,
    )  # fmt: skip
    return cancelled(ended, reason, by_customer=by_customer)


def cancelled(row: Booking, reason: str, *, by_customer: bool) -> Booking:
    """Everything that follows when a booking was cancelled."""
    taking.free(row.pk)
    who = "客户取消了预约" if by_customer else "取消了预约"
    history.told(row, "cancel", f"{who}:{reason}" if reason else who)
    publish(BookingEnded(row.pk, row.customer_id, row.state))
    telling.cancelled(row, by_customer=by_customer)
    publish(TimeFreed(row.pk, clock.to_ms(row.starts_at)))
    return row

"""Who hears what about bookings: the colleague it is with, and the customer."""

from datetime import datetime
from zoneinfo import ZoneInfo

from keliu.bookings.models import Booking
from keliu.bookings.ports import Note, Ports
from keliu.bookings.rules import states
from keliu.bookings.selectors import setup
from keliu.kit import actor, scope
from keliu.outreach import public as outreach
from keliu.platform import merchants, realtime
from keliu.platform.models import Merchant


def _staff(row: Booking, title: str, dedupe: str) -> None:
    """Tell the colleague of a booking, unless they did it themselves; their calendar follows."""
    if row.owner_id is None:
        return
    realtime.push(realtime.staff_topic(row.owner_id), "booking.changed", {"id": str(row.pk)})
    if row.owner_id == actor.current().staff_id:
        return
    outreach.tell_staff(
        staff_id=row.owner_id,
        kind="booking",
        title=title,
        text=row.remark,
        link=("booking", row.pk),
        dedupe=f"booking:{row.pk}:{dedupe}",
    )


def _customer(row: Booking, moment: str, title: str, tip: str) -> None:
    """Put a note on its way to the customer, where there is a way."""
    shop = Merchant.objects.values_list("name", flat=True).get(pk=scope.current())
    when = merchants.local_time(row.starts_at)
    note = Note(
        moment=moment,
        title=title,
        text=f"{title}\n{row.title} · {when} · {row.resource.name}\n{tip}",
        facts={
            "service": row.title,
            "time": _plain_time(row.starts_at),
            "shop": str(shop),
            "who": row.resource.name,
            "customer": row.customer.name,
            "state": states.STATES[row.state],
            "code": row.code,
            "tip": tip,
        },
        booking_id=row.pk,
        staff_id=row.owner_id,
        dedupe=f"booking:{row.pk}:{moment}:{row.version}",
    )
    Ports.tell_customer(row.customer_id, note)


def _plain_time(moment: datetime) -> str:
    """`2026-11-23 15:00`, as templates want it."""
    return moment.astimezone(ZoneInfo(merchants.timezone())).strftime("%Y-%m-%d %H:%M")


def _said(row: Booking) -> str:
    return f"{row.customer.name} · {row.title} · {merchants.local_time(row.starts_at)}"


def made(row: Booking) -> None:
    """A booking was made: sure at once, or waiting for a yes. Unpaid ones stay quiet."""
    if row.deposit == Booking.Deposit.DUE:
        return
    if row.state == states.CONFIRMED:
        _staff(row, f"新预约:{_said(row)}", "made")
        _customer(row, "made", "预约成功", f"到店请出示预约码 {row.code}")
    else:
        _staff(row, f"待确认的预约:{_said(row)}", "asked")
        _customer(row, "asked", "预约已提交,等店里确认", "确认后会再告诉您")


def confirmed(row: Booking) -> None:
    """It stands now."""
    _staff(row, f"预约已确认:{_said(row)}", "confirmed")
    _customer(row, "confirmed", "预约成功", f"到店请出示预约码 {row.code}")


def moved(row: Booking, was: datetime, *, by_staff: bool) -> None:
    """It is at another time."""
    before = merchants.local_time(was)
    _staff(row, f"预约改期:{_said(row)}(原 {before})", f"moved:{row.version}")
    if by_staff:
        _customer(row, "moved", "预约时间改了", f"原来是 {before},有不方便请联系店里")
    else:
        _customer(row, "moved", "改期成功", f"原来是 {before}")


def cancelled(row: Booking, *, by_customer: bool) -> None:
    """It is off."""
    _staff(row, f"预约取消:{_said(row)}", "cancelled")
    tip = row.end_reason or ("定金会原路退回" if row.deposit == "refunded" else "欢迎再约")
    _customer(row, "cancelled", "预约已取消", tip)


def from_waiting(row: Booking) -> None:
    """Somebody who waited has a place."""
    _staff(row, f"候补补上:{_said(row)}", "waiting")
    due = row.deposit == Booking.Deposit.DUE
    minutes = setup.rules().pay_minutes
    tip = f"请在 {minutes} 分钟内付定金,过时会让给下一位" if due else f"预约码 {row.code}"
    _customer(row, "waiting", "候补有位置了", tip)


def reminder(row: Booking, hours: int) -> None:
    """It is soon."""
    tip = f"到店请出示预约码 {row.code},不能来请提前改期"
    _customer(row, f"reminder{hours}", "预约提醒", tip)

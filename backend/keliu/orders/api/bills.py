"""Reconciliation with WeChat Pay's bills, and the end of a day."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.kit import clock
from keliu.orders.models import Bill
from keliu.orders.schemas.bills import (
    BillDayIn,
    BillOut,
    BillRow,
    BillsAsked,
    DayCloseIn,
    DayOut,
    DifferenceRow,
    SettleIn,
    TillDayAsked,
)
from keliu.orders.selectors import bills as questions
from keliu.orders.selectors import day as days
from keliu.orders.services import bills
from keliu.orders.services.day import day_close
from keliu.platform import lists, merchants
from keliu.platform.wire import Page

router = Router(tags=["orders"])
BILLS = "bill.read"


def _whole(row: Bill) -> BillOut:
    found = questions.differences(row)
    counts = questions.counts([row]).get(row.pk, (0, 0))
    return BillOut.whole(row, counts, found, questions.names([one.settled_by_id for one in found]))


@router.get("/bills", response=Page[BillRow])
@door.staff(BILLS)
def bill_list(request: HttpRequest, asked: Query[BillsAsked]) -> Page[BillRow]:
    """Bills, the latest day first."""
    sort, rows = lists.choose(questions.SORTS, asked.sort), questions.all_bills()
    found, after = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    counts = questions.counts(found)
    items = [BillRow.of(row, counts.get(row.pk, (0, 0))) for row in found]
    return Page[BillRow](items=items, next=after, total=rows.count() if asked.total else None)


@router.post("/bills/fetch", response=BillOut)
@door.staff(BILLS)
def bill_fetch(request: HttpRequest, payload: BillDayIn) -> BillOut:
    """Fetch the bill of a day from WeChat Pay if it is not here, and compare."""
    return _whole(bills.fetch(payload.day))


@router.get("/bills/{int:bill_id}", response=BillOut)
@door.staff(BILLS)
def bill_get(request: HttpRequest, bill_id: int) -> BillOut:
    """A bill with its differences."""
    return _whole(questions.find(bill_id))


@router.post("/bills/differences/{int:difference_id}/settle", response=DifferenceRow)
@door.staff(BILLS)
def difference_settle(request: HttpRequest, difference_id: int, payload: SettleIn) -> DifferenceRow:
    """Somebody has looked into a difference and says what it was."""
    row = bills.settle(difference_id, payload.note)
    return DifferenceRow.of(row, questions.names([row.settled_by_id]))


def _day(asked: TillDayAsked) -> DayOut:
    today = clock.local_day(clock.now(), merchants.timezone())
    found = days.of(asked.day or today)
    closes = days.closes(found.day)
    return DayOut.of(found, closes, questions.names([one.by_id for one in closes]))


@router.get("/day-close", response=DayOut)
@door.staff(BILLS)
def day_get(request: HttpRequest, asked: Query[TillDayAsked]) -> DayOut:
    """What came in on a day by every way, and by whom; today unless a day is given."""
    return _day(asked)


@router.post("/day-close", response=DayOut)
@door.staff(BILLS)
def day_closed(request: HttpRequest, payload: DayCloseIn) -> DayOut:
    """Keep the cash that was counted."""
    day_close(payload.day, payload.cash_fen, payload.note)
    return _day(TillDayAsked(day=payload.day))

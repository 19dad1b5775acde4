"""Bills of WeChat Pay: fetched the next morning, compared with our books, differences explained.

What a bill knows better than we do is asked for and taken first (a notice that never came, a refund
made in the merchant platform); only what is left after that is a difference.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from keliu.kit import actor, clock
from keliu.kit.errors import KeliuError, NotFound
from keliu.orders.errors import BillNotThere, PayDenied, PayNotReady, PayUnknown
from keliu.orders.models import Bill, BillDifference, BillLine, Payment, Refund
from keliu.orders.pay_port import DayBill
from keliu.orders.ports import Ports
from keliu.orders.rules import reconcile
from keliu.orders.services import asking, settling
from keliu.platform import audit, jobs, sql
from keliu.platform.pipeline import Question
from keliu.platform.tenancy import merchant_scope

MORNING = time(10)
DAYS_BACK, MOST_DAYS = 7, 90
MONEY_IN = (Payment.State.PAID, Payment.State.LATE, Payment.State.UNKNOWN)
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('keliu.bill:' || %s || ':' || %s, 0))"


def fetch(day: date) -> Bill:
    """Fetch a day's bill unless it is here, then compare. Raises BillNotThere, PayUnknown."""
    if not there(day):
        raise BillNotThere
    bill, _ = Bill.objects.get_or_create(day=day)
    if bill.state != Bill.State.FETCHED:
        _take_over(bill, asking.port().bill(day))
    return compare(bill)


def there(day: date) -> bool:
    """Whether WeChat Pay has a bill of that day by now."""
    here = clock.now().astimezone(reconcile.CHINA)
    age = (here.date() - day).days
    return 1 < age <= MOST_DAYS or (age == 1 and here.time() >= MORNING)


def wanted() -> bool:
    """Whether yesterday's bill is not here yet, though WeChat Pay is connected."""
    day = clock.now().astimezone(reconcile.CHINA).date() - timedelta(days=1)
    done = Bill.objects.filter(day=day).exclude(state=Bill.State.WAITING).exists()
    return not done and Ports.pay is not None and Ports.pay.ready()


def fetch_due(merchant_id: int) -> None:
    """The bills of the last days that are not here yet, each committed by itself."""
    for back in range(1, DAYS_BACK + 1):
        with merchant_scope(merchant_id):
            day = clock.now().astimezone(reconcile.CHINA).date() - timedelta(days=back)
            done = Bill.objects.filter(day=day).exclude(state=Bill.State.WAITING).exists()
            if not done and there(day):
                _try(day)


fetching = jobs.job(fetch_due, scoped=False)


@transaction.atomic
def compare(bill: Bill) -> Bill:
    """Differences of a bill as things are now; what people settled stays settled."""
    sql.ask(Question(LOCK, [bill.merchant_id, bill.day.isoformat()]))
    theirs = list(BillLine.objects.filter(bill=bill))
    _catch_up(theirs)
    said = [reconcile.Theirs(r.kind, r.number, r.out_trade_no, r.fen, r.at) for r in theirs]
    ours = _ours(bill.day, theirs)
    found = reconcile.differences(bill.day, ours, said, _beside(bill, ours))
    settled = BillDifference.objects.filter(bill=bill, settled_at__isnull=False)
    kept = set(settled.values_list("kind", "number"))
    BillDifference.objects.filter(bill=bill, settled_at__isnull=True).delete()
    BillDifference.objects.bulk_create(
        [_row(bill, one) for one in found if (one.kind, one.number) not in kept]
    )
    for name, value in _sums(bill.day).items():
        setattr(bill, name, value)
    bill.compared_at = clock.now()
    bill.save()
    return bill


def settle(difference_id: int, note: str) -> BillDifference:
    """A person has looked into a difference. Raises NotFound when it is settled already."""
    rows = BillDifference.objects.filter(pk=difference_id, settled_at__isnull=True)
    who = actor.current().staff_id
    if not rows.update(settled_at=clock.now(), settled_by_id=who, note=note[:200]):
        raise NotFound
    row = BillDifference.objects.select_related("bill").get(pk=difference_id)
    audit.record("bill.settle", "bill", row.bill_id, f"{row.bill.day} {row.number}")
    return row


# -- below


def _try(day: date) -> None:
    try:
        fetch(day)
    except (PayUnknown, PayDenied, PayNotReady) as wrong:
        code = wrong.errcode if isinstance(wrong, PayDenied) else wrong.code
        Bill.objects.get_or_create(day=day)
        Bill.objects.filter(day=day, state=Bill.State.WAITING).update(problem=code[:40])


def _take_over(bill: Bill, found: DayBill) -> None:
    """Keep a bill's rows as they came, and its sums."""
    lines = [
        BillLine(
            bill=bill, kind=row.kind, number=row.number[:64], out_trade_no=row.out_trade_no[:32],
            theirs=row.theirs[:40], fen=row.fen, at=row.at, trade_type=row.trade_type[:16],
            state=row.state[:16], title=row.title[:127],
        )
        for row in found.rows
    ]  # fmt: skip
    BillLine.objects.bulk_create(lines, ignore_conflicts=True)
    paid = [row.fen for row in found.rows if row.kind == reconcile.PAID]
    back = [row.fen for row in found.rows if row.kind == reconcile.REFUND]
    bill.state = Bill.State.FETCHED if found.rows else Bill.State.EMPTY
    bill.problem, bill.fetched_at, bill.fee_fen = "", clock.now(), found.fee_fen
    bill.theirs_paid_fen, bill.theirs_paid_count = sum(paid), len(paid)
    bill.theirs_refunded_fen, bill.theirs_refunded_count = sum(back), len(back)
    bill.save()
    audit.record("bill.fetch", "bill", bill.pk, bill.day.isoformat())


def _catch_up(theirs: list[BillLine]) -> None:
    """What the bill has and we do not is asked of WeChat Pay itself, and taken."""
    for line in theirs:
        try:
            if line.kind == reconcile.PAID:
                _payment(line)
            else:
                _refund(line)
        except KeliuError:  # it stays a difference
            continue


def _payment(line: BillLine) -> None:
    row = Payment.objects.filter(out_trade_no=line.number, paid_at__isnull=True).first()
    if row is not None:
        asking.asked(row)


def _refund(line: BillLine) -> None:
    known = Refund.objects.filter(out_refund_no=line.number).first()
    ours = Payment.objects.filter(out_trade_no=line.out_trade_no).exists()
    if ours and (known is None or known.state != Refund.State.DONE):
        told = asking.port().refund_query(line.number)
        if told is not None:
            settling.refund_told(told)


def _ours(day: date, theirs: list[BillLine]) -> list[reconcile.Ours]:
    """What moved that day by our books, and everything the bill names."""
    start, end = _bounds(day)
    numbers = {line.out_trade_no for line in theirs}
    backs = {line.number for line in theirs if line.kind == reconcile.REFUND}
    wechat = Payment.objects.filter(method=Payment.Method.WECHAT)
    payments = wechat.filter(Q(out_trade_no__in=numbers) | Q(paid_at__gte=start, paid_at__lt=end))
    refunds = Refund.objects.select_related("payment").filter(
        Q(out_refund_no__in=backs) | Q(done_at__gte=start, done_at__lt=end, state="done"),
        payment__method=Payment.Method.WECHAT,
    )
    found = [
        reconcile.Ours(
            reconcile.PAID, p.out_trade_no, p.out_trade_no, p.amount_fen, p.paid_at,
            p.state in (Payment.State.PAID, Payment.State.LATE), p.order_id,
        )
        for p in payments
    ]  # fmt: skip
    return found + [
        reconcile.Ours(
            reconcile.REFUND, r.out_refund_no, r.payment.out_trade_no, r.amount_fen, r.done_at,
            r.state == Refund.State.DONE, r.order_id,
        )
        for r in refunds
    ]  # fmt: skip


def _beside(bill: Bill, ours: list[reconcile.Ours]) -> set[tuple[str, str]]:
    """Which of our numbers other days' bills have."""
    rows = BillLine.objects.filter(number__in=[one.number for one in ours]).exclude(bill=bill)
    return set(rows.values_list("kind", "number"))


def _sums(day: date) -> dict[str, int]:
    """Our side of the day, as WeChat Pay counts it."""
    start, end = _bounds(day)
    total = {"fen": Coalesce(Sum("amount_fen"), 0), "count": Count("id")}
    paid = Payment.objects.filter(
        method=Payment.Method.WECHAT, state__in=MONEY_IN, paid_at__gte=start, paid_at__lt=end
    ).aggregate(**total)
    back = Refund.objects.filter(
        payment__method=Payment.Method.WECHAT, state="done", done_at__gte=start, done_at__lt=end
    ).aggregate(**total)
    return {
        "ours_paid_fen": paid["fen"],
        "ours_paid_count": paid["count"],
        "ours_refunded_fen": back["fen"],
        "ours_refunded_count": back["count"],
    }


def _bounds(day: date) -> tuple[datetime, datetime]:
    return clock.day_bounds(day, str(reconcile.CHINA))


def _row(bill: Bill, one: reconcile.Difference) -> BillDifference:
    return BillDifference(
        bill=bill,
        kind=one.kind,
        number=one.number,
        out_trade_no=one.out_trade_no,
        order_id=one.order_id,
        ours_fen=one.ours_fen,
        theirs_fen=one.theirs_fen,
        cause=one.cause,
        explained=one.explained,
    )

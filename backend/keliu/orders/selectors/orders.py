"""Orders within reach, and what belongs to them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from keliu.accounts import public as accounts
from keliu.kit import actor, clock
from keliu.kit.paging import Sort
from keliu.orders.models import AfterSale, Order, OrderEvent, OrderLine, Payment, Refund
from keliu.orders.rules import states
from keliu.orders.selectors.found import DIGITS, span
from keliu.orders.selectors.payments import to_be_checked
from keliu.orders.selectors.sales import SOLD_BY
from keliu.platform import lists, merchants, records

READ, WRITE, PRICE, REFUND = "order.read", "order.write", "order.price", "order.refund"
MONEY_NUMBERS = ("KP", "KR")
VERBS = [WRITE, PRICE, REFUND]
SORTS = (
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("-paid_at", "paid_at", descending=True, kind="time"),
    Sort("-total_fen", "total_fen", descending=True, kind="number"),
)
CUSTOMERS = (Sort("-created_at", "created_at", descending=True, kind="time"),)
WAITS = ("pay", "ship", "collect", "after_sale", "check")


def joined() -> "QuerySet[Order]":
    """All orders with the people they belong to."""
    return Order.objects.select_related("customer", "owner")


def reachable(permission: str = READ) -> "QuerySet[Order]":
    """Orders that `permission` covers."""
    return accounts.within_reach(joined(), permission)


def find(order_id: int, permission: str = READ) -> Order:
    """One order. Raises NotFound."""
    return records.find(reachable(permission), order_id)


def again(order_id: int) -> Order:
    """An order as it is now, without asking who looks."""
    return records.find(joined(), order_id)


def own(customer_id: int) -> "QuerySet[Order]":
    """A customer's own orders."""
    return joined().filter(customer_id=customer_id)


def _asking(*wanted: str) -> Exists:
    rows = AfterSale.objects.filter(order_id=OuterRef("pk"), state__in=wanted)
    return Exists(rows)


def waiting(rows: "QuerySet[Order]", what: str) -> "QuerySet[Order]":
    """Those that wait for the shop: to be sent, fetched, paid, decided about, looked into."""
    if what == "ship":
        return rows.filter(state=states.PAID, delivery=Order.Delivery.SHIP)
    if what == "collect":
        return rows.filter(state=states.PAID, pickup_code__isnull=False)
    if what == "pay":
        return rows.filter(state=states.PENDING)
    if what == "after_sale":
        return rows.filter(_asking("asked", "agreed"))
    if what == "check":
        return rows.filter(Exists(to_be_checked().filter(order_id=OuterRef("pk"))))
    return rows.none()


def for_list(
    *,
    q: str | None = None,
    state: str | None = None,
    kind: str | None = None,
    delivery: str | None = None,
    wait: str | None = None,
    owner: str | None = None,
    customer: str | None = None,
    channel: str | None = None,
    code: str | None = None,
    created: tuple[date | None, date | None] = (None, None),
    paid: tuple[datetime | None, datetime | None] = (None, None),
    sold: bool = False,
    seller: str | None = None,
    method: str | None = None,
    permission: str = READ,
) -> "QuerySet[Order]":
    """The list page's question; days include their last."""
    rows = waiting(reachable(permission), wait) if wait else reachable(permission)
    wanted = {
        "kind": kind,
        "delivery": delivery,
        "source_channel": channel,
        "source_code_id": lists.id_filter(code),
        "paid_at__gte": paid[0],
        "paid_at__lt": paid[1],
        "owner_id": actor.current().staff_id if owner == "me" else lists.id_filter(owner),
        "customer_id": lists.id_filter(customer),
        "sold_by": lists.id_filter(seller),
        "method": method,
    }
    if seller:
        rows = rows.annotate(sold_by=SOLD_BY)
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if state:
        rows = rows.filter(state__in=state.split(","))
    if sold:
        rows = rows.filter(paid_at__isnull=False).exclude(kind=Order.Kind.TOPUP)
    return _said(_days(rows, created), (q or "").strip())


def _days(rows: "QuerySet[Order]", created: tuple[date | None, date | None]) -> "QuerySet[Order]":
    first, last = created
    zone = merchants.timezone() if first or last else ""
    if first:
        rows = rows.filter(created_at__gte=clock.day_bounds(first, zone)[0])
    if last:
        rows = rows.filter(created_at__lt=clock.day_bounds(last, zone)[1])
    return rows


def _paid_as(number: str) -> Q:
    """By the number that WeChat shows in a customer's bill, of a payment or a refund."""
    payments = Payment.objects.filter(order_id=OuterRef("pk"), out_trade_no=number)
    refunds = Refund.objects.filter(order_id=OuterRef("pk"), out_refund_no=number)
    return Q(Exists(payments)) | Q(Exists(refunds))


def _said(rows: "QuerySet[Order]", text: str) -> "QuerySet[Order]":
    """Number, pick-up code, express number; or part of the title or of a name."""
    if not text:
        return rows
    if text[:2].upper() in MONEY_NUMBERS:
        return rows.filter(_paid_as(text.upper()))
    digits = text.replace(" ", "")
    if digits.isdigit() and len(digits) >= 4:
        first, last = span(digits[:DIGITS])
        numbered = Q(number__gte=first, number__lte=last)
        return rows.filter(numbered | Q(pickup_code=digits) | Q(express_number=digits))
    named = Q(title__icontains=text) | Q(contact_name__icontains=text)
    return rows.filter(named | Q(customer__name__icontains=text) | Q(express_number=text))


def lines_of(order_ids: Iterable[int]) -> dict[int, list[OrderLine]]:
    """The lines of orders in their order, in one query."""
    found: dict[int, list[OrderLine]] = {one: [] for one in order_ids}
    rows = OrderLine.objects.filter(order_id__in=list(found)).order_by("position", "id")
    for row in rows if found else []:
        found[row.order_id].append(row)
    return found


def open_after_sales(order_ids: Sequence[int]) -> dict[int, str]:
    """The state of the request that waits, by order."""
    rows = AfterSale.objects.filter(order_id__in=list(order_ids), state__in=states.OPEN_AFTER_SALES)
    return dict(rows.values_list("order_id", "state")) if order_ids else {}


def after_sales_of(order_id: int) -> list[AfterSale]:
    """What was asked about an order, the latest first."""
    return list(AfterSale.objects.filter(order_id=order_id).order_by("-id"))


def after_sale(row: Order, after_sale_id: int) -> AfterSale:
    """One request about an order. Raises NotFound."""
    rows = AfterSale.objects.select_related("order").filter(order=row)
    return records.find(rows, after_sale_id)


def events_of(order_id: int) -> list[OrderEvent]:
    """What happened to an order, the latest first."""
    return list(OrderEvent.objects.filter(order_id=order_id).order_by("-id")[:200])


def counts(permission: str = READ) -> dict[str, int]:
    """How many orders wait for what, within reach."""
    rows = accounts.within_reach(Order.objects.all(), permission)
    return {what: waiting(rows, what).count() for what in WAITS}

"""Who hears of an order after its change is certain: the radar, the colleague, the customer.

Reactions to events (config.subscriptions): each runs once, in its own transaction.
"""

from datetime import datetime, timedelta

from keliu.catalog import public as catalog
from keliu.kit import scope
from keliu.kit.money import yuan
from keliu.orders.models import Order, Refund
from keliu.outreach import public as outreach
from keliu.outreach.public import CustomerNote
from keliu.platform import merchants
from keliu.platform.models import Merchant
from keliu.radar import public as radar

BY_PHONE = ("wechat", "balance")
TOLD = (Order.Kind.GOODS, Order.Kind.CASHIER)
PAGE = "/packages/shop/order"
A_MOMENT = timedelta(milliseconds=1)


def _row(order_id: int) -> Order:
    row: Order = Order.objects.select_related("customer", "owner").get(pk=order_id)
    return row


def placed(order_id: int) -> None:
    """The radar's line of whoever looks after the visit."""
    _deed(_row(order_id), "order_placed")


def paid(order_id: int) -> None:
    """The radar, the colleague who is to send it, and a receipt for the customer."""
    row = _row(order_id)
    if row.method in BY_PHONE:
        _deed(row, "order_paid")
    _owner(row)
    if row.kind in TOLD:
        code = f"取货码 {row.pickup_code}" if row.pickup_code else "我们会尽快为您准备"
        _customer(row, "order_paid", f"付款成功:{row.title}", code, row.paid_fen)


def shipped(order_id: int) -> None:
    """The customer learns the number of the parcel."""
    row = _row(order_id)
    parcel = f"{row.express_company} {row.express_number}".strip()
    _customer(row, "order_shipped", f"已发货:{row.title}", parcel, row.total_fen)


def refunded(order_id: int, fen: int, refund_id: int | None) -> None:
    """The customer learns that the money is on its way back."""
    row = _row(order_id)
    if row.kind == Order.Kind.TOPUP:
        return
    reason = Refund.objects.filter(pk=refund_id or 0).values_list("reason", flat=True).first()
    tip = f"原因:{reason}" if reason else "按原来的付款方式退回"
    _customer(row, "order_refunded", f"已退款 {yuan(fen)}:{row.title}", tip, fen, str(refund_id))


def _deed(row: Order, kind: str) -> None:
    """Only what somebody did on their own phone is a visit."""
    if row.customer_id is None or row.created_by_id is not None:
        return
    placed_now = kind == "order_placed"
    radar.order_noted(
        row.customer_id,
        kind,
        order_id=row.pk,
        fen=row.total_fen if placed_now else row.paid_fen,
        at=row.created_at if placed_now else _paid_at(row),
        code_id=row.source_code_id,
        share_id=row.source_share_id,
    )


def _paid_at(row: Order) -> datetime:
    """After it was placed: WeChat Pay's moments are cut to the second."""
    return max(row.paid_at or row.updated_at, row.created_at + A_MOMENT)


def _owner(row: Order) -> None:
    if row.owner_id is None or row.created_by_id == row.owner_id:
        return
    who = row.customer.name if row.customer else "客人"
    outreach.tell_staff(
        staff_id=row.owner_id,
        kind="order",
        title=f"{who} 付款 {yuan(row.paid_fen)}",
        text=row.title,
        link=("order", row.pk),
        dedupe=f"order:{row.pk}:paid",
    )


def _customer(
    row: Order, occasion: str, title: str, tip: str, fen: int, part: str = ""
) -> None:  # fmt: skip
    if row.customer_id is None or row.customer is None:
        return
    outreach.tell_customer(
        CustomerNote(
            customer_id=row.customer_id,
            occasion=occasion,
            title=title,
            text=f"{title}\n{tip}\n订单号 {row.number}",
            facts=_facts(row, tip, fen),
            page=page(row),
            dedupe=f"{occasion}:{row.pk}{part}",
            link=("order", row.pk),
        )
    )


def _facts(row: Order, tip: str, fen: int) -> dict[str, str]:
    return {
        "number": row.number,
        "goods": row.title,
        "amount": f"{fen // 100}.{fen % 100:02}元",
        "time": merchants.local(row.updated_at).strftime("%Y-%m-%d %H:%M"),
        "state": row.get_state_display(),
        "company": row.express_company,
        "tracking": row.express_number,
        "customer": row.customer.name if row.customer else "",
        "shop": str(Merchant.objects.values_list("name", flat=True).get(pk=scope.current())),
        "code": row.pickup_code or "",
        "tip": tip,
    }


def page(row: Order) -> str:
    """The phone page of an order, with the code that says whose shop it is."""
    code = catalog.shop_code(row.source_code_id, row.owner_id)
    return f"{PAGE}?c={code}&id={row.pk}" if code else ""

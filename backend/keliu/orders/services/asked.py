"""What somebody reads who asks “订单” in the chat of the official account."""

from keliu.kit.money import yuan
from keliu.orders.models import Order
from keliu.orders.rules import states
from keliu.platform import merchants

MOST = 3
STRANGER = "还不知道您是谁:请先打开我们的名片页,在“我的”里登录一次,再来问“订单”。"
NONE = "您还没有订单。看中什么,点菜单或名片就能买。"


def status(customer_id: int | None) -> str:
    """The latest orders of a person, each with what comes next."""
    if customer_id is None:
        return STRANGER
    rows = Order.objects.filter(customer_id=customer_id).order_by("-id")
    found = list(rows[:MOST])
    if not found:
        return NONE
    more = "\n\n更早的订单请点链接查看。" if rows[MOST : MOST + 1].exists() else ""
    return "\n\n".join(_said(row) for row in found) + more


def _said(row: Order) -> str:
    when = merchants.local_time(row.created_at)
    return f"{when} · {row.title} · {yuan(row.total_fen)}\n{_next(row)}"


def _next(row: Order) -> str:
    name = states.NAMES[row.state]
    if row.state == states.PENDING and row.pay_until:
        return f"{name},请在 {merchants.local_time(row.pay_until)} 前付款"
    if row.state == states.PAID and row.pickup_code:
        return f"{name},取货码 {row.pickup_code}"
    if row.state == states.SHIPPED:
        return f"{name}:{row.express_company} {row.express_number}"
    if row.refunded_fen:
        return f"{name},已退 {yuan(row.refunded_fen)}"
    return name

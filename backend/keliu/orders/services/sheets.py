"""Orders as a table to take away; taking it is a line of the log."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from keliu.kinds import public as kinds
from keliu.kit import actor, clock
from keliu.orders.errors import TooManyOrders
from keliu.orders.models import Order, OrderLine
from keliu.orders.rules import states
from keliu.orders.selectors.orders import lines_of
from keliu.platform import audit, merchants, sql
from keliu.platform.models import AuditEntry

MOST = 2_500  # more than that needs a second person (see exports)
CHUNK = 500
DAY = timedelta(hours=24)
COUNT = "count"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('exports of ' || %s::text, 0))"
XLSX = "xlsx"
MIME = kinds.SHEET_FORMATS[XLSX]
TITLES = ("订单号", "类型", "状态", "下单时间", "付款时间", "客户", "联系人", "电话", "商品",
          "件数", "商品合计(元)", "运费(元)", "优惠(元)", "改价(元)", "应付(元)", "实付(元)",
          "已退(元)", "付款方式", "怎么取", "快递", "负责人", "来源", "客户留言")  # fmt: skip
METHODS = {"wechat": "微信支付", "cash": "现金", "transfer": "转账", "balance": "储值余额"}


def sheet(rows: "QuerySet[Order]") -> bytes:
    """An xlsx of orders, the newest first. Raises TooManyOrders."""
    count, taken = rows.count(), _taken()
    if count + taken > MOST:
        raise TooManyOrders(count=count, taken=taken, most=MOST)
    audit.record("order.export", "order", None, f"{count} 单", {COUNT: (None, count)})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.xlsx"
        kinds.write_sheet(path, XLSX, TITLES, _cells(rows.order_by("-id"), merchants.timezone()))
        return path.read_bytes()


def _taken() -> int:
    """How many orders the acting person took in the last day; nobody does so twice at a time."""
    who = actor.current().staff_id
    sql.one(ONE_AT_A_TIME, [who])
    since = clock.now() - DAY
    lines = AuditEntry.objects.filter(action="order.export", actor_id=who, at__gt=since)
    told = [one for changes in lines.values_list("changes", flat=True) for one in changes]
    return sum(int(one["after"]) for one in told if one["field"] == COUNT)


def _cells(rows: "QuerySet[Order]", zone: str) -> Iterator[list[str | int | float]]:
    """Chunk by chunk, so that a long list is never in memory at once."""
    last: int | None = None
    while True:
        chunk = list((rows if last is None else rows.filter(pk__lt=last))[:CHUNK])
        lines = lines_of(row.pk for row in chunk)
        for row in chunk:
            yield _line(row, lines[row.pk], zone)
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].pk


def _moment(moment: datetime | None, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if moment else ""


def _line(row: Order, lines: Sequence[OrderLine], zone: str) -> list[str | int | float]:
    at = [_moment(moment, zone) for moment in (row.created_at, row.paid_at)]
    things = ";".join(
        f"{one.title} {one.spec} × {one.quantity}".replace("  ", " ") for one in lines
    )
    money = (row.goods_fen, row.shipping_fen, row.discount_fen, row.adjust_fen, row.total_fen,
             row.paid_fen, row.refunded_fen)  # fmt: skip
    return [
        row.number, Order.Kind(row.kind).label, states.NAMES[row.state], *at,
        row.customer.name if row.customer else "", row.contact_name, row.phone_masked, things,
        sum(one.quantity for one in lines), *(fen / 100 for fen in money),
        METHODS.get(row.method, ""), Order.Delivery(row.delivery).label,
        f"{row.express_company} {row.express_number}".strip(),
        row.owner.name if row.owner else "", row.source_channel, row.remark,
    ]  # fmt: skip

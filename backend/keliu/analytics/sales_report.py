"""Sales (销售报表): what was sold in a span, split one way, ranked, beside the span before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from keliu.accounts import public as accounts
from keliu.analytics import rules
from keliu.analytics.selectors import timezone, window
from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.kit import actor
from keliu.orders import public as orders
from keliu.orders.public import Sales
from keliu.radar import public as radar

ORDERS = "order.read"
METHODS = {
    "wechat": "微信支付",
    "cash": "现金",
    "transfer": "转账",
    "balance": "余额",
    "": "其他",
}
NOTHING = {
    "staff": "没有负责人",
    "department": "没有部门",
    "product": "运费和没有商品的收款",
    "channel": "没有渠道",
    "code": "不是从码来的",
    "share": "没有经过转发",
    "method": "其他",
}
LOST = {"product": "已删除的产品", "share": "没有留下姓名的人", "staff": "已离开的员工"}


GONE = "gone"  # forwards of people who have taken their name back


@dataclass(frozen=True)
class Line:
    """One line of the report: who or what, and the sums.

    `drill` are the filters of the order list that show its rows in `days`; None where none can.
    """

    key: str
    name: str
    sales: Sales
    days: tuple[date, date]
    drill: Mapping[str, str] | None


@dataclass(frozen=True)
class Report:
    """A span of local days, split `by` something; `before` is the total of the span before."""

    by: str
    first: date
    last: date
    total: Sales
    before: Sales
    lines: list[Line]
    narrowed: bool


def sales_report(first: date, last: date, by: str) -> Report:
    """Sales within the reach that both the report and the order list give the acting person."""
    who, zone = actor.current(), timezone()
    narrowed = bool(rules.narrows(who.grants, ORDERS))
    with actor.acting(who.within(rules.REPORT) if narrowed else who):
        at = window(first, last, zone)
        rows = orders.sold(at.start, at.end)
        earlier = window(*rules.before(first, last), zone)
        return Report(
            by=by,
            first=first,
            last=last,
            total=orders.sold_total(rows),
            before=orders.sold_total(orders.sold(earlier.start, earlier.end)),
            lines=_lines(rows, by, (first, last), zone),
            narrowed=narrowed,
        )


Days = tuple[date, date]


def _lines(rows: Any, by: str, days: Days, zone: str) -> list[Line]:
    if by in rules.PERIODS:
        return _periods(orders.sold_grouped(rows, by, zone), by, days)
    found = orders.sold_by_product(rows) if by == "product" else orders.sold_grouped(rows, by, zone)
    if by == "share":
        found = _by_sharer(found)
    names = NAMES[by](one.key for one in found)
    ranked = sorted(found, key=lambda one: (-one.net_fen, -one.orders, str(one.key)))
    return [_line(one, by, names, days) for one in ranked]


def _periods(found: list[Sales], by: str, days: Days) -> list[Line]:
    """Every period, the empty ones too, in order of time."""
    known = {one.key: one for one in found}
    return [
        Line(
            start.isoformat(),
            start.isoformat(),
            known.get(start, Sales(start, 0, 0, 0, 0)),
            rules.window_of(start, by, *days),
            {},
        )
        for start in rules.starts(*days, by)
    ]


def _line(sales: Sales, by: str, names: Mapping[Any, str], days: Days) -> Line:
    if not sales.key:
        return Line("", NOTHING[by], sales, days, None)
    name = names.get(sales.key) or LOST.get(by, str(sales.key))
    drill = {DRILLS[by]: str(sales.key)} if by in DRILLS else None
    return Line(str(sales.key), name, sales, days, drill)


DRILLS = {"staff": "seller", "channel": "channel", "code": "code", "method": "method"}


def _by_sharer(found: list[Sales]) -> list[Sales]:
    """Forwards of one person are one line: whoever handed it to the buyer."""
    paths = radar.share_paths(one.key for one in found)
    sums: dict[int | str | None, Sales] = {}
    for one in found:
        key = (paths.get(one.key) or [None])[-1] or GONE if one.key else None
        sums[key] = _added(sums.get(key), one, key)
    return list(sums.values())


def _added(sum_: Sales | None, one: Sales, key: int | str | None) -> Sales:
    was = sum_ or Sales(key, 0, 0, 0, 0)
    return Sales(
        key,
        was.orders + one.orders,
        was.customers + one.customers,
        was.paid_fen + one.paid_fen,
        was.refunded_fen + one.refunded_fen,
    )


Keys = Iterable[Any]


def _staff(keys: Keys) -> Mapping[Any, str]:
    return accounts.names(set(keys))


def _codes(keys: Keys) -> Mapping[Any, str]:
    found = catalog.codes(keys).values()
    return {one.id: f"{one.card_name} · {one.channel}" for one in found}


def _people(keys: Keys) -> Mapping[Any, str]:
    known = [one for one in keys if one != GONE]
    return {one.id: one.name for one in customers.cards(known).values()}


NAMES: Mapping[str, Callable[[Keys], Mapping[Any, str]]] = {
    "staff": _staff,
    "department": lambda keys: accounts.department_names({one for one in keys if one}),
    "product": catalog.product_names,
    "channel": lambda keys: {one: one for one in keys},
    "code": _codes,
    "share": _people,
    "method": lambda keys: METHODS,
}

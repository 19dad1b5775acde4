"""The parts of the to-do list about orders: to be sent, fetched, paid, decided about."""

from collections.abc import Sequence
from typing import Any

from keliu.analytics.ports import TodoLine, TodoPart, from_rows
from keliu.kit import clock, money
from keliu.kit.paging import Sort
from keliu.orders import public as orders

OLDEST = Sort("created_at", "created_at", descending=False, kind="time")


def _lines(rows: Sequence[Any]) -> list[TodoLine]:
    return [
        TodoLine(
            "order", row.pk, row.title,
            f"{row.customer.name if row.customer else '到店客人'} {money.yuan(row.total_fen)}",
            clock.iso(row.paid_at or row.created_at),
            None if row.customer else {"key": "walk_in", "fen": row.total_fen},
        )
        for row in rows
    ]  # fmt: skip


def _part(key: str, zh: str, en: str, wait: str) -> TodoPart:
    return from_rows(
        key=key,
        zh=zh,
        en=en,
        permission="order.write",
        rows=lambda at: orders.waiting(wait),
        lines=_lines,
        sort=OLDEST,
        list_page=f"/orders?wait={wait}",
    )


PARTS = (
    _part("orders_ship", "待发货的订单", "Orders to send", "ship"),
    _part("orders_collect", "待取货的订单", "Orders to be picked up", "collect"),
    _part("orders_after_sale", "待处理的售后", "After-sale requests", "after_sale"),
    _part("payments_check", "要核实的付款", "Payments to check", "check"),
    _part("orders_pay", "等客户付款的订单", "Orders to be paid", "pay"),
)

"""The parts of the to-do list about leads, pools, duplicates, quotes and payments."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from keliu.analytics.ports import Lines, Today, TodoLine, TodoPart, from_rows
from keliu.analytics.todo import moment
from keliu.customers import public as customers
from keliu.kit import actor, clock, money
from keliu.kit.paging import Sort
from keliu.sales import public as sales

PAYMENT_DAYS = 7
NEWEST = Sort("-id", "id", descending=True, kind="number")
FIRST_DUE = Sort("due_on", "due_on", descending=False, kind="date")
LIKELIEST = Sort("-strength", "strength", descending=True, kind="number")


def _leads(rows: Sequence[Any]) -> list[TodoLine]:
    at = moment("next_followup_at")
    return [TodoLine("lead", row.pk, row.name, row.company, at(row)) for row in rows]


def _falling(at: Today, cursor: str | None, limit: int | None) -> Lines:
    rows, following = customers.todo_falling(cursor, limit)
    lines = [TodoLine("customer", r.pk, r.name, r.company, clock.iso(when)) for r, when in rows]
    return lines, following


def _pairs(rows: Sequence[Any]) -> list[TodoLine]:
    """Only one's own half is named: the other may be a colleague's customer."""
    me = actor.current().staff_id
    ours = [row.low if row.low.owner_id == me else row.high for row in rows]
    said = {"key": "duplicate"}
    return [
        TodoLine("customer", one.pk, one.name, "可能和另一位客户重复", None, said) for one in ours
    ]


def _quotes(rows: Sequence[Any]) -> list[TodoLine]:
    return [
        TodoLine(
            "quote", row.pk, row.title, row.customer.name,
            row.valid_until.isoformat() if row.valid_until else None,
        )
        for row in rows
    ]  # fmt: skip


def _payments(rows: Sequence[Any]) -> list[TodoLine]:
    return [
        TodoLine(
            "contract", row.contract_id, row.contract.customer.name,
            f"{row.name} {money.yuan(row.amount_fen - row.paid_fen)}", row.due_on.isoformat(),
        )
        for row in rows
    ]  # fmt: skip


def _lead_part(key: str, zh: str, en: str, when: str, sort: Sort) -> TodoPart:
    return from_rows(
        key=key,
        zh=zh,
        en=en,
        permission="lead.read",
        rows=lambda at: sales.todo_leads(when),
        lines=_leads,
        sort=sort,
        list_page=f"/leads?due={when}&owner=me",
    )


NEXT = Sort("next_followup_at", "next_followup_at", descending=False, kind="time")
LEADS = (
    _lead_part("leads_new", "还没联系的线索", "Leads not contacted yet", "new", NEWEST),
    _lead_part("leads_today", "今天要联系的线索", "Leads to contact today", "today", NEXT),
    _lead_part("leads_overdue", "过期没联系的线索", "Overdue leads", "overdue", NEXT),
)
FALLING = TodoPart(
    key="pool_soon",
    zh="快掉进公海的客户",
    en="Customers about to fall into a pool",
    permission="customer.read",
    count=lambda at: customers.falling_soon(),
    page=_falling,
)
PAYMENTS = from_rows(
    key="payments_due",
    zh="要收的款",
    en="Payments to collect",
    permission="contract.read",
    rows=lambda at: sales.todo_payments(at.day + timedelta(days=PAYMENT_DAYS)),
    lines=_payments,
    sort=FIRST_DUE,
)
QUOTES = from_rows(
    key="quotes_waiting",
    zh="等答复的报价",
    en="Quotes waiting for an answer",
    permission="quote.read",
    rows=lambda at: sales.todo_quotes(),
    lines=_quotes,
    sort=NEWEST,
)
DUPLICATES = from_rows(
    key="duplicates",
    zh="可能重复的客户",
    en="Possible duplicates",
    permission="customer.merge",
    rows=lambda at: customers.todo_duplicates(),
    lines=_pairs,
    sort=LIKELIEST,
)

"""The parts of the to-do list that rest on the contexts built first; others bring their own."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from keliu.analytics.ports import Today, TodoLine, from_rows
from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import clock
from keliu.kit.money import yuan
from keliu.kit.paging import Sort
from keliu.sales import public as sales

BIRTHDAY_DAYS, DUE_DAYS = 7, 3
DUE_AT = Sort("due_at", "due_at", descending=False, kind="time")
BY_NAME = Sort("name", "name_key", descending=False)
Lines = Callable[[Sequence[Any]], list[TodoLine]]


def of_customers(
    at: Callable[[Any], str | None], note: Callable[[Any], str] = lambda row: str(row.company)
) -> Lines:
    """Lines that open customers."""
    return lambda rows: [TodoLine("customer", r.pk, r.name, note(r), at(r)) for r in rows]


def moment(name: str) -> Callable[[Any], str | None]:
    """A moment of a row as on the wire."""
    return lambda row: clock.iso(getattr(row, name)) if getattr(row, name) else None


def _warm(rows: Sequence[Any]) -> list[TodoLine]:
    at = moment("last_visit_at")
    return [
        TodoLine(
            "customer", row.pk, row.name, f"{row.score} 分", at(row),
            {"key": "score", "score": row.score},
        )
        for row in rows
    ]  # fmt: skip


def _plans(rows: Sequence[Any]) -> list[TodoLine]:
    return [
        TodoLine(kind, identifier, name, row.text, clock.iso(row.due_at))
        for row, (kind, identifier, name) in zip(
            rows, interactions.plan_subjects(rows), strict=True
        )
    ]


def _deals(rows: Sequence[Any]) -> list[TodoLine]:
    return [
        TodoLine("opportunity", row.pk, row.title, row.customer.name, row.expected_on.isoformat())
        for row in rows
    ]


def _payments(rows: Sequence[Any]) -> list[TodoLine]:
    """Instalments that are due, each opening its contract."""
    return [
        TodoLine(
            "contract",
            row.contract_id,
            row.contract.customer.name,
            f"{row.name} {yuan(row.amount_fen - row.paid_fen)}",
            row.due_on.isoformat(),
        )
        for row in rows
    ]


def _contacts(at: Today) -> Any:
    return customers.todo_contacts(*clock.day_bounds(at.day, at.timezone))


def _silent(at: Today) -> Any:
    return customers.todo_silent(clock.now() - timedelta(days=interactions.silent_days()))


CONTACTS = from_rows(
    key="contacts_today",
    zh="今天要联系的客户",
    en="Customers to contact today",
    permission="customer.read",
    rows=_contacts,
    lines=of_customers(moment("next_followup_at")),
    sort=Sort("next_followup_at", "next_followup_at", descending=False, kind="time"),
)
PLANS_TODAY = from_rows(
    key="plans_today",
    zh="今天的跟进计划",
    en="Plans for today",
    permission="plan.read",
    rows=lambda at: interactions.todo_plans("today", at.timezone),
    lines=_plans,
    sort=DUE_AT,
    list_page="/plans?due=today&staff=me",
)
PLANS_OVERDUE = from_rows(
    key="plans_overdue",
    zh="过期的跟进计划",
    en="Overdue plans",
    permission="plan.read",
    rows=lambda at: interactions.todo_plans("overdue", at.timezone),
    lines=_plans,
    sort=DUE_AT,
    list_page="/plans?due=overdue&staff=me",
)
DEALS = from_rows(
    key="opportunities_due",
    zh="快到期的商机",
    en="Opportunities about to expire",
    permission="opportunity.read",
    rows=lambda at: sales.todo_due(at.day + timedelta(days=DUE_DAYS)),
    lines=_deals,
    sort=Sort("expected_on", "expected_on", descending=False, kind="date"),
)
BIRTHDAYS = from_rows(
    key="birthdays",
    zh="7 天内过生日",
    en="Birthdays within 7 days",
    permission="customer.read",
    rows=lambda at: customers.todo_birthdays(at.day, BIRTHDAY_DAYS),
    lines=of_customers(lambda row: str(row.birthday.isoformat())),
    sort=BY_NAME,
)
SILENT = from_rows(
    key="silent",
    zh="很久没联系的老客户",
    en="Silent regulars",
    permission="customer.read",
    rows=_silent,
    lines=of_customers(moment("last_followup_at")),
    sort=Sort("last_followup_at", "last_followup_at", descending=False, kind="time"),
)
WARM = from_rows(
    key="hot_customers",
    zh="正热的客户",
    en="Warm customers",
    permission="customer.read",
    rows=lambda at: customers.todo_warm(),
    lines=_warm,
    sort=Sort("-score", "score", descending=True, kind="number"),
)
PAYMENTS = from_rows(
    key="payments_due",
    zh="该收的回款",
    en="Payments to collect",
    permission="contract.read",
    rows=lambda at: sales.todo_payments(at.day),
    lines=_payments,
    sort=Sort("due_on", "due_on", descending=False, kind="date"),
    list_page="/contracts/collect?state=open&owner=me",
)

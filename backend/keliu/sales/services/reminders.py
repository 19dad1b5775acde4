"""What the night brings: quotes expire, contracts that end and money that is due are announced."""

from datetime import date, timedelta

from keliu.kit.money import yuan
from keliu.outreach import public as outreach
from keliu.sales.models import Contract, Instalment
from keliu.sales.rules import papers
from keliu.sales.services.quotes import quotes_expire, today


def nightly() -> None:
    """Run in a merchant's scope, once a day; each reminder is sent once."""
    quotes_expire()
    day = today()
    for left in papers.REMIND_DAYS:
        _ending(day + timedelta(days=left), left)
    for left in papers.COLLECT_DAYS:
        _due(day + timedelta(days=left), left)
    _overdue(day)


def _ending(day: date, left: int) -> None:
    rows = Contract.objects.filter(state="active", ends_on=day, deleted_at__isnull=True)
    for row in rows.select_related("customer").exclude(owner_id=None):
        assert row.owner_id is not None
        outreach.tell_staff(
            staff_id=row.owner_id,
            kind="reminder",
            title=f"合同 {row.number} 还有 {left} 天到期",
            text=f"{row.customer.name} · {row.title},{day.isoformat()} 到期,该谈续签了",
            link=("contract", row.pk),
            dedupe=f"contract-end:{row.pk}:{left}",
        )


def _unpaid(day: date) -> list[Instalment]:
    rows = Instalment.objects.filter(
        due_on=day, contract__state="active", contract__deleted_at__isnull=True
    ).exclude(contract__owner_id=None)
    found = rows.select_related("contract__customer").order_by("id")
    return [one for one in found if one.paid_fen < one.amount_fen]


def _due(day: date, left: int) -> None:
    when = f"还有 {left} 天到期" if left else "今天到期"
    for part in _unpaid(day):
        _tell_about(part, f"回款{when}", f"instalment:{part.pk}:{left}")


def _overdue(day: date) -> None:
    """The morning after, once."""
    for part in _unpaid(day - timedelta(days=1)):
        _tell_about(part, "回款已逾期", f"instalment-late:{part.pk}")


def _tell_about(part: Instalment, title: str, dedupe: str) -> None:
    contract = part.contract
    assert contract.owner_id is not None
    outreach.tell_staff(
        staff_id=contract.owner_id,
        kind="reminder",
        title=f"{title}:{yuan(part.amount_fen - part.paid_fen)}",
        text=f"{contract.customer.name} · {contract.number} {part.name},{part.due_on} 到期",
        link=("contract", contract.pk),
        dedupe=dedupe,
    )

"""The front door of customers for the contexts above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from keliu.customers import rules, selectors
from keliu.customers.models import Customer
from keliu.customers.services import summaries
from keliu.kit.errors import NotFound
from keliu.platform import records

_Row = TypeVar("_Row", bound=models.Model)
READ = "customer.read"


@dataclass(frozen=True)
class CustomerCard:
    """A customer as neighbours see one."""

    id: int
    name: str
    owner_id: int | None
    department_id: int | None
    phone_masked: str
    avatar_url: str
    score: int
    visit_count: int
    last_visit_at: datetime | None


def _card(row: Customer) -> CustomerCard:
    return CustomerCard(
        id=row.pk,
        name=row.name,
        owner_id=row.owner_id,
        department_id=row.department_id,
        phone_masked=row.phone_masked,
        avatar_url=row.avatar_url,
        score=row.score,
        visit_count=row.visit_count,
        last_visit_at=row.last_visit_at,
    )


def card(customer_id: int) -> CustomerCard:
    """One living customer, without asking who looks. Raises NotFound."""
    rows: QuerySet[Customer] = Customer.objects.filter(deleted_at__isnull=True)
    return _card(records.find(rows, customer_id))


def cards(customer_ids: Iterable[int | None]) -> dict[int, CustomerCard]:
    """Customers by id in one query, deleted ones included (history still names them)."""
    wanted = {one for one in customer_ids if one is not None}
    rows = Customer.objects.filter(pk__in=wanted) if wanted else []
    return {row.pk: _card(row) for row in rows}


def find(customer_id: int, permission: str = READ) -> CustomerCard:
    """A living customer that the acting person's `permission` covers. Raises NotFound."""
    return _card(records.find(selectors.reachable(permission), customer_id))


def reach(
    rows: "QuerySet[_Row]", permission: str, customer_path: str = "customer_id"
) -> "QuerySet[_Row]":
    """The rows whose customer lives and is covered by the acting person's `permission`."""
    ours = selectors.reachable(permission).values("id")
    return rows.filter(**{f"{customer_path}__in": ours})


def hold(customer_id: int) -> CustomerCard:
    """Lock a customer until the transaction ends (before summing up its rows). Raises NotFound."""
    return _card(summaries.hold(customer_id))


def note_followup(customer_id: int, at: datetime | None, next_at: datetime | None) -> None:
    """Set when the last follow-up was and when the next is due; the score follows."""
    summaries.followup_noted(customer_id, at=at, next_at=next_at)


def note_visit(customer_id: int, at: datetime, *, new_visit: bool) -> None:
    """A customer looked at something; `new_visit` also counts a visit. The score follows."""
    summaries.visit_noted(customer_id, at=at, new_visit=new_visit)


def note_deal(customer_id: int, state: str) -> None:
    """Set how far business is (none, open, won); the score follows."""
    summaries.deal_noted(customer_id, state)


def has_consent(customer_id: int, purpose: str) -> bool:
    """Whether a customer agrees to `purpose` (radar, profile) now."""
    return selectors.live_consents(customer_id).filter(purpose=purpose).exists()


def consent_texts() -> tuple[str, list[rules.Purpose]]:
    """(version, purposes) that a visitor is asked to agree to."""
    return rules.CONSENT_VERSION, list(rules.PURPOSES.values())


def created_between(start: datetime, end: datetime, permission: str = READ) -> "QuerySet[Any]":
    """Customers added in [start, end) within the acting person's reach, for counting."""
    return selectors.created_between(start, end, permission)


def created_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = READ
) -> dict[date, int]:
    """How many customers were added on each local day of [start, end), within reach."""
    rows = selectors.created_between(start, end, permission)
    local = rows.annotate(day=TruncDate("created_at", tzinfo=ZoneInfo(timezone)))
    return dict(local.values_list("day").annotate(n=Count("id")).order_by("day"))


def hot(limit: int, permission: str = READ) -> list[CustomerCard]:
    """The warmest customers within reach, best first."""
    rows = selectors.reachable(permission).filter(score__gte=rules.HOT_FROM)
    return [_card(row) for row in rows.order_by("-score", "-id")[:limit]]


def hot_count(permission: str = READ) -> int:
    """How many warm customers are within reach."""
    return selectors.reachable(permission).filter(score__gte=rules.HOT_FROM).count()


__all__ = [
    "CustomerCard", "NotFound", "card", "cards", "consent_texts", "created_between",
    "created_by_day", "find", "has_consent", "hold", "hot", "hot_count", "note_deal",
    "note_followup", "note_visit", "reach",
]  # fmt: skip

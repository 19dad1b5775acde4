"""Quotes within reach."""

from collections.abc import Sequence

from django.db.models import QuerySet

from keliu.accounts import public as accounts
from keliu.kit import actor
from keliu.kit.paging import Sort
from keliu.platform import lists, records
from keliu.sales.models import Quote

READ = "quote.read"
SORTS = (
    Sort("-updated_at", "updated_at", descending=True, kind="time"),
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("-amount_fen", "amount_fen", descending=True, kind="number"),
    Sort("valid_until", "valid_until", descending=False, kind="date"),
)


def _joined(*, deleted: bool = False) -> "QuerySet[Quote]":
    rows = Quote.objects.filter(deleted_at__isnull=not deleted)
    return rows.select_related("customer", "opportunity", "owner")


def reachable(permission: str = READ, *, deleted: bool = False) -> "QuerySet[Quote]":
    """Quotes that `permission` covers: by their own owner, or by the opportunity they belong to."""
    return accounts.within_reach(
        _joined(deleted=deleted), permission, kind="opportunity", record="opportunity_id"
    )


def find(quote_id: int, permission: str = READ, *, deleted: bool = False) -> Quote:
    """One quote. Raises NotFound."""
    return records.find(reachable(permission, deleted=deleted), quote_id)


def again(quote_id: int) -> Quote:
    """A quote as it is now, without asking who looks."""
    return records.find(_joined(), quote_id)


def for_list(
    *,
    q: str | None = None,
    state: str | None = None,
    owner: str | None = None,
    customer: str | None = None,
    opportunity: str | None = None,
) -> "QuerySet[Quote]":
    """The list page's question; `q` is part of a number or a title."""
    wanted = {
        "state": state,
        "customer_id": lists.id_filter(customer),
        "opportunity_id": lists.id_filter(opportunity),
    }
    rows = reachable().filter(**{k: v for k, v in wanted.items() if v is not None})
    return searched(by_owner(rows, owner), q)


def by_owner(rows: "QuerySet[Quote]", owner: str | None) -> "QuerySet[Quote]":
    """Narrow to one owner: an id or `me`."""
    if not owner:
        return rows
    return rows.filter(
        owner_id=actor.current().staff_id if owner == "me" else lists.id_filter(owner)
    )


def searched(rows: "QuerySet[Quote]", q: str | None) -> "QuerySet[Quote]":
    """Narrow to numbers and titles that contain `q`."""
    text = (q or "").strip()
    if not text:
        return rows
    return rows.filter(number__icontains=text) | rows.filter(title__icontains=text)


def file_names(quote_ids: Sequence[int]) -> dict[int, str]:
    """What quotes are called as papers that somebody looks at (radar's port `names`)."""
    rows = Quote.objects.filter(pk__in=list(quote_ids)).values_list("id", "number", "title")
    return {one: f"报价单 {number} {title}".strip() for one, number, title in rows}

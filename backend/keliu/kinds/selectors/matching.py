"""Records of a kind that a filter and a search let through, always within the person's reach."""

from typing import Any

from django.db.models import QuerySet

from keliu.accounts import public as accounts
from keliu.kinds import filters
from keliu.kinds.ports import Kind

CAP = 10_000  # counts above it are “10000+”


def living(kind: Kind, permission: str) -> "QuerySet[Any]":
    """Records that nobody deleted and that a permission covers."""
    manager: Any = kind.model._default_manager
    rows = manager.filter(deleted_at__isnull=True) if kind.soft_delete else manager.all()
    reach = kind.extra.get("reach", accounts.within_reach)
    found: QuerySet[Any] = reach(rows, permission)
    return found


def matching(kind: Kind, given: filters.Filter, q: str | None) -> "QuerySet[Any]":
    """What the list of a kind shows for this filter and search. Raises Invalid."""
    rows = filters.narrow(kind.name, living(kind, kind.read), given)
    search = kind.extra.get("search")
    return search(rows, q) if search and q and q.strip() else rows


def count(kind: Kind, given: filters.Filter, q: str | None) -> tuple[int, bool]:
    """(how many, whether there are more): counting stops at CAP."""
    found = matching(kind, given, q).order_by()[: CAP + 1].count()
    return min(found, CAP), found > CAP

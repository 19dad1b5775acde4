"""Questions about codes with a scene, and the names that replies need."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from keliu.kit.paging import Sort
from keliu.wechat.models import Account, SceneCode, SceneVisitor

SORTS = [
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("name", "name", descending=False, kind="text"),
]


@dataclass(frozen=True)
class Counted:
    """What a code has brought."""

    scans: int = 0
    people: int = 0
    followed: int = 0
    customers: int = 0


def account_names() -> dict[int, str]:
    """Names of the merchant's accounts by id."""
    return dict(Account.objects.alive().values_list("id", "name"))


def scene_names() -> dict[str, str]:
    """Names of codes by scene."""
    return dict(SceneCode.objects.alive().values_list("scene", "name"))


def codes(*, deleted: bool = False) -> QuerySet[SceneCode]:
    """Every code with its account and colleague."""
    rows = SceneCode.objects.filter(deleted_at__isnull=not deleted)
    return rows.select_related("account", "staff")


def codes_for_list(
    *, q: str | None, staff_id: int | None, account_id: int | None, channel: str | None
) -> QuerySet[SceneCode]:
    """Codes that fit; a colleague or account that is no id fits nothing."""
    rows = codes()
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(channel__icontains=q) | Q(scene=q))
    if staff_id is not None:
        rows = rows.filter(staff_id=staff_id)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    return rows.filter(channel=channel) if channel else rows


def counted(code_ids: Iterable[int]) -> dict[int, Counted]:
    """What each code has brought, in one query."""
    known = Q(follower__customer__isnull=False)
    rows = (
        SceneVisitor.objects.filter(code_id__in=list(code_ids))
        .values("code_id")
        .annotate(
            scanned=Sum("scans"),
            people=Count("id"),
            by_it=Count("id", filter=Q(followed=True)),
            bought=Count("follower__customer_id", distinct=True, filter=known),
        )
    )
    return {
        row["code_id"]: Counted(row["scanned"], row["people"], row["by_it"], row["bought"])
        for row in rows
    }

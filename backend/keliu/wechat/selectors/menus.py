"""Questions about menus."""

from datetime import timedelta

from django.db.models import QuerySet, Sum

from keliu.kit import clock
from keliu.wechat.menus.shape import Content, read
from keliu.wechat.models import Account, MenuPublication, MenuTap


def official_accounts() -> "QuerySet[Account]":
    """The official accounts that can have a menu, the usual one first."""
    rows: QuerySet[Account] = Account.objects.filter(deleted_at__isnull=True, kind="oa")
    return rows.order_by("-is_default", "id")


def last_of(account_ids: list[int]) -> dict[int, MenuPublication]:
    """The newest publication that took effect, by account, in one query."""
    rows = MenuPublication.objects.filter(account_id__in=account_ids, state="done")
    newest = rows.order_by("account_id", "-id").distinct("account_id")
    return {row.account_id: row for row in newest}


def published(last: MenuPublication | None) -> Content | None:
    """The content that we made live last; None when there is none or it was taken off."""
    if last is None or last.action == MenuPublication.Action.WITHDRAW:
        return None
    return read(last.content)


def history(account: Account) -> "QuerySet[MenuPublication]":
    """Every try to publish."""
    rows: QuerySet[MenuPublication] = MenuPublication.objects.filter(account=account)
    return rows


def taps(account: Account, days: int) -> dict[str, int]:
    """How often each key or address was tapped in the last days."""
    since = (clock.now() - timedelta(days=days)).date()
    rows = MenuTap.objects.filter(account=account, day__gte=since).values_list("key")
    return dict(rows.annotate(n=Sum("taps")))

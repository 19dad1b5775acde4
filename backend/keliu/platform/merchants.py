"""Merchants and routes: the global side of tenancy."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from keliu.kit import ids, scope
from keliu.kit.errors import NotFound
from keliu.platform import keys, records, sql
from keliu.platform.models import Merchant, Route

TRADES = {
    "fruit": ("水果店", "Fruit shop"),
    "food": ("餐饮", "Food and drink"),
    "beauty": ("美业", "Beauty"),
    "education": ("教育", "Education"),
    "hardware": ("五金", "Hardware"),
    "b2b": ("企业销售", "Business sales"),
    "other": ("其他", "Other"),
}


def found(*, name: str, trade: str, mode: str) -> Merchant:
    """A new merchant with its own data keys."""
    merchant_id = ids.new()
    return Merchant.objects.create(
        id=merchant_id, name=name, trade=trade, mode=mode, keys=keys.fresh(merchant_id)
    )


def update(
    merchant_id: int, *, version: int, changes: dict[str, Any], action: str | None = None
) -> Merchant:
    """Change name, brand or mode. Raises Stale."""
    row = Merchant.objects.get(pk=merchant_id)
    return records.save_changes(row, version=version, changes=changes, action=action)


def route_add(kind: str, key: str, merchant_id: int, target_id: int) -> bool:
    """Claim an outside key; False when somebody has it."""
    try:
        with transaction.atomic():
            Route.objects.create(kind=kind, key=key, merchant_id=merchant_id, target_id=target_id)
    except IntegrityError:
        return False
    return True


ROUTE = "SELECT merchant_id, target_id FROM platform_route WHERE kind = %s AND key = %s"


def route(kind: str, key: str) -> tuple[int, int]:
    """(merchant id, target id) of an outside key. Raises NotFound."""
    row = sql.one(ROUTE, [kind, key])
    if row is None:
        raise NotFound
    return row[0], row[1]


def timezone() -> str:
    """The current merchant's zone."""
    zone: str = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    return zone


def local(moment: datetime) -> datetime:
    """The same moment on the merchant's clock."""
    return moment.astimezone(ZoneInfo(timezone()))


def local_time(moment: datetime) -> str:
    """`3月5日 18:00` by the merchant's clock."""
    here = local(moment)
    return f"{here.month}月{here.day}日 {here:%H:%M}"

"""Questions about a merchant's accounts: what they are, how they are, what went wrong lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from keliu.platform.tenancy import MerchantQuerySet
from keliu.wechat.client import App
from keliu.wechat.models import Account, AppToken, PathState, PathUse
from keliu.wechat.rules import meanings

LATELY = 20


def accounts() -> MerchantQuerySet[Account]:
    """Connected ones, official accounts first, the default before the others."""
    return Account.objects.alive().order_by("-kind", "-is_default", "id")


@dataclass(frozen=True)
class Used:
    """Calls of one path today."""

    path: str
    used: int


def used_today(app: App, day: date) -> Sequence[Used]:
    """Most used first."""
    rows = PathUse.objects.filter(app=app.key, day=day).values("path").annotate(n=Sum("used"))
    return [Used(row["path"], row["n"]) for row in rows.order_by("-n", "path")[:LATELY]]


@dataclass(frozen=True)
class Refused:
    """What WeChat said last about one path."""

    path: str
    errcode: int
    rid: str
    at: datetime
    spent_until: datetime | None
    meaning: meanings.Meaning


def refusals(app: App) -> Sequence[Refused]:
    """The latest first."""
    rows = PathState.objects.filter(app=app.key).order_by("-at")[:LATELY]
    return [
        Refused(row.path, row.errcode, row.rid, row.at, row.spent_until,
                meanings.meaning(row.errcode))
        for row in rows
    ]  # fmt: skip


def token_until(app: App) -> datetime | None:
    """Until when the token that is held is good."""
    return AppToken.objects.filter(appid=app.key).values_list("expires_at", flat=True).first()

"""Names and templates that belong to messages."""

from collections.abc import Iterable

from django.db.models import QuerySet

from keliu.platform import lists, records
from keliu.wechat.models import Account, MessageTemplate


def account_names(account_ids: Iterable[int]) -> dict[int, str]:
    """Names of accounts, retired ones included."""
    wanted = set(account_ids)
    rows = Account.objects.filter(pk__in=wanted) if wanted else Account.objects.none()
    return dict(rows.values_list("id", "name"))


def speaking() -> "QuerySet[Account]":
    """Accounts that can be used; official ones first."""
    rows: QuerySet[Account] = Account.objects.alive().filter(enabled=True)
    return rows.order_by("-kind", "-is_default", "id")


def account(account_id: int) -> Account:
    """An account that can be used. Raises NotFound."""
    return records.find(speaking(), account_id)


def templates(account_id: str | None) -> "QuerySet[MessageTemplate]":
    """Templates that can be used, of all accounts or of one."""
    rows: QuerySet[MessageTemplate] = MessageTemplate.objects.filter(
        gone_at__isnull=True, account__deleted_at__isnull=True
    )
    wanted = lists.id_filter(account_id)
    rows = rows if wanted is None else rows.filter(account_id=wanted)
    return rows.select_related("account").order_by("-account__kind", "account_id", "kind", "id")


def template(template_id: int) -> MessageTemplate:
    """One of them. Raises NotFound."""
    return records.find(templates(None), template_id)


def templates_of(account_ids: Iterable[int]) -> dict[int, list[MessageTemplate]]:
    """Templates by account."""
    found: dict[int, list[MessageTemplate]] = {}
    for row in templates(None).filter(account_id__in=list(account_ids)):
        found.setdefault(row.account_id, []).append(row)
    return found

"""发送规则: when and how often marketing may reach a customer, as a merchant has set it."""

from datetime import datetime
from typing import Any

from keliu.kit import clock
from keliu.outreach import rules as staff_rules
from keliu.outreach.models import SendRules
from keliu.platform import merchants, records


def ours() -> SendRules:
    """The merchant's rules; the usual ones until somebody changes them."""
    return SendRules.objects.first() or SendRules()


def save(*, version: int, changes: dict[str, Any]) -> SendRules:
    """Change them. Raises Stale."""
    SendRules.objects.bulk_create([SendRules()], ignore_conflicts=True)
    row = SendRules.objects.get()
    return records.save_changes(row, version=version, changes=changes, action="send_rules.update")


def quiet_until() -> datetime | None:
    """When the hours without marketing end; None outside them."""
    now, rules = clock.now(), ours()
    return staff_rules.quiet_until(now, merchants.timezone(), rules.quiet_from, rules.quiet_to)

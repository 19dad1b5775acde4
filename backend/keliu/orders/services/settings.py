"""How a shop trades: its own choice or the defaults."""

from dataclasses import fields
from typing import Any

from keliu.kit import scope
from keliu.kit.errors import Stale
from keliu.orders.models import TradeRules
from keliu.orders.rules.trading import Trading
from keliu.platform import audit, records

FIELDS = tuple(one.name for one in fields(Trading))


def chosen() -> tuple[Trading, int]:
    """The rules in force and their version; 0 while nobody has changed the defaults."""
    row = TradeRules.objects.first()
    if row is None:
        return Trading(), 0
    return Trading(**{name: getattr(row, name) for name in FIELDS}), row.version


def in_force() -> Trading:
    """The rules that hold now."""
    return chosen()[0]


def trading_save(changes: dict[str, Any], *, version: int) -> None:
    """Change some of the rules. Raises Stale."""
    row = TradeRules.objects.first()
    if row is not None:
        records.save_changes(row, version=version, changes=changes)
        return
    now = Trading(**changes)
    fresh = TradeRules(merchant_id=scope.current(), **{name: getattr(now, name) for name in FIELDS})
    TradeRules.objects.bulk_create([fresh], ignore_conflicts=True)
    if version != 0 or not TradeRules.objects.filter(pk=fresh.pk).exists():
        raise Stale(current=None)
    pairs = {name: (getattr(Trading(), name), value) for name, value in changes.items()}
    audit.record("traderules.update", "traderules", fresh.pk, "", pairs)

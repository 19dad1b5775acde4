"""When the merchant wants people reminded: its own choice or the defaults."""

from keliu.interactions.models import ReminderRules
from keliu.interactions.rules import Reminding
from keliu.kit import scope
from keliu.kit.errors import Stale
from keliu.platform import audit, records

FIELDS = ("plan_minutes", "opportunity_days", "escalate_hours", "silent_days")


def chosen() -> tuple[Reminding, int]:
    """The rules in force and their version; 0 while nobody has changed the defaults."""
    row = ReminderRules.objects.first()
    if row is None:
        return Reminding(), 0
    return Reminding(**{name: getattr(row, name) for name in FIELDS}), row.version


def in_force() -> Reminding:
    """The rules that hold now."""
    return chosen()[0]


def reminding_save(wanted: Reminding, *, version: int) -> None:
    """Set the rules. Raises Stale."""
    changes = {name: getattr(wanted, name) for name in FIELDS}
    row = ReminderRules.objects.first()
    if row is not None:
        records.save_changes(row, version=version, changes=changes)
        return
    fresh = ReminderRules(merchant_id=scope.current(), **changes)
    ReminderRules.objects.bulk_create([fresh], ignore_conflicts=True)
    if not ReminderRules.objects.filter(pk=fresh.pk).exists():
        raise Stale(current=None)
    before = {name: getattr(Reminding(), name) for name in FIELDS}
    pairs = {name: (before[name], changes[name]) for name in FIELDS}
    audit.record("reminderrules.update", "reminderrules", fresh.pk, "", pairs)

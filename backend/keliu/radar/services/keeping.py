"""How long the trail of visits is kept (留存): the merchant decides; old months go as a whole."""

from datetime import timedelta

from keliu.kit import clock, ids, scope
from keliu.kit.errors import Invalid
from keliu.platform import records, sql
from keliu.radar.models import HourPerson, Keeping
from keliu.radar.rules import intake

LEAST_DAYS, MOST_DAYS = 30, 730
CHUNK = 20_000
OLD = """DELETE FROM radar_event WHERE merchant_id = %s AND id IN (
 SELECT id FROM radar_event WHERE merchant_id = %s AND id < %s ORDER BY id LIMIT %s)"""


def keeping() -> Keeping:
    """The current merchant's rule; an unsaved one while nothing was chosen."""
    return Keeping.objects.first() or Keeping(days=intake.RETENTION_DAYS, version=0)


def keeping_set(*, days: int, version: int) -> Keeping:
    """Keep events for so many days. Raises Invalid, Stale."""
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise Invalid(fields={"days": f"请填 {LEAST_DAYS} 到 {MOST_DAYS} 天"})
    row, _ = Keeping.objects.get_or_create(defaults={"days": intake.RETENTION_DAYS})
    seen = max(version, row.version if version == 0 else 0)
    return records.save_changes(row, version=seen, changes={"days": days})


def forget_old() -> int:
    """Remove events older than the current merchant's rule, a part at a time; how many went."""
    before = clock.now() - timedelta(days=keeping().days)
    here = scope.current()
    gone = sql.do(OLD, [here, here, ids.at_ms(clock.to_ms(before)), CHUNK])
    HourPerson.objects.filter(hour__lt=before).delete()
    return gone

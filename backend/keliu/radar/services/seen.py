"""How far each person has read the feed."""

from datetime import datetime

from keliu.kit import actor, clock
from keliu.radar.models import FeedSeen


def feed_seen(until: datetime | None = None) -> None:
    """The acting person has seen the feed up to now; never back in time."""
    now = clock.now()
    moment = min(until or now, now)
    row, made = FeedSeen.objects.get_or_create(
        staff_id=actor.current().staff_id or 0, defaults={"seen_at": moment}
    )
    if not made:
        FeedSeen.objects.filter(pk=row.pk, seen_at__lt=moment).update(seen_at=moment)

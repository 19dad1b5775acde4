"""Questions about what came in: hours, sources, refused rows, websites."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum

from keliu.kit import clock
from keliu.radar.models import HourCount, QuarantineCount, Quarantined, Site

REFUSED_DAYS = 30


def quarantined(reason: str | None) -> "QuerySet[Quarantined]":
    """Refused rows that are still kept."""
    rows = Quarantined.objects.all()
    return rows.filter(reason=reason) if reason else rows


def refused_since(day: date) -> list[tuple[str, int]]:
    """(reason, how many) of the days from `day`, most first."""
    rows = QuarantineCount.objects.filter(day__gt=day - timedelta(days=REFUSED_DAYS), day__lte=day)
    return list(rows.values_list("reason").annotate(n=Sum("count")).order_by("-n", "reason"))


def hours_between(start: datetime, end: datetime) -> dict[datetime, dict[str, int]]:
    """What happened in every hour of [start, end) that anything happened in, by the roll-ups."""
    names = ("events", "anonymous", "visitors", "dwell_ms")
    rows = HourCount.objects.filter(hour__gte=start, hour__lt=end).values_list("hour")
    found = rows.annotate(*(Sum(name) for name in names))
    return {hour: dict(zip(names, sums, strict=True)) for hour, *sums in found}


def sources_between(start: datetime, end: datetime) -> list[tuple[str, int]]:
    """(source, events) of [start, end), most first."""
    rows = HourCount.objects.filter(hour__gte=start, hour__lt=end).values_list("source")
    return list(rows.annotate(n=Sum("events")).order_by("-n", "source"))


def hours_of(start: datetime, end: datetime) -> list[datetime]:
    """Every whole hour from `start` to before `end`."""
    first = clock.to_ms(start)
    return [clock.from_ms(at) for at in range(first, clock.to_ms(end), 3_600_000)]


def sites() -> "QuerySet[Site]":
    """Registered websites, oldest first."""
    return Site.objects.order_by("created_at", "id")

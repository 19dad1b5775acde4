"""What looks odd in the last week, with the rows that say so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, Min, OuterRef
from django.db.models.functions import ExtractHour

from keliu.analytics import selectors
from keliu.analytics.boss.rules import hints as law
from keliu.analytics.boss.rules.hints import Hint, HintKey
from keliu.analytics.boss.selectors import measures
from keliu.analytics.boss.selectors.measures import Rows
from keliu.analytics.models import HintDismissal
from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import actor, clock

DAY = timedelta(days=1)
TICK = timedelta(milliseconds=1)  # what happens at this moment counts


@dataclass(frozen=True)
class Evidence:
    """How the rows of a hint are asked for [start, end), whose they are, and when they were."""

    rows: Callable[[datetime, datetime], Rows]
    who: str
    at: str
    wait: timedelta = timedelta(0)  # so long nothing is odd yet


def _silent(start: datetime, end: datetime) -> Rows:
    words = timedelta(hours=law.WORDS_HOURS)
    written = (
        interactions.followups_between(start, end + words)
        .filter(
            customer_id=OuterRef("customer_id"),
            staff_id=OuterRef("staff_id"),
            at__gte=OuterRef("at"),
            at__lt=OuterRef("at") + words,
        )
        .exclude(text="")
    )
    found: Rows = measures.calls(start, end).filter(text="").exclude(Exists(written))
    return found


def _work(*actions: str) -> Callable[[datetime, datetime], Rows]:
    return lambda start, end: measures.work(start, end).filter(action__in=actions)


def _night(start: datetime, end: datetime) -> Rows:
    zone = ZoneInfo(selectors.timezone())
    rows: Rows = measures.work(start, end).annotate(hour=ExtractHour("at", tzinfo=zone))
    return rows.filter(hour__in=law.NIGHT)


def _leaver(start: datetime, end: datetime) -> Rows:
    left = customers.left_behind(start - law.LEFT_DAYS * DAY)
    rows = measures.work(start, end).filter(object_kind="customer", action__in=law.LOOKS)
    own = customers.owned_by("actor_id", "object_id")
    return rows.filter(object_id__in=left).exclude(Exists(own))


def _cold(start: datetime, end: datetime) -> Rows:
    notes = interactions.followups_between(start, clock.now() + DAY)
    since = notes.filter(customer_id=OuterRef("customer_id"), at__gte=OuterRef("started_at"))
    return measures.hot(start, end).filter(customer_id__isnull=False).exclude(Exists(since))


CALM, WORDS = timedelta(hours=law.CALM_HOURS), timedelta(hours=law.WORDS_HOURS)
EVIDENCE: Mapping[HintKey, Evidence] = {
    "silent_calls": Evidence(_silent, "staff_id", "at", WORDS),
    "exports": Evidence(_work(*law.EXPORTS), "actor_id", "at"),
    "reveals": Evidence(_work(*law.REVEALS), "actor_id", "at"),
    "night": Evidence(_night, "actor_id", "at"),
    "leaver": Evidence(_leaver, "actor_id", "at"),
    "cold": Evidence(_cold, "owner_id", "started_at", CALM),
}


def dismissals(staff: list[int]) -> list[HintDismissal]:
    """What was looked into and put aside within the week, the latest first."""
    since = clock.now() - law.DAYS * DAY
    rows = HintDismissal.objects.filter(staff_id__in=staff, until__gte=since)
    return list(rows.order_by("-at", "-id"))


def hints(staff: list[int]) -> list[Hint]:
    """Everything odd about these colleagues, by rule; one's own work needs no watching."""
    aside: dict[str, dict[int, datetime]] = {}
    for one in dismissals(staff):
        aside.setdefault(one.key, {})[one.staff_id] = one.until
    found = [one for key in law.HINTS for one in _of(key, staff, aside.get(key, {}))]
    me = actor.current().staff_id
    return [one for one in found if one.key not in law.OTHERS or one.staff_id != me]


def _of(key: HintKey, staff: list[int], aside: Mapping[int, datetime]) -> list[Hint]:
    how, rule, now = EVIDENCE[key], law.HINTS[key], clock.now()
    start, end = now - law.DAYS * DAY, now - how.wait + TICK
    rows = _among(how, start, end, staff)
    for staff_id, until in aside.items():  # only what came after somebody looked into it
        rows = rows.exclude(**{how.who: staff_id, f"{how.at}__lte": until})
    sums = rows.values_list(how.who).annotate(n=Count("id"), first=Min(how.at), last=Max(how.at))
    found = [law.Seen(*one) for one in sums]
    before: dict[int, int] = {}
    whole: dict[int, int] = {}
    if rule.times:
        usual = _among(how, start - law.USUAL_WEEKS * 7 * DAY, start, staff)
        before = _counted(usual, how.who)
    if rule.share:
        whole = _counted(measures.calls(start, end).filter(staff_id__in=staff), "staff_id")
    return law.hints(rule, found, before, whole)


def _among(how: Evidence, start: datetime, end: datetime, staff: list[int]) -> Rows:
    return how.rows(start, end).filter(**{f"{how.who}__in": staff}).order_by()


def _counted(rows: Rows, who: str) -> dict[int, int]:
    found: Any = rows.order_by().values_list(who).annotate(n=Count("id"))
    return dict(found)


def evidence(key: HintKey, staff_id: int) -> tuple[Rows, str]:
    """The rows of one hint and the column of their moment; what was put aside is not among them."""
    how, now = EVIDENCE[key], clock.now()
    aside = HintDismissal.objects.filter(key=key, staff_id=staff_id).first()
    rows = _among(how, now - law.DAYS * DAY, now - how.wait + TICK, [staff_id])
    return (rows.filter(**{f"{how.at}__gt": aside.until}) if aside else rows), how.at

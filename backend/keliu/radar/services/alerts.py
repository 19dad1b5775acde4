"""Whoever should hear of it at once: called at the end of every digest of a visit.

The digest (services.digest) has then written visit, interests and counters of the new events, in
the same transaction; what is done here is rolled back with it and comes again with the next try.
Each rule speaks at most once a day about one visitor; quiet hours are the gate's business.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from keliu.kit import clock, ids, scope
from keliu.outreach import public as outreach
from keliu.platform import jobs
from keliu.radar import selectors
from keliu.radar.models import Event, Interest, Visit
from keliu.radar.ports import Ports
from keliu.radar.rules import alerts as law
from keliu.radar.rules import kinds, sentences
from keliu.radar.rules.alerts import Setting
from keliu.radar.services import alert_settings, known
from keliu.radar.services.known import Recent

LOOKS = [kind.name for kind in kinds.KINDS.values() if kind.views]
_told: Recent[bool] = Recent(3600.0)


@dataclass(frozen=True)
class Noticed:
    """New events of one visit, summed up."""

    visit_id: int
    customer_id: int
    card_id: int
    owner_id: int
    department_id: int | None
    first: bool  # their first visit to anything of this merchant
    times: int  # the person's n-th visit
    kinds: set[str]
    product_ids: list[int]
    last_seen_before: datetime | None  # end of their visit before this one, at any card
    at: datetime


def noticed(what: Noticed) -> None:
    """React to what a known visitor just did."""
    worth = law.candidates(
        what.kinds,
        first=what.first,
        products=bool(what.product_ids),
        before=what.last_seen_before,
        at=what.at,
    )
    for rule in worth:
        _judge(rule, what)


def _judge(rule: str, what: Noticed) -> None:
    key = _key(rule, what.customer_id, what.at)
    if (scope.current(), what.owner_id, key) in _told.kept:
        return
    setting = alert_settings.in_force()[rule]
    said = SAID[rule](what, setting) if alert_settings.wanted(what.owner_id, rule) else None
    if said:
        _tell(rule, what.owner_id, what.visit_id, said, key)


def _key(rule: str, customer_id: int, at: datetime) -> str:
    """Once a day in the merchant's own zone."""
    day = clock.local_day(at, _zones.get(scope.current(), selectors.timezone))
    return f"radar:{rule}:{customer_id}:{day}"


_zones: Recent[str] = Recent(60.0)


def _tell(rule: str, staff_id: int, visit_id: int, said: str, key: str) -> None:
    outreach.tell_staff(
        staff_id=staff_id,
        kind="radar",
        title=said,
        text=law.ADVICE[rule],
        link=("visit", visit_id),
        dedupe=key,
    )
    merchant_id = scope.current()  # remembered only when it is true
    transaction.on_commit(lambda: _remember((merchant_id, staff_id, key)))


def _remember(key: tuple[int, int, str]) -> None:
    _told.get(key, lambda: True)


def _who(customer_id: int) -> str:
    person = known.person(customer_id)
    return person.name if person else sentences.SOMEBODY


def _product(product_id: int | None) -> str:
    return (known.product(product_id) if product_id else None) or "产品"


def _first(what: Noticed, setting: Setting) -> str | None:
    return law.first_said(_who(what.customer_id))


def _again(what: Noticed, setting: Setting) -> str | None:
    """Counts looks of the last days; the interest says cheaply who can not have that many."""
    times, days = setting.numbers["times"], setting.numbers["days"]
    liked = Interest.objects.filter(
        customer_id=what.customer_id,
        object_kind=kinds.PRODUCT_OBJECT,
        object_id__in=what.product_ids,
        views__gte=times,
    )
    likely = list(liked.values_list("object_id", flat=True))
    if not likely:
        return None
    seen = _looks(what.customer_id, likely, what.at - timedelta(days=days))
    most = max(seen, key=lambda one: seen[one], default=None)
    if most is None or seen[most] < times:
        return None
    return law.again_said(_who(what.customer_id), _product(most), seen[most], days)


def _looks(customer_id: int, product_ids: list[int], since: datetime) -> dict[int, int]:
    """How often somebody looked at each product since then."""
    visits = Visit.objects.filter(customer_id=customer_id, last_at__gte=since)
    rows = Event.objects.filter(
        id__gte=ids.at_ms(clock.to_ms(since)),
        visit_id__in=list(visits.values_list("id", flat=True)),
        kind__in=LOOKS,
        object_kind=kinds.PRODUCT_OBJECT,
        object_id__in=product_ids,
        at__gte=since,
    )
    return dict(rows.values_list("object_id").annotate(n=Count("id")))


def _goods(what: Noticed, setting: Setting) -> str | None:
    chosen = [one for one in what.product_ids if not setting.products or one in setting.products]
    return law.goods_said(_who(what.customer_id), _product(chosen[0])) if chosen else None


def _contact(what: Noticed, setting: Setting) -> str | None:
    kind = law.contact_of(what.kinds)
    done = sentences.deed(kind, product=None, times=1, dwell_ms=0) if kind else ""
    return sentences.sentence(_who(what.customer_id), done) if done else None


def _back(what: Noticed, setting: Setting) -> str | None:
    days = law.away_days(what.last_seen_before, what.at)
    return law.back_said(_who(what.customer_id), days) if days >= setting.numbers["days"] else None


def _unpaid(what: Noticed, setting: Setting) -> str | None:
    """Nobody is told now; a job looks again when there was time to pay."""
    unpaid_check.later(
        at=what.at + timedelta(minutes=setting.numbers["minutes"]),
        visit_id=what.visit_id,
        customer_id=what.customer_id,
        staff_id=what.owner_id,
        since_ms=clock.to_ms(what.at) - 60_000,
    )
    return None


def unpaid_tell(visit_id: int, customer_id: int, staff_id: int, since_ms: int) -> None:
    """There was time enough to pay: tell of what still waits for money."""
    rows = Ports.unpaid(customer_id, clock.from_ms(since_ms))
    if not rows or not alert_settings.wanted(staff_id, law.UNPAID):
        return
    minutes = alert_settings.in_force()[law.UNPAID].numbers["minutes"]
    said = law.unpaid_said(_who(customer_id), rows[0][1], minutes)
    key = _key(law.UNPAID, customer_id, clock.from_ms(since_ms + 60_000))
    _tell(law.UNPAID, staff_id, visit_id, said, key)


unpaid_check = jobs.job(unpaid_tell)


def _forward(what: Noticed, setting: Setting) -> str | None:
    rows = Event.objects.filter(visit_id=what.visit_id, kind="share").order_by("-at", "-id")
    product = rows.values_list("object_id", flat=True).first()
    return law.forward_said(_who(what.customer_id), _product(product) if product else None)


SAID: dict[str, Callable[[Noticed, Setting], str | None]] = {
    law.FIRST: _first, law.AGAIN: _again, law.GOODS: _goods, law.CONTACT: _contact,
    law.BACK: _back, law.UNPAID: _unpaid, law.FORWARD: _forward,
}  # fmt: skip

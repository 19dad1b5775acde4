"""Whoever should hear of it at once: called at the end of every digest of a visit.

The digest (services.digest) has then written visit, interests and counters of the new events, in
the same transaction; what is done here is rolled back with it and comes again with the next try.
Each rule speaks at most once a day about one visitor; quiet hours are the gate's business.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from keliu.kit import clock, ids, scope
from keliu.outreach import public as outreach
from keliu.platform import jobs, sql
from keliu.radar import selectors
from keliu.radar.models import Event, Interest
from keliu.radar.ports import Ports
from keliu.radar.rules import alerts as law
from keliu.radar.rules import kinds, sentences
from keliu.radar.rules.alerts import Setting
from keliu.radar.services import alert_settings, known
from keliu.radar.services.known import Recent

LOOKS = [kind.name for kind in kinds.KINDS.values() if kind.views]
# Looks of people (place in the list) at products since a moment of their own.
COUNTED = """SELECT g.place, count(*) FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[])
  WITH ORDINALITY AS g(customer_id, product_id, since, place)
 JOIN radar_visit v ON v.merchant_id = %s AND v.customer_id = g.customer_id AND v.last_at >= g.since
 JOIN radar_event e ON e.merchant_id = v.merchant_id AND e.visit_id = v.id AND e.id >= %s
  AND e.kind = ANY(%s::text[]) AND e.object_kind = 'product' AND e.object_id = g.product_id
  AND e.at >= g.since
 GROUP BY g.place"""
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


@dataclass(frozen=True)
class Worth:
    """A rule that may have something to say about what was noticed."""

    rule: str
    what: Noticed
    key: str
    setting: Setting


def noticed_all(whats: Sequence[Noticed]) -> None:
    """React to what known visitors just did; what they all ask of the database is asked once."""
    alert_settings.meet(what.owner_id for what in whats)
    worth = [one for what in whats for one in _worth(what)]
    looks = _Looks([one for one in worth if one.rule == law.AGAIN])
    for one in worth:
        said = SAID[one.rule](one, looks)
        if said:
            _tell(one.rule, one.what.owner_id, one.what.visit_id, said, one.key)


def _worth(what: Noticed) -> Iterator[Worth]:
    """The rules that are on, wanted, and have not spoken today."""
    found = law.candidates(
        what.kinds,
        first=what.first,
        products=bool(what.product_ids),
        before=what.last_seen_before,
        at=what.at,
    )
    for rule in found:
        key = _key(rule, what.customer_id, what.at)
        told = (scope.current(), what.owner_id, key) in _told.kept
        if not told and alert_settings.wanted(what.owner_id, rule):
            yield Worth(rule, what, key, alert_settings.in_force()[rule])


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


class _Looks:
    """How often people looked at products in the last days, counted for all of them at once."""

    def __init__(self, asked: Sequence[Worth]) -> None:
        self._found = _counted(_likely(asked)) if asked else {}

    def of(self, asked: Worth) -> dict[int, int]:
        """Views per product, of those only that may have been looked at often enough."""
        return self._found.get(asked.key, {})


def _likely(asked: Sequence[Worth]) -> list[tuple[Worth, int]]:
    """The interest says cheaply who can not have looked at a product that often."""
    rows = Interest.objects.filter(
        customer_id__in={one.what.customer_id for one in asked},
        object_kind=kinds.PRODUCT_OBJECT,
        object_id__in={product for one in asked for product in one.what.product_ids},
        views__gte=min(one.setting.numbers["times"] for one in asked),
    )
    seen = set(rows.values_list("customer_id", "object_id"))
    return [
        (one, product)
        for one in asked
        for product in one.what.product_ids
        if (one.what.customer_id, product) in seen
    ]


def _counted(likely: Sequence[tuple[Worth, int]]) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    if likely:
        since = [one.what.at - timedelta(days=one.setting.numbers["days"]) for one, _ in likely]
        values = [
            [one.what.customer_id for one, _ in likely], [product for _, product in likely], since,
            scope.current(), ids.at_ms(clock.to_ms(min(since))), LOOKS,
        ]  # fmt: skip
        for at, times in sql.rows(COUNTED, values):
            one, product = likely[at - 1]
            found.setdefault(one.key, {})[product] = times
    return found


def _first(asked: Worth, looks: _Looks) -> str | None:
    return law.first_said(_who(asked.what.customer_id))


def _again(asked: Worth, looks: _Looks) -> str | None:
    times, days = asked.setting.numbers["times"], asked.setting.numbers["days"]
    seen = looks.of(asked)
    most = max(seen, key=lambda one: seen[one], default=None)
    if most is None or seen[most] < times:
        return None
    return law.again_said(_who(asked.what.customer_id), _product(most), seen[most], days)


def _goods(asked: Worth, looks: _Looks) -> str | None:
    what, wanted = asked.what, asked.setting.products
    chosen = [one for one in what.product_ids if not wanted or one in wanted]
    return law.goods_said(_who(what.customer_id), _product(chosen[0])) if chosen else None


def _contact(asked: Worth, looks: _Looks) -> str | None:
    kind = law.contact_of(asked.what.kinds)
    done = sentences.deed(kind, product=None, times=1, dwell_ms=0) if kind else ""
    return sentences.sentence(_who(asked.what.customer_id), done) if done else None


def _back(asked: Worth, looks: _Looks) -> str | None:
    what = asked.what
    days = law.away_days(what.last_seen_before, what.at)
    enough = days >= asked.setting.numbers["days"]
    return law.back_said(_who(what.customer_id), days) if enough else None


def _unpaid(asked: Worth, looks: _Looks) -> str | None:
    """Nobody is told now; a job looks again when there was time to pay."""
    what = asked.what
    unpaid_check.later(
        at=what.at + timedelta(minutes=asked.setting.numbers["minutes"]),
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


def _forward(asked: Worth, looks: _Looks) -> str | None:
    rows = Event.objects.filter(visit_id=asked.what.visit_id, kind="share")
    product = rows.order_by("-at", "-id").values_list("object_id", flat=True).first()
    who = _who(asked.what.customer_id)
    return law.forward_said(who, _product(product) if product else None)


SAID: dict[str, Callable[[Worth, _Looks], str | None]] = {
    law.FIRST: _first, law.AGAIN: _again, law.GOODS: _goods, law.CONTACT: _contact,
    law.BACK: _back, law.UNPAID: _unpaid, law.FORWARD: _forward,
}  # fmt: skip

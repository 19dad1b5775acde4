"""One's calendar as a subscription (RFC 5545): plans at their time, opportunities on their day."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from keliu.accounts import public as accounts
from keliu.interactions.models import CalendarFeed, Plan
from keliu.interactions.ports import Dated, Ports, Timed
from keliu.interactions.selectors import plans as questions
from keliu.kit import actor, clock, scope
from keliu.kit.errors import NotFound
from keliu.platform import audit, keys, merchants, tickets
from keliu.platform.models import Merchant, Route
from keliu.platform.tenancy import merchant_scope

if TYPE_CHECKING:
    from icalendar import Calendar, Event

ROUTE = "calendar"
PAST, AHEAD = timedelta(days=30), timedelta(days=365)
MOST = 2000
TALK = timedelta(minutes=30)
DONE = {"pending": "CONFIRMED", "done": "CONFIRMED", "cancelled": "CANCELLED"}


def mine() -> CalendarFeed | None:
    """The acting person's subscription, if there is one."""
    return CalendarFeed.objects.filter(staff_id=actor.current().staff_id or 0).first()


def url_of(feed: CalendarFeed) -> str:
    """The secret address."""
    token = keys.unseal(CalendarFeed, "token_sealed", feed.token_sealed)
    return f"{settings.BASE_URL}/calendar/{token}.ics"


def _digest(token: str) -> str:
    return tickets.digest(token).hex()


@transaction.atomic
def feed_renew() -> CalendarFeed:
    """A fresh address; the one before stops at once."""
    feed_revoke()
    me, token = actor.current().staff_id or 0, secrets.token_urlsafe(32)
    feed = CalendarFeed(staff_id=me, token_sealed=keys.seal(CalendarFeed, "token_sealed", token))
    feed.save(force_insert=True)
    merchants.route_add(ROUTE, _digest(token), scope.current(), me)
    audit.record("calendar.renew", "staff", me, actor.current().name)
    return feed


@transaction.atomic
def feed_revoke() -> None:
    """The address stops at once; without one nothing changes."""
    feed = mine()
    if feed is None:
        return
    token = keys.unseal(CalendarFeed, "token_sealed", feed.token_sealed)
    Route.objects.filter(kind=ROUTE, key=_digest(token)).delete()
    feed.delete()
    audit.record("calendar.revoke", "staff", feed.staff_id, actor.current().name)


def read(token: str) -> bytes:
    """The calendar behind a secret address, as its person may see it now. Raises NotFound."""
    merchant_id, staff_id = merchants.route(ROUTE, _digest(token))
    with merchant_scope(merchant_id):
        who = accounts.actor_of(staff_id)
        feeds = CalendarFeed.objects.filter(staff_id=staff_id)
        if who is None or not feeds.update(read_at=clock.now()):
            raise NotFound
        with actor.acting(who):
            return bytes(_written(Merchant.objects.get(pk=merchant_id)).to_ical())


def _written(merchant: Merchant) -> "Calendar":
    now = clock.now()
    from icalendar import Calendar  # 4 MB, when somebody subscribes

    calendar = Calendar()
    calendar.add("prodid", "-//Keliu//Calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{merchant.name} 跟进")
    calendar.add("x-wr-timezone", merchant.timezone)
    calendar.add("refresh-interval;value=duration", "PT30M")
    for plan, name in _plans(now):
        calendar.add_component(_plan_event(plan, name))
    first, last = ((now + step).date() for step in (-PAST, AHEAD))
    for source in Ports.dated:
        for one in source(first, last):
            calendar.add_component(_day_event(one, now))
    for timed in Ports.timed:
        for at_time in timed(now - PAST, now + AHEAD):
            calendar.add_component(_timed_event(at_time))
    return calendar


def _plans(now: datetime) -> list[tuple[Plan, str]]:
    mine = questions.with_staff(questions.plans()).filter(
        staff_id=actor.current().staff_id or 0, due_at__gte=now - PAST, due_at__lt=now + AHEAD
    )
    rows = list(mine.exclude(state=Plan.State.CANCELLED).order_by("due_at", "id")[:MOST])
    leads = questions.lead_names(rows)
    return [(row, row.customer.name if row.customer else leads.get(row.lead_id or 0, ""))
            for row in rows]  # fmt: skip


def _event() -> "Event":
    from icalendar import Event  # as above

    return Event()


def _plan_event(plan: Plan, name: str) -> "Event":
    event = _event()
    event.add("uid", f"plan-{plan.pk}@keliu")
    event.add("dtstamp", plan.updated_at)
    event.add("last-modified", plan.updated_at)
    event.add("sequence", plan.version)
    event.add("dtstart", plan.due_at)
    event.add("dtend", plan.due_at + TALK)
    mark = "✓ " if plan.state == Plan.State.DONE else ""
    event.add("summary", f"{mark}跟进{name}:{plan.text}" if plan.text else f"{mark}跟进{name}")
    event.add("status", DONE[plan.state])
    page = "customers" if plan.customer_id else "leads"
    event.add("url", f"{settings.BASE_URL}/console/#/{page}/{plan.customer_id or plan.lead_id}")
    return event


def _timed_event(one: Timed) -> "Event":
    event = _event()
    event.add("uid", f"{one.kind}-{one.id}@keliu")
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.version)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    event.add("summary", one.title)
    event.add("description", one.note)
    event.add("status", "CONFIRMED")
    event.add("url", f"{settings.BASE_URL}/console/#{one.page}")
    return event


def _day_event(one: Dated, now: datetime) -> "Event":
    event = _event()
    event.add("uid", f"{one.kind}-{one.id}@keliu")
    event.add("dtstamp", now)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", one.title)
    event.add("transp", "TRANSPARENT")
    event.add("url", f"{settings.BASE_URL}/console/#/opportunities/{one.id}")
    return event

"""Filling a merchant with customers and their stories, batch by batch in one transaction."""

from collections import deque
from collections.abc import Callable
from datetime import timedelta

from keliu.config.seed import (
    bookings,
    contacts,
    fields,
    fronts,
    hooks,
    hours,
    leads,
    members,
    odd,
    orders,
    payments,
    pools,
    regulars,
    replies,
    sales,
    shares,
    sources,
    spread,
    stages,
    tags,
    traces,
    work,
    world,
)
from keliu.config.seed.looks import Looks
from keliu.config.seed.person import Life, People
from keliu.config.seed.profile import Profile
from keliu.config.seed.tables import Tables
from keliu.config.seed.talks import Talks
from keliu.config.seed.world import World
from keliu.interactions.services.reminders import remind
from keliu.kit import clock
from keliu.platform.tenancy import merchant_scope
from keliu.radar.public import prepare_months
from keliu.sales.services import tally

BATCH = 2_000
LINES_PER_CUSTOMER, MOST_LINES = 3, 200_000
CUSTOMERS_PER_DEAL, MOST_DEALS = 5, 20_000
RECENT, MOST_REMINDERS = 400, 200
LAST, QUIET = 30, 4  # customers whose follow-ups make the sum come out; those who never visit
Progress = Callable[[str, int, int], None]


def fill(place: World, customers: int, progress: Progress) -> None:
    """Write `customers` customers; runs inside the merchant's scope."""
    fields.begin(place)
    tables = Tables()
    people, talks = People(place, customers), Talks(place, tables, customers)
    looks = Looks(place, tables, talks, customers)
    now, recent = place.calendar.now, deque[Life](maxlen=RECENT)
    prepare_months(now - timedelta(days=31), now)
    lines = min(LINES_PER_CUSTOMER * customers, MOST_LINES)
    for number in range(customers):
        recent.append(_one(people, talks, looks, number, lines))
        if number % BATCH == BATCH - 1 or number == customers - 1:
            looks.write_shares()
            tables.flush()
            progress(place.profile.name, number + 1, customers)
    looks.anonymous()
    traces.inboxes(place, tables, list(recent))
    traces.audit(place, tables, list(recent))
    tables.flush()
    world.write_counts(place)
    tally.rebuild()
    fields.finish()
    pools.fill(place)
    contacts.fill(place, customers)
    leads.fill(place)
    sales.fill(place)
    tags.fill(place)
    work.fill(place)
    replies.fill(place)
    shares.fill(place)
    orders.fill(place)
    sources.fill()
    spread.fill(place)
    members.fill(place)
    regulars.fill(place)
    stages.fill(place.calendar.now)
    bookings.fill(place)
    fronts.fill(place)
    payments.fill(place)
    odd.fill(place)
    hooks.fill(place)
    hours.fill()
    for due, plan_id in sorted(talks.reminders)[:MOST_REMINDERS]:
        remind.later(at=due, plan_id=plan_id, due_ms=clock.to_ms(due))


def _one(people: People, talks: Talks, looks: Looks, number: int, lines: int) -> Life:
    """One customer's whole story; `lines` is how long the timeline of all shall be in the end."""
    left = people.total - number
    visits = looks.chosen() and left > QUIET
    deals = number % CUSTOMERS_PER_DEAL == 0 and number < CUSTOMERS_PER_DEAL * MOST_DEALS
    life = people.life(number, visits=visits, owned=deals or left == 1)
    people.employ(life)
    talks.begin(life)
    if deals:
        talks.opportunity(life, number)
    if visits:
        looks.visits(life)
    talks.plan(life)
    talks.followups(life, _followups(people, lines, talks.lines, left))
    people.write(life, number, talks.tables)
    return life


def _followups(people: People, lines: int, written: int, left: int) -> int:
    """How many follow-ups this customer gets, so that all together come out exactly."""
    luck = people.dice.uniform(0, 2)
    if left <= LAST:  # those who are still to come bring about two lines of their own
        return max(round((lines - written - 2 * (left - 1)) / left), 0)
    behind = lines * (people.total - left + 1) / people.total - LAST * 2 - written
    return round(luck * min(max(behind, 0), 8))


def build_and_fill(profile: Profile, customers: int, progress: Progress) -> World:
    """One seeded merchant, complete. The caller holds the transaction."""
    place = world.build(profile, clock.now(), customers)

    with merchant_scope(place.merchant.pk):
        fill(place, customers, progress)
    return place

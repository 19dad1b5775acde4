"""The law without a database: hours, free times, deposits, steps."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from keliu.bookings.rules import deposits, hours, slots, states
from keliu.bookings.rules.holidays import announced, day_off
from keliu.bookings.rules.hours import Shop, Special
from keliu.bookings.rules.slots import Needs, Place, Taken, Wish

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 25)
NINE_TO_SIX = [(hours.moment(DAY, 540, ZONE), hours.moment(DAY, 1080, ZONE))]
PLACES = (1, 2, 3)


@st.composite
def needs(draw: st.DrawFn) -> Needs:
    group = draw(st.booleans())
    split = draw(st.integers(1, 3))
    parts = (PLACES[:split], PLACES[split:]) if split < 3 else (PLACES,)
    return Needs(
        service=draw(st.integers(1, 2)),
        minutes=draw(st.sampled_from([30, 60, 90])),
        before=draw(st.sampled_from([0, 10])),
        after=draw(st.sampled_from([0, 15])),
        step=draw(st.sampled_from([15, 30, 60])),
        parts=parts,
        group=group,
        places=draw(st.integers(1, 3)) if group else 1,
    )


ASKED = st.lists(st.tuples(needs(), st.integers(8 * 4, 19 * 4), st.integers(1, 2)), max_size=30)


def _taken(choice: slots.Choice, wanted: Needs, booking: int) -> dict[int, list[Taken]]:
    first, last = wanted.span(choice.start)
    return {
        one.resource: [Taken(first, last, seat, choice.session, booking) for seat in one.seats]
        for one in choice.chosen
    }


@settings(max_examples=150, deadline=None)
@given(ASKED, st.integers(1, 2))
def test_whatever_is_asked_nothing_is_taken_twice(
    asked: list[tuple[Needs, int, int]], capacity: int
) -> None:
    places = {one: Place(one, capacity, NINE_TO_SIX) for one in PLACES}
    for booking, (wanted, quarter, people) in enumerate(asked):
        start = hours.moment(DAY, quarter * 15, ZONE)
        wish = Wish(people=people, places=places)
        choice = slots.choose(wanted, start, wish)
        left = slots.places_left(wanted, start, wish)
        assert (choice is not None) == (left >= (people if wanted.group else 1))
        if choice is None:
            continue
        assert hours.covers(NINE_TO_SIX, start, start + wanted.length())
        assert len({one.resource for one in choice.chosen}) == len(wanted.parts)
        for resource, more in _taken(choice, wanted, booking).items():
            place = places[resource]
            places[resource] = replace(place, taken=(*place.taken, *more))
            assert not slots.overlaps(places[resource].taken)
            assert all(one.seat <= max(capacity, wanted.places) for one in more)


@settings(max_examples=100, deadline=None)
@given(needs(), st.integers(0, 40))
def test_offered_times_can_be_had(wanted: Needs, quarter: int) -> None:
    busy_from = hours.moment(DAY, 540 + quarter * 15, ZONE)
    busy = Taken(busy_from, busy_from + timedelta(hours=1), 1, "other", 9)
    places = {one: Place(one, 1, NINE_TO_SIX, (busy,)) for one in PLACES}
    wish = Wish(places=places)
    for start, left in slots.free_times(wanted, DAY, ZONE, wish):
        assert left > 0
        assert slots.choose(wanted, start, wish) is not None
        first, last = wanted.span(start)
        assert last <= busy.start or first >= busy.end


def test_the_own_time_is_free_for_a_move() -> None:
    wanted = Needs(1, 60, 0, 0, 30, ((1,),))
    ten = hours.moment(DAY, 600, ZONE)
    mine = Taken(ten, ten + timedelta(hours=1), 1, "", 7)
    places = {1: Place(1, 1, NINE_TO_SIX, (mine,))}
    half_past = ten + timedelta(minutes=30)
    assert slots.choose(wanted, half_past, Wish(places=places)) is None
    assert slots.choose(wanted, half_past, Wish(places=places, ignore=7)) is not None


def test_who_has_least_to_do_is_chosen_first() -> None:
    wanted = Needs(1, 60, 0, 0, 30, ((1, 2),))
    places = {1: Place(1, 1, NINE_TO_SIX, load=3), 2: Place(2, 1, NINE_TO_SIX, load=1)}
    choice = slots.choose(wanted, hours.moment(DAY, 600, ZONE), Wish(places=places))
    assert choice is not None
    assert choice.resource == 2


SPANS = st.lists(st.tuples(st.integers(0, 1440), st.integers(0, 1440)), max_size=4)


@given(SPANS)
def test_merged_hours_cover_the_same_minutes(spans: list[tuple[int, int]]) -> None:
    zero = datetime(2026, 11, 25, tzinfo=UTC)
    moments = [(zero + timedelta(minutes=a), zero + timedelta(minutes=b)) for a, b in spans]
    found = hours.merged(one for one in moments if one[0] < one[1])
    assert all(one[1] < two[0] for one, two in pairwise(found))
    wanted = {m for a, b in spans for m in range(a, b)}
    got = {
        m for a, b in found
        for m in range(int((a - zero).total_seconds()) // 60, int((b - zero).total_seconds()) // 60)
    }  # fmt: skip
    assert got == wanted


@given(SPANS)
def test_sound_hours_are_in_order(spans: list[tuple[int, int]]) -> None:
    flat = [edge for span in spans for edge in span]
    sound = flat == sorted(flat) and all(a < b for a, b in spans)
    assert (hours.wrong_spans(spans) is None) == sound


def test_which_hours_hold() -> None:
    week = hours.usual_week()
    monday = [[600, 700]]
    shop = Shop([monday, *week[1:6], []], holidays="weekend")
    national, worked = date(2026, 10, 1), date(2026, 10, 10)
    assert day_off(national).name == "国庆节"
    assert hours.day_hours(national, shop, [], day_off(national)) == []
    assert hours.day_hours(worked, shop, [], day_off(worked)) == [(600, 700)]
    closed = Shop(week, holidays="closed")
    assert hours.day_hours(national, closed, [], day_off(national)) == []
    assert hours.day_hours(worked, closed, [], day_off(worked)) == [(540, 1080)]
    open_anyway = Special(1, national, national, ((480, 500),))
    own = Special(2, national, national, ((0, 60),), resource=5)
    specials = [open_anyway, own]
    assert hours.day_hours(national, closed, specials, day_off(national)) == [(480, 500)]
    mine = hours.day_hours(national, closed, specials, day_off(national), resource=5)
    assert mine == [(0, 60)]
    assert announced(2026)
    assert not announced(2090)
    assert not day_off(date(2090, 1, 1)).holiday


def test_deposits() -> None:
    start = datetime(2026, 11, 25, 10, tzinfo=UTC)
    early, late = start - timedelta(hours=24), start - timedelta(hours=23)
    assert deposits.may_cancel(start, 24, "refuse", early)
    assert not deposits.may_cancel(start, 24, "refuse", late)
    assert deposits.may_cancel(start, 24, "keep", late)
    assert not deposits.may_cancel(start, 24, "keep", start)
    assert not deposits.may_move(start, 24, 0, early)

    def becomes(state: str, *, by_customer: bool, now: datetime) -> str:
        return deposits.of_deposit(
            state, by_customer=by_customer, starts_at=start, cancel_hours=24, now=now
        )

    assert becomes("paid", by_customer=True, now=early) == deposits.BACK
    assert becomes("paid", by_customer=True, now=late) == deposits.KEPT
    assert becomes("paid", by_customer=False, now=late) == deposits.BACK
    assert becomes("due", by_customer=True, now=early) == deposits.NOTHING


def test_every_step_leads_somewhere_known() -> None:
    for step in states.STEPS.values():
        assert {*step.frm, step.to} <= set(states.STATES)
    ends = set(states.STATES) - {one for step in states.STEPS.values() for one in step.frm}
    assert ends == {states.DONE, states.CANCELLED}

"""Everybody at once, over real connections: nobody is booked where somebody is already."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from keliu.bookings.models import BookedTime, Booking
from keliu.bookings.rules import slots
from keliu.bookings.rules.slots import Taken
from keliu.bookings.services import making
from keliu.bookings.services.making import Order
from keliu.bookings.tests.shop import Studio, at, studio
from keliu.kit import clock
from keliu.kit.errors import KeliuError
from keliu.platform.tenancy import merchant_scope
from tests import proofs
from tests.cast import company

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 20


@pytest.fixture
def shop(transactional_db: None) -> Studio:
    return studio(company())


def crowd(calls: Sequence[Callable[[], Any]], workers: int = WORKERS) -> list[Any]:
    """Run all calls over `workers` connections that begin together."""
    gate, left, answers = threading.Barrier(workers), list(calls), []

    def run() -> None:
        try:
            gate.wait()
            while left:
                try:
                    call = left.pop()
                except IndexError:
                    break
                answers.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def attempt(merchant_id: int, order: Order) -> str:
    """Book; the code of the refusal, or `booked`."""
    try:
        with merchant_scope(merchant_id):
            making.book(order)
    except KeliuError as refused:
        return refused.code
    return "booked"


def sound(shop: Studio) -> list[BookedTime]:
    """All time taken; no seat twice, no two sessions at once."""
    with shop.world.inside():
        rows = list(BookedTime.objects.all())
    for resource in {row.resource_id for row in rows}:
        spans = [
            Taken(one.span.lower, one.span.upper, one.seat, one.session, one.booking_id)
            for one in rows
            if one.resource_id == resource
        ]
        assert not slots.overlaps(spans)
    return rows


def _twenty_places(shop: Studio, buyers: int, workers: int) -> None:
    customer, merchant = shop.customer(), shop.world.merchant.pk
    order = Order(shop.yoga.pk, customer.pk, at(10))
    answers = Counter(crowd([partial(attempt, merchant, order)] * buyers, workers))
    assert answers == {"booked": 20, "slot_taken": buyers - 20}
    assert sorted(row.seat for row in sound(shop)) == list(range(1, 21))
    with shop.world.inside():
        assert Booking.objects.count() == 20


def test_twenty_places_and_sixty_people(shop: Studio) -> None:
    _twenty_places(shop, 60, WORKERS)


@pytest.mark.slow
def test_twenty_places_and_five_hundred_people(shop: Studio) -> None:
    _twenty_places(shop, 500, 50)
    proofs.tell("bookings.places", 20)


def test_times_that_cross(shop: Studio) -> None:
    customer, merchant = shop.customer(), shop.world.merchant.pk
    orders = [Order(shop.nails.pk, customer.pk, at(hour, half))
              for hour in (10, 11) for half in (0, 30) for _ in range(6)]  # fmt: skip
    answers = Counter(crowd([partial(attempt, merchant, one) for one in orders], 12))
    assert set(answers) <= {"booked", "slot_taken"}
    # 70 minutes each for two people: at least 10:00 or 10:30, and 11:30, could be served.
    assert 2 <= answers["booked"] <= 4
    assert len(sound(shop)) == answers["booked"] * 2


def test_the_database_alone_refuses(shop: Studio) -> None:
    """Without our locks and looks: only the constraints."""
    customer = shop.customer()
    with shop.world.inside():
        row = making.book(Order(shop.nails.pk, customer.pk, at(15)))
    span = DateTimeTZRange(at(10), at(11))
    room = shop.rooms[0].pk

    def insert(session: str, seat: int) -> str:
        try:
            with merchant_scope(shop.world.merchant.pk), transaction.atomic():
                BookedTime.objects.create(
                    booking_id=row.pk, resource_id=room, seat=seat, session=session, span=span
                )
        except IntegrityError as clash:
            return "seat" if "seat_once" in str(clash) else "session"
        return "in"

    same = crowd([partial(insert, "", 1)] * 40)
    assert Counter(same)["in"] == 1
    mixed = crowd([partial(insert, f"class@{at}", 2 + at) for at in range(20)])
    assert set(mixed) == {"session"}


def test_one_booking_is_moved_and_cancelled_at_once(shop: Studio) -> None:
    customer = shop.customer()
    body = {"service_id": str(shop.nails.pk), "starts_at": clock.iso(at(10))}
    phone = shop.phone(customer)
    row = phone.post("/visitor/bookings", body)[1]
    path = f"/visitor/bookings/{row['id']}"
    calls = [
        partial(phone.post, f"{path}/move", {"starts_at": clock.iso(at(hour)), "version": 1})
        for hour in (12, 14, 16)
    ] + [partial(phone.post, f"{path}/cancel", {"version": 1})] * 3
    answers = [status for status, _ in crowd(calls, len(calls))]
    assert Counter(answers) == {200: 1, 409: len(calls) - 1}
    with shop.world.inside():
        now = Booking.objects.get()
        taken = BookedTime.objects.count()
    assert (now.state == "cancelled") == (taken == 0)
    sound(shop)

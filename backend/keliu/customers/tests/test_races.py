"""Two at once, on connections of their own: the database settles it, nobody sees a 500."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection, connections

from keliu.customers import rules
from keliu.customers.models import Consent, Customer, Identity, Ownership
from keliu.customers.services import consents, visitors
from keliu.customers.services.visitors import Visit
from keliu.customers.tests.factories import AUNT_ZHANG, FakeWeChat, add, cards_of, install
from tests import cast
from tests.cast import Api, World

_T = TypeVar("_T")
AT_ONCE = 6
VISIT = Visit("LI", None, ("radar", "profile"), rules.CONSENT_VERSION)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """远航集团, committed, so that other connections see it."""
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_push_out")


def together(work: Callable[[int], _T]) -> list[_T]:
    """Run `work` AT_ONCE times, each in a thread with its own connection, from one start line."""
    line = threading.Barrier(AT_ONCE)

    def run(at: int) -> _T:
        try:
            line.wait(10)
            return work(at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_one_number_makes_one_customer(world: World) -> None:
    token = world.token("小李")
    answers = together(
        lambda at: Api(token).post("/customers", {"name": f"张{at}", "phone": "13812345678"})
    )
    assert sorted(status for status, _ in answers) == [200, *[409] * (AT_ONCE - 1)]
    assert {body["code"] for status, body in answers if status == 409} == {"phone_taken"}
    with world.inside():
        assert (Customer.objects.count(), Ownership.objects.count()) == (1, 1)


def test_one_wechat_user_becomes_one_customer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, FakeWeChat(), cards_of(("LI", world, "小李")))
    found = together(lambda _: visitors.recognised(world.merchant.pk, AUNT_ZHANG, VISIT).pk)
    assert len(set(found)) == 1
    with world.inside():
        assert (Customer.objects.count(), Identity.objects.count()) == (1, 2)
        live = Consent.objects.filter(withdrawn_at__isnull=True)
        assert sorted(live.values_list("purpose", flat=True)) == ["profile", "radar"]


def test_one_consent_lives_at_a_time(world: World) -> None:
    mine = add(world.api("小李"), "张阿姨")["id"]

    def agree(_: int) -> None:
        with world.inside():
            row = Customer.objects.get(pk=mine)
            consents.consent_grant(
                row, purpose="radar", version=rules.CONSENT_VERSION, channel="h5"
            )

    together(agree)
    with world.inside():
        assert Consent.objects.count() == 1


def test_one_hand_over_wins(world: World) -> None:
    mine = add(world.api("小李"), "张伟")["id"]
    token, to = world.token("王总"), [world.staff[name].pk for name in ("小赵", "小孙")]
    answers = together(
        lambda at: Api(token).post(
            f"/customers/{mine}/assign", {"owner_id": str(to[at % 2]), "version": 1}
        )
    )
    assert [status for status, _ in answers].count(200) >= 1
    assert {body["code"] for status, body in answers if status != 200} <= {"stale"}
    with world.inside():
        assert Ownership.objects.filter(until__isnull=True).count() == 1
        assert Ownership.objects.count() == 2
        assert Customer.objects.get().version == 2


def test_visits_are_never_lost(world: World) -> None:
    mine = int(add(world.api("小李"), "张伟")["id"])

    def visit(_: int) -> None:
        from keliu.customers import public
        from keliu.kit import clock

        with world.inside():
            public.note_visits({mine: (clock.now(), 1)})

    together(visit)
    assert world.api("小李").get(f"/customers/{mine}")[1]["visit_count"] == AT_ONCE

"""Many at once on connections of their own: turns are exact, a lead is converted once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import pytest
from django.db import connection, connections

from keliu.customers.models import Customer
from keliu.interactions.models import Interaction
from keliu.sales.models import AssignmentLog, AssignmentRule, Lead, Opportunity, Submission
from keliu.sales.tests.lead_cast import PHONE, Visitor, add, form, rule
from tests import cast
from tests.cast import Api, World

_T = TypeVar("_T")
HANDS = 40
pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """远航集团, committed, so that other connections see it."""
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_push_out")


def together(works: list[Callable[[], _T]], hands: int = HANDS) -> tuple[list[_T], set[int]]:
    """Do all `works` on `hands` connections that start together; the answers and the backends."""
    line, backends = threading.Barrier(min(hands, len(works))), set[int]()

    def hand(number: int) -> list[_T]:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backends.add(cursor.fetchone()[0])
            line.wait(30)
            return [work() for work in works[number::hands]]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(hands) as threads:
        parts = list(threads.map(hand, range(min(hands, len(works)))))
    return [one for part in parts for one in part], backends


def posting(token: str, path: str, body: dict[str, Any]) -> Callable[[], tuple[int, Any]]:
    return lambda: Api(token).post(path, body)


def owned(world: World) -> Counter[str]:
    with world.inside():
        return Counter(Lead.objects.values_list("owner__name", flat=True))


def test_sixty_leads_at_once_are_shared_out_evenly(world: World) -> None:
    rule(world, people=("小李", "小赵", "小孙"))
    token = world.token("王总")
    works = [posting(token, "/leads", {"name": f"客{n}", "by_rule": True}) for n in range(60)]
    answers, backends = together(works)
    assert len(backends) == HANDS
    assert Counter(status for status, _ in answers) == {200: 60}
    assert owned(world) == {"小李": 20, "小赵": 20, "小孙": 20}
    with world.inside():
        assert AssignmentRule.objects.get().turn == 60
        assert AssignmentLog.objects.count() == 60


def test_loads_are_counted_one_after_the_other(world: World) -> None:
    rule(world, mode="least_load", people=("小李", "小赵", "小孙"))
    token = world.token("王总")
    works = [posting(token, "/leads", {"name": f"客{n}", "by_rule": True}) for n in range(60)]
    answers, _ = together(works)
    assert Counter(status for status, _ in answers) == {200: 60}
    assert owned(world) == {"小李": 20, "小赵": 20, "小孙": 20}


def test_two_runs_over_the_waiting_give_each_lead_once(world: World) -> None:
    token = world.token("王总")
    for number in range(30):
        add(world, name=f"客{number}", by="王总", by_rule=True)
    rule(world, people=("小李", "小赵", "小孙"))
    answers, _ = together([posting(token, "/leads/assign-waiting", {}) for _ in range(6)], 6)
    assert sum(body["given"] for _, body in answers) == 30
    assert owned(world) == {"小李": 10, "小赵": 10, "小孙": 10}


def test_one_number_sent_twenty_times_is_one_lead(world: World) -> None:
    slug = form(world)["slug"]
    guests = [Visitor(slug, address=f"203.0.113.{n}") for n in range(20)]
    pages = [guest.open() for guest in guests]
    works: list[Callable[[], tuple[int, Any]]] = [
        partial(guest.send, page) for guest, page in zip(guests, pages, strict=True)
    ]
    answers, backends = together(works)
    assert len(backends) == 20
    assert Counter(status for status, _ in answers) == {200: 20}
    with world.inside():
        assert Lead.objects.count() == 1
        assert Counter(Submission.objects.values_list("joined", flat=True)) == {True: 19, False: 1}


def test_one_page_sent_twice_at_once_counts_once(world: World) -> None:
    guest = Visitor(form(world)["slug"])
    page = guest.open()
    doubles = [Visitor(guest.path.rsplit("/", 1)[1], address=f"203.0.113.{n}") for n in range(10)]
    answers, _ = together([partial(double.send, page) for double in doubles])
    assert Counter(status for status, _ in answers) == {200: 1, 409: 9}
    with world.inside():
        assert Submission.objects.count() == 1


def convert(token: str, lead: dict[str, Any], **wish: Any) -> Callable[[], tuple[int, Any]]:
    deal = {"title": "中秋礼盒", "amount_fen": 100}
    body = {"version": lead["version"], "kind": "person", "opportunity": deal, **wish}
    return posting(token, f"/leads/{lead['id']}/convert", body)


@pytest.mark.parametrize("phone", [PHONE, ""])
def test_forty_conversions_make_one_customer(world: World, phone: str) -> None:
    lead = add(world, phone=phone, by="小李")
    token = world.token("小李")
    answers, backends = together([convert(token, lead) for _ in range(HANDS)])
    assert len(backends) == HANDS
    assert Counter(status for status, _ in answers) == {200: 1, 409: HANDS - 1}
    refused = [body for status, body in answers if status == 409]
    assert {body["code"] for body in refused} == {"lead_converted"}
    (won,) = [body for status, body in answers if status == 200]
    assert {body["result"]["customer"]["id"] for body in refused} == {won["customer"]["id"]}
    assert {body["result"]["opportunity"]["id"] for body in refused} == {won["opportunity"]["id"]}
    with world.inside():
        assert (Customer.objects.count(), Opportunity.objects.count()) == (1, 1)
        assert Lead.objects.get().version == 2
        assert Interaction.objects.filter(kind="lead", ref_kind="lead").count() == 1


@pytest.mark.parametrize("round_", range(5))
def test_converting_against_editing_and_deleting(world: World, round_: int) -> None:
    lead = add(world, by="王总")
    token, path = world.token("王总"), f"/leads/{lead['id']}"
    edit = {"company": "远洋", "version": lead["version"]}
    answers, _ = together(
        [
            convert(token, lead),
            lambda: Api(token).patch(path, edit),
            lambda: Api(token).delete(path),
            posting(token, f"{path}/discard", {"reason": "空号", "version": lead["version"]}),
        ]
    )
    assert max(status for status, _ in answers) < 500
    with world.inside():
        now = Lead.objects.get()
        converted = now.state == "converted"
        assert Customer.objects.count() == (1 if converted else 0)
        assert Opportunity.objects.count() == (1 if converted else 0)
        assert not (converted and now.deleted_at)
        if converted and now.company:
            assert Customer.objects.get().company == "远洋"


@pytest.mark.parametrize("round_", range(5))
def test_a_note_written_while_converting_is_not_lost(world: World, round_: int) -> None:
    lead, token = add(world, by="小李"), world.token("小李")
    notes = [
        posting(token, "/interactions", {"lead_id": lead["id"], "text": f"聊了{n}"})
        for n in range(6)
    ]
    answers, _ = together([*notes, convert(token, lead)])
    written = [body["id"] for status, body in answers if status == 200 and "text" in body]
    assert {status for status, _ in answers} <= {200, 409}
    with world.inside():
        customer = Lead.objects.get().customer_id
        assert customer is not None
        kept = Interaction.objects.filter(kind="followup", customer_id=customer)
        assert {str(one.pk) for one in kept} == set(written)

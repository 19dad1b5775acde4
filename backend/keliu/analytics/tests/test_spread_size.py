"""Five thousand people in one share tree: the answer is there before anybody has waited."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from keliu.catalog.models import CardCode
from keliu.catalog.services.cards import card_create
from keliu.customers.models import Customer
from keliu.kit import actor, ids
from keliu.kit.actor import Actor
from keliu.radar.models import Share, ShareOpening, Visit, Visitor
from tests import proofs
from tests.cast import World

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
MANY, FORWARDS = 5_000, 900


def _people(world: World) -> None:
    """One card, nine hundred forwards in chains, five thousand openings with a visit each."""
    staff = world.staff["小李"]
    with actor.acting(Actor(staff_id=staff.pk, name="", grants={"card.write": "all"})):
        card = card_create(staff_id=staff.pk, fields={}, published=True)
    code_id = CardCode.objects.get(card_id=card.pk).pk
    owned = {"owner": staff, "department_id": staff.department_id}
    people = [Customer(name=f"客人{at}", name_key=f"{at}", **owned) for at in range(MANY)]
    Customer.objects.bulk_create(people)
    shares: list[Share] = []
    for at in range(FORWARDS):
        above = shares[(at * 7919) % at] if at else None
        shares.append(Share(
            parent=above, path=[*above.path, above.pk][-20:] if above else [], sharer=people[at],
            card_id=card.pk, code_id=code_id, object_kind="card", object_id=card.pk, **owned,
        ))  # fmt: skip
    Share.objects.bulk_create(shares)
    openings, visits, visitors = [], [], []
    for at in range(1, MANY):
        share = shares[(at * 104_729) % min(at, FORWARDS)]
        when = NOON + timedelta(seconds=at)
        visit = ids.new()
        openings.append(ShareOpening(share=share, customer=people[at], at=when))
        visits.append(Visit(
            id=visit, customer=people[at], card_id=card.pk, code_id=code_id, share=share,
            started_at=when, last_at=when, last_kind="card_view", **owned,
        ))  # fmt: skip
        visitors.append(Visitor(
            customer=people[at], card_id=card.pk, visit_id=visit, first_at=when, last_at=when,
            first_code_id=code_id, last_code_id=code_id, first_share_id=share.pk,
        ))  # fmt: skip
    ShareOpening.objects.bulk_create(openings)
    Visit.objects.bulk_create(visits)
    Visitor.objects.bulk_create(visitors)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_five_thousand_people(far_sail: World) -> None:
    with far_sail.inside():
        _people(far_sail)
    api = far_sail.api("王总")
    api.get("/spread/graph?most=10")
    took = []
    for _ in range(3):
        start = time.perf_counter()
        status, body = api.get(f"/spread/graph?most={MANY}")
        took.append(time.perf_counter() - start)
        assert (status, len(body["nodes"]), body["places"]) == (200, MANY, MANY + 1)
        assert body["nodes"][0]["below"]["visits"] == MANY - 1
    proofs.tell("spread.seconds", round(min(took), 3))

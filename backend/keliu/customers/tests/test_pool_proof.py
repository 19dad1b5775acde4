"""A thousand claims for a hundred customers, twenty times over: exactly a hundred each time."""

import random
from collections import Counter

import pytest

from keliu.customers.models import Customer, Ownership
from keliu.customers.tests.pool_cast import default_pool, lonely
from keliu.customers.tests.test_pool_races import claim, sellers, together
from tests import cast, proofs

ROUNDS, UNITS, CLAIMS, HANDS = 20, 100, 1_000, 50


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_are_claimed_a_hundred_times(transactional_db: None) -> None:
    world = cast.company()
    pool, tokens = default_pool(world), sellers(world, HANDS)
    claimed = wrong = 0
    for seed in range(ROUNDS):
        ids = lonely(world, *[f"{seed}-{number}" for number in range(UNITS)])
        dice = random.Random(seed)  # noqa: S311  the same orders every time
        wishes = ids * (CLAIMS // UNITS)
        dice.shuffle(wishes)
        works = [claim(tokens[at % HANDS], pool, one) for at, one in enumerate(wishes)]
        answers, backends = together(works, HANDS)
        assert len(backends) >= 40
        counted = Counter(status for status, _ in answers)
        assert set(counted) == {200, 409}
        with world.inside():
            spans = Ownership.objects.filter(customer_id__in=ids)
            owners = dict(spans.filter(until__isnull=True).values_list("customer_id", "owner_id"))
            rows = Customer.objects.filter(pk__in=ids)
            wrong += sum(owners.get(row.pk) != row.owner_id for row in rows)
            wrong += abs(counted[200] - UNITS) + abs(spans.count() - UNITS)
        claimed += counted[200]
    assert (claimed, wrong) == (ROUNDS * UNITS, 0)
    proofs.tell("pool.claims", claimed)
    proofs.tell("pool.oversold", wrong)

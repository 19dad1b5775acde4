"""Somebody with twenty thousand customers leaves: out at once, and nothing of theirs is lost."""

import time
from collections import Counter
from datetime import timedelta

import pytest

from keliu.accounts.models import Session
from keliu.customers.models import Customer, Ownership
from keliu.kit import clock
from tests import cast, proofs

COUNT = 20_000


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_twenty_thousand_customers_stay(transactional_db: None) -> None:
    world = cast.company()
    leaver, since = world.staff["小李"], clock.now() - timedelta(days=90)
    with world.inside():
        rows = [
            Customer(name=f"客户{n}", name_key=f"k{n:05}", owner=leaver, owner_since=since,
                     department_id=leaver.department_id)
            for n in range(COUNT)
        ]  # fmt: skip
        Customer.objects.bulk_create(rows, batch_size=2_000)
        Ownership.objects.bulk_create(
            [Ownership(customer_id=row.pk, owner_id=leaver.pk, since=since, how="create")
             for row in rows], batch_size=2_000,
        )  # fmt: skip
    old, boss = world.api("小李"), world.api("王总")
    assert old.get("/customers?limit=1")[0] == 200
    receivers = [str(world.staff[name].pk) for name in ("小赵", "小孙")]
    body = {"staff_id": str(leaver.pk), "receiver_ids": receivers, "disable": True}
    began = time.monotonic()
    status, started = boss.post("/handovers", body)
    took = time.monotonic() - began
    assert status == 200, started
    assert old.get("/customers?limit=1")[0] == 401
    assert world.api("小李").get("/me")[0] == 401
    with world.inside():
        assert not Session.objects.filter(staff_id=leaver.pk).exists()
    done = cast.worked(world, int(started["operation_id"]))
    assert (done.state, done.failed) == ("done", 0)
    with world.inside():
        held = Counter(Customer.objects.values_list("owner__name", flat=True))
        assert set(held) <= {"小赵", "小孙"}
        spans = Ownership.objects.filter(customer_id__in=[row.pk for row in rows])
        assert spans.filter(owner_id=leaver.pk, until__isnull=False, since=since).count() == COUNT
        assert spans.filter(until__isnull=True).exclude(owner_id=leaver.pk).count() == COUNT
    assert took < 1
    proofs.tell("leave.session", round(took, 3))
    proofs.tell("leave.moved", sum(held.values()))

"""Nobody carries more than the cap away alone, however they ask."""

from typing import Any

import pytest

from keliu.customers.models import Customer
from keliu.kinds.models import Export
from keliu.kinds.services.exporting import MOST_ALONE
from keliu.platform.models import Operation
from tests import cast, proofs


@pytest.mark.proof
def test_one_more_than_the_cap_needs_a_second_person(db: None) -> None:
    world = cast.company()
    manager, owner = world.api("周经理"), world.staff["小李"]
    with world.inside():
        rows = [
            Customer(name=f"客户{n}", name_key=f"k{n:05}", owner=owner,
                     level="A", department_id=owner.department_id)
            for n in range(MOST_ALONE + 1)
        ]  # fmt: skip
        Customer.objects.bulk_create(rows, batch_size=1_000)
    ways: list[dict[str, Any]] = [
        {"filter": None}, {"ids": [str(row.pk) for row in rows]},
        {"filter": {"field": "level", "op": "is", "value": "A"}},
    ]  # fmt: skip
    taken = 0
    for way in ways:
        for form in ("xlsx", "csv"):
            body = {"format": form, "columns": ["name", "phone"], "reason": "回访", **way}
            status, asked = manager.post("/kinds/customer/export", body)
            assert status == 200, asked
            assert (asked["state"], asked["operation_id"]) == ("asked", None)
            agreed = manager.post(f"/exports/{asked['id']}/answer", {"agree": True})
            got = manager.get(f"/exports/{asked['id']}/file")
            assert (agreed[0], got[0]) in {(403, 404), (403, 409), (403, 410)}
            taken += asked["count"] if got[0] == 200 else 0
    with world.inside():
        assert set(Export.objects.values_list("state", flat=True)) == {"asked"}
        assert not Operation.objects.exists()
    proofs.tell("export.alone", taken)

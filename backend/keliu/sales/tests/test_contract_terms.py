"""A customer knows until when a contract runs; pools rely on it."""

from datetime import date

import pytest

from keliu.customers.models import Customer
from keliu.customers.public import WITHOUT_END
from tests.cast import Api, World


@pytest.fixture
def api(far_sail: World) -> Api:
    return far_sail.api("小李")


def until(world: World, zhang: Customer) -> date | None:
    with world.inside():
        return Customer.objects.get(pk=zhang.pk).contract_until


def signed(api: Api, zhang: Customer, ends_on: str | None) -> dict[str, str]:
    body = {"customer_id": str(zhang.pk), "title": "年度采购", "amount_fen": 100, "instalments": []}
    made = api.post("/contracts", body | ({"ends_on": ends_on} if ends_on else {}))[1]
    row: dict[str, str] = api.post(f"/contracts/{made['id']}/activate", {"version": 1})[1]
    return row


def test_the_longest_one_counts(far_sail: World, zhang: Customer, api: Api) -> None:
    first = signed(api, zhang, "2027-03-31")
    signed(api, zhang, "2026-12-31")
    assert until(far_sail, zhang) == date(2027, 3, 31)
    change = {"version": first["version"], "ends_on": "2026-11-30"}
    first = api.patch(f"/contracts/{first['id']}", change)[1]
    assert until(far_sail, zhang) == date(2026, 12, 31)
    api.post(f"/contracts/{first['id']}/void", {"version": first["version"]})
    assert until(far_sail, zhang) == date(2026, 12, 31)


def test_without_a_last_day_it_runs_until_it_is_finished(
    far_sail: World, zhang: Customer, api: Api
) -> None:
    row = signed(api, zhang, None)
    assert until(far_sail, zhang) == WITHOUT_END
    api.post(f"/contracts/{row['id']}/finish", {"version": row["version"]})
    assert until(far_sail, zhang) is None


def test_a_draft_protects_nobody(far_sail: World, zhang: Customer, api: Api) -> None:
    body = {"customer_id": str(zhang.pk), "title": "年度采购", "amount_fen": 100, "instalments": []}
    assert api.post("/contracts", body | {"ends_on": "2027-03-31"})[0] == 200
    assert until(far_sail, zhang) is None

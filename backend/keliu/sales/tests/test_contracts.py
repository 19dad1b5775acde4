"""Contracts: plans that add up, money that is only added, and reminders."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.platform.models import Notification
from keliu.sales.models import Contract, Instalment, Payment
from keliu.sales.services import reminders
from tests.cast import World

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PLAN = [
    {"name": "首付", "due_on": "2026-11-20", "amount_fen": 300},
    {"name": "尾款", "due_on": "2026-12-20", "amount_fen": 700},
]


@pytest.fixture
def signed(far_sail: World, zhang: Customer) -> Any:
    """An active contract of 小李's over 1,000 fen in two parts."""

    def make(**fields: Any) -> dict[str, Any]:
        body = {"customer_id": str(zhang.pk), "title": "年度采购", "amount_fen": 1_000,
                "instalments": PLAN} | fields  # fmt: skip
        with clock.frozen(NOW):
            status, row = far_sail.api("小李").post("/contracts", body)
            assert status == 200, row
            row = far_sail.api("小李").post(f"/contracts/{row['id']}/activate", {"version": 1})[1]
        return dict(row)

    return make


def pay(world: World, row: dict[str, Any], fen: int, part: int | None = 0, **more: Any) -> Any:
    """Book money as 小李; `part` is the place in the plan."""
    chosen = {} if part is None else {"instalment_id": row["instalments"][part]["id"]}
    body = {"amount_fen": fen, "received_on": "2026-11-22", **chosen, **more}
    with clock.frozen(NOW):
        return world.api("小李").post(f"/contracts/{row['id']}/payments", body)


def test_a_plan_adds_up_to_the_amount(far_sail: World, zhang: Customer, signed: Any) -> None:
    body = {"customer_id": str(zhang.pk), "title": "x", "amount_fen": 999, "instalments": PLAN}
    status, said = far_sail.api("小李").post("/contracts", body)
    assert (status, said["code"]) == (422, "plan_off")
    assert "¥10.00" in said["detail"]
    row = signed()
    assert (row["number"], row["state"], row["signed_on"]) == (
        "HT-20261122-001", "active", "2026-11-22",
    )  # fmt: skip
    assert [part["state"] for part in row["instalments"]] == ["overdue", "due"]
    path = f"/contracts/{row['id']}"
    status, said = far_sail.api("小李").patch(path, {"amount_fen": 1_200, "version": 2})
    assert (status, said["code"]) == (422, "plan_off")
    assert far_sail.api("小李").get(path)[1]["amount_fen"] == 1_000


def test_money_moves_the_plan_and_the_balance(far_sail: World, signed: Any) -> None:
    row = signed()
    status, row = pay(far_sail, row, 200)
    assert (status, row["paid_fen"], row["paid_state"]) == (200, 200, "part")
    assert [part["state"] for part in row["instalments"]] == ["overdue", "due"]
    status, row = pay(far_sail, row, 100)
    assert [part["state"] for part in row["instalments"]] == ["paid", "due"]
    status, row = pay(far_sail, row, 50, part=1)
    assert [part["state"] for part in row["instalments"]] == ["paid", "part"]
    assert [one["balance_fen"] for one in row["payments"]] == [200, 300, 350]
    status, said = pay(far_sail, row, 1, part=None)
    assert (status, said["errors"][0]["field"]) == (422, "instalment_id")


def test_more_than_is_open_needs_to_be_meant(far_sail: World, signed: Any) -> None:
    row = signed()
    status, said = pay(far_sail, row, 301)
    assert (status, said["code"], said["open_fen"]) == (409, "overpaid", 300)
    status, said = pay(far_sail, row, 1_001)
    assert (status, said["code"], said["open_fen"]) == (409, "overpaid", 1_000)
    with far_sail.inside():
        assert (Payment.objects.count(), Contract.objects.get().paid_fen) == (0, 0)
    status, row = pay(far_sail, row, 1_001, overpay=True)
    assert (status, row["paid_state"], row["payments"][0]["balance_fen"]) == (200, "over", 1_001)


def test_a_mistake_is_reversed_once_and_never_edited(far_sail: World, signed: Any) -> None:
    row = pay(far_sail, signed(), 300)[1]
    payment = row["payments"][0]["id"]
    path = f"/contracts/{row['id']}/payments/{payment}/reverse"
    body = {"received_on": "2026-11-23", "note": "记错了客户"}
    status, row = far_sail.api("小李").post(path, body)
    assert (status, row["paid_fen"], row["instalments"][0]["paid_fen"]) == (200, 0, 0)
    assert [(p["amount_fen"], p["balance_fen"], p["reversed"]) for p in row["payments"]] == [
        (300, 300, True), (-300, 0, False),
    ]  # fmt: skip
    status, said = far_sail.api("小李").post(path, {**body, "note": "再来"})
    assert (status, said["code"]) in {(409, "already_reversed"), (409, "overpaid")}
    with far_sail.inside(), pytest.raises(ProgrammingError, match="permission denied"):
        Payment.objects.update(amount_fen=1)


def test_a_plan_keeps_what_was_paid(far_sail: World, signed: Any) -> None:
    row = pay(far_sail, signed(), 300)[1]
    path, (first, last) = f"/contracts/{row['id']}", row["instalments"]
    plain = {name: first[name] for name in ("id", "name", "due_on")}
    version = row["version"]
    rest = {"name": "余", "due_on": "2027-01-01", "amount_fen": 800}
    whole = {"name": "一次付清", "due_on": "2027-01-01", "amount_fen": 1_000}
    for plan in ([{**plain, "amount_fen": 200}, rest], [whole]):
        status, said = far_sail.api("小李").patch(path, {"instalments": plan, "version": version})
        assert (status, said["errors"][0]["field"]) == (422, "instalments")
    plan = [
        {**plain, "amount_fen": 400},
        {"name": "验收", "due_on": "2027-01-01", "amount_fen": 800},
    ]
    body = {"amount_fen": 1_200, "instalments": plan, "version": version}
    status, row = far_sail.api("小李").patch(path, body)
    assert (status, [(p["name"], p["paid_fen"]) for p in row["instalments"]]) == (
        200, [("首付", 300), ("验收", 0)],
    )  # fmt: skip
    with far_sail.inside():
        assert not Instalment.objects.filter(pk=int(last["id"])).exists()
    status, said = far_sail.api("小李").patch(path, {"amount_fen": 100, "version": row["version"]})
    assert (status, said["errors"][0]["field"]) == (422, "amount_fen")


def test_states_and_what_they_forbid(far_sail: World, zhang: Customer, signed: Any) -> None:
    api, row = far_sail.api("小李"), signed()
    path = f"/contracts/{row['id']}"
    assert api.delete(path)[1]["code"] == "contract_step"
    row = pay(far_sail, row, 300)[1]
    status, said = api.post(f"{path}/void", {"version": row["version"]})
    assert (status, said["errors"][0]["field"]) == (422, "paid_fen")
    status, row = api.post(f"{path}/finish", {"version": row["version"]})
    assert (status, row["state"]) == (200, "done")
    assert api.patch(path, {"title": "x", "version": row["version"]})[1]["code"] == "contract_step"
    body = {"customer_id": str(zhang.pk), "title": "草稿", "amount_fen": 5}
    draft = api.post("/contracts", body)[1]
    status, said = api.post(
        f"/contracts/{draft['id']}/payments", {"amount_fen": 5, "received_on": "2026-11-22"}
    )
    assert (status, said["code"]) == (409, "contract_step")
    assert api.delete(f"/contracts/{draft['id']}")[0] == 204
    assert api.post(f"/contracts/{draft['id']}/restore")[0] == 200


def test_what_is_to_be_collected(far_sail: World, signed: Any) -> None:
    api, row = far_sail.api("小李"), signed()
    with clock.frozen(NOW):
        late = api.get("/instalments?state=overdue&total=true")[1]
        assert [(one["name"], one["contract"]["number"]) for one in late["items"]] == [
            ("首付", row["number"])
        ]
        due = api.get("/instalments?state=open&due_to=2026-12-31&total=true")[1]
        assert due["total"] == 2
        pay(far_sail, row, 300)
        assert api.get("/instalments?state=overdue")[1]["items"] == []
        assert far_sail.api("小孙").get("/instalments")[1]["items"] == []
        page = api.get("/payments?received_from=2026-11-22&received_to=2026-11-22&total=true")[1]
        assert (page["total"], page["sum_fen"]) == (1, 300)


def test_owners_hear_of_ends_and_dues_once(far_sail: World, signed: Any) -> None:
    signed(ends_on="2026-12-22", starts_on="2026-01-01")
    for _ in range(2):
        with clock.frozen(datetime(2026, 11, 22, 0, 20, tzinfo=UTC)), far_sail.inside():
            reminders.nightly()
    with clock.frozen(datetime(2026, 12, 17, 0, 20, tzinfo=UTC)), far_sail.inside():
        reminders.nightly()
    with clock.frozen(datetime(2026, 12, 21, 0, 20, tzinfo=UTC)), far_sail.inside():
        reminders.nightly()
        li = far_sail.staff["小李"].pk
        titles = Notification.objects.filter(staff_id=li, link_kind="contract").order_by("id")
        assert [row.title for row in titles] == [
            "合同 HT-20261122-001 还有 30 天到期",
            "回款还有 3 天到期:¥7.00",
            "合同 HT-20261122-001 还有 1 天到期",
            "回款已逾期:¥7.00",
        ]


def test_the_lists_cost_the_same_however_long(far_sail: World, signed: Any) -> None:
    paths = ("/contracts?total=true", "/instalments?total=true", "/payments?total=true")
    spent: dict[str, set[int]] = {path: set() for path in paths}
    pay(far_sail, signed(), 300)
    for _ in range(2):
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                assert far_sail.api("小李").get(path)[0] == 200
            spent[path].add(len(asked))
        for _ in range(4):
            pay(far_sail, signed(), 300)
    assert all(len(counts) == 1 and max(counts) <= 7 for counts in spent.values()), spent

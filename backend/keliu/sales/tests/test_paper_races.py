"""Many at once, over real connections: numbers without gaps, balances that are right."""

import threading
from functools import partial
from typing import Any

import pytest
from django.db import connection

from keliu.sales.models import Contract, Instalment, Opportunity, Payment, Quote, StageChange, Tally
from keliu.sales.services import tally
from keliu.sales.tests.factories import add_customer, stages
from tests.cast import World, company

PARALLEL = 40


@pytest.fixture
def far_sail(transactional_db: None) -> World:
    """远航集团, committed, so that other connections see it."""
    return company()


def together(*calls: Any) -> tuple[list[tuple[int, Any]], set[int]]:
    """Run calls behind one barrier, each on its own connection; answers and database backends."""
    gate, answers, backends = threading.Barrier(len(calls)), [(0, None)] * len(calls), set[int]()

    def run(at: int) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backends.add(cursor.fetchone()[0])
            gate.wait()
            answers[at] = calls[at]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers, key=lambda answer: answer[0]), backends


def test_forty_quotes_at_once_have_forty_numbers_in_a_row(far_sail: World) -> None:
    customers = [str(add_customer(far_sail, f"客户{n}", "小李").pk) for n in range(PARALLEL)]
    api = far_sail.api("小李")
    body = {"title": "报价", "lines": [{"name": "货", "quantity": 1, "price_fen": 5}]}
    bad = {"reduction_fen": 10}  # every fourth fails after the others, and gives its number back
    calls = [
        partial(api.post, "/quotes", {**body, "customer_id": one, **(bad if at % 4 == 0 else {})})
        for at, one in enumerate(customers)
    ]
    answers, backends = together(*calls)
    assert len(backends) == PARALLEL
    assert [status for status, _ in answers].count(200) == PARALLEL * 3 // 4
    with far_sail.inside():
        numbers = sorted(Quote.objects.values_list("number", flat=True))
    assert [number[-3:] for number in numbers] == [f"{n:03}" for n in range(1, 31)]


@pytest.fixture
def contract(far_sail: World) -> dict[str, Any]:
    """1,000 fen in one part."""
    customer = add_customer(far_sail, "张阿姨", "小李")
    plan = [{"name": "全款", "due_on": "2026-12-20", "amount_fen": 1_000}]
    body = {"customer_id": str(customer.pk), "title": "采购", "amount_fen": 1_000,
            "instalments": plan}  # fmt: skip
    row = far_sail.api("小李").post("/contracts", body)[1]
    return dict(far_sail.api("小李").post(f"/contracts/{row['id']}/activate", {"version": 1})[1])


def _pay(world: World, row: dict[str, Any], fen: int, who: str = "小李") -> Any:
    body = {"amount_fen": fen, "received_on": "2026-11-22",
            "instalment_id": row["instalments"][0]["id"]}  # fmt: skip
    return partial(world.api(who).post, f"/contracts/{row['id']}/payments", body)


def _balances_are_right(world: World) -> None:
    with world.inside():
        row, part = Contract.objects.get(), Instalment.objects.get()
        sums = list(Payment.objects.order_by("id").values_list("amount_fen", "balance_fen"))
        assert row.paid_fen == part.paid_fen == sum(fen for fen, _ in sums)
        running = 0
        for fen, balance in sorted(sums, key=lambda one: one[1]):
            running += fen
            assert balance == running


def test_two_payments_at_once_keep_the_balance_right(
    far_sail: World, contract: dict[str, Any]
) -> None:
    answers, _ = together(_pay(far_sail, contract, 600), _pay(far_sail, contract, 600, "王总"))
    assert [status for status, _ in answers] == [200, 409]
    assert (answers[1][1]["code"], answers[1][1]["open_fen"]) == ("overpaid", 400)
    _balances_are_right(far_sail)


def test_twenty_payments_at_once_fill_the_contract_exactly(
    far_sail: World, contract: dict[str, Any]
) -> None:
    answers, backends = together(*[_pay(far_sail, contract, 90) for _ in range(20)])
    assert len(backends) == 20
    assert [status for status, _ in answers].count(200) == 11
    _balances_are_right(far_sail)


def test_of_two_reversals_one_counts(far_sail: World, contract: dict[str, Any]) -> None:
    row = _pay(far_sail, contract, 500)()[1]
    _pay(far_sail, contract, 500)()
    path = f"/contracts/{row['id']}/payments/{row['payments'][0]['id']}/reverse"
    call = partial(far_sail.api("小李").post, path, {"received_on": "2026-11-23"})
    answers, _ = together(call, partial(far_sail.api("王总").post, *call.args))
    assert [status for status, _ in answers] == [200, 409]
    with far_sail.inside():
        assert Contract.objects.get().paid_fen == 500
        assert Payment.objects.count() == 3


def test_a_payment_and_a_smaller_plan_do_not_cross(
    far_sail: World, contract: dict[str, Any]
) -> None:
    part = {name: contract["instalments"][0][name] for name in ("id", "name", "due_on")}
    body = {"amount_fen": 500, "instalments": [{**part, "amount_fen": 500}],
            "version": contract["version"]}  # fmt: skip
    change = partial(far_sail.api("王总").patch, f"/contracts/{contract['id']}", body)
    answers, _ = together(_pay(far_sail, contract, 900), change)
    assert [status for status, _ in answers] == [200, 409]
    with far_sail.inside():
        row = Contract.objects.get()
        assert row.paid_fen <= row.amount_fen


def _opened(world: World, **fields: Any) -> dict[str, Any]:
    customer = add_customer(world, "张阿姨", "小李")
    body = {"customer_id": str(customer.pk), "title": "中秋礼盒", "amount_fen": 100} | fields
    return dict(world.api("小李").post("/opportunities", body)[1])


@pytest.mark.parametrize("round_", range(4))
def test_a_step_into_a_stage_that_is_put_away(far_sail: World, round_: int) -> None:
    row, at, boss = _opened(far_sail), stages(far_sail), far_sail.api("王总")
    pipeline = boss.get("/pipelines")[1]["items"][0]
    body = {"stage_id": at["方案报价"], "to_stage_id": at["需求确认"], "version": 1}
    step = {"stage_id": at["方案报价"], "version": 1}
    answers, _ = together(
        partial(boss.post, f"/pipelines/{pipeline['id']}/retire-stage", body),
        partial(far_sail.api("小李").post, f"/opportunities/{row['id']}/move", step),
    )
    assert answers[0][0] == 200
    assert answers[1][0] in {200, 409}
    with far_sail.inside():
        now = Opportunity.objects.get()
        moved = answers[1][0] == 200
        assert str(now.stage_id) == (at["需求确认"] if moved else at["初步接触"])
        assert StageChange.objects.count() == (3 if moved else 1)
        _sums_are_right()


def _sums_are_right() -> None:
    kept = set(Tally.objects.exclude(count=0).values_list("stage_id", "count", "amount_fen"))
    tally.rebuild()
    assert kept == set(Tally.objects.values_list("stage_id", "count", "amount_fen"))


@pytest.mark.parametrize("round_", range(4))
def test_a_step_while_its_field_is_emptied(far_sail: World, round_: int) -> None:
    boss = far_sail.api("王总")
    found = boss.get("/pipelines")[1]["items"][0]
    given = [
        {"id": s["id"], "name": s["name"], "rate": s["rate"],
         "required": ["note"] if s["name"] == "方案报价" else []}
        for s in found["stages"] if s["kind"] == "open"
    ]  # fmt: skip
    boss.patch(f"/pipelines/{found['id']}", {"stages": given, "version": 1})
    row, at = _opened(far_sail, note="有"), stages(far_sail)
    path = f"/opportunities/{row['id']}"
    step = {"stage_id": at["方案报价"], "version": 1}
    answers, _ = together(
        partial(far_sail.api("小李").post, f"{path}/move", step),
        partial(boss.patch, path, {"note": "", "version": 1}),
    )
    assert [status for status, _ in answers] == [200, 409]
    with far_sail.inside():
        now = Opportunity.objects.select_related("stage").get()
        assert now.stage.name != "方案报价" or now.note


@pytest.mark.parametrize("round_", range(4))
def test_a_step_while_the_customer_is_deleted(far_sail: World, round_: int) -> None:
    row, at = _opened(far_sail), stages(far_sail)
    step = {"stage_id": at["方案报价"], "version": 1}
    together(
        partial(far_sail.api("小李").post, f"/opportunities/{row['id']}/move", step),
        partial(far_sail.api("王总").delete, f"/customers/{row['customer']['id']}"),
    )
    with far_sail.inside():
        now = Opportunity.objects.get()
        assert now.deleted_at is not None
        assert now.with_customer
        assert not Tally.objects.exclude(count=0).exists()


def test_a_new_deal_while_the_customer_is_deleted(far_sail: World) -> None:
    customer = add_customer(far_sail, "李叔", "小李")
    body = {"customer_id": str(customer.pk), "title": "单", "amount_fen": 3}
    answers, _ = together(
        partial(far_sail.api("小李").post, "/opportunities", body),
        partial(far_sail.api("王总").delete, f"/customers/{customer.pk}"),
    )
    assert {status for status, _ in answers} <= {200, 204, 422}
    with far_sail.inside():
        assert not Opportunity.objects.filter(deleted_at__isnull=True).exists()
        assert not Tally.objects.exclude(count=0).exists()

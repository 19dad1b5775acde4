"""Every list costs as many statements for a page of thirty as for a page of one, and has a budget.

The lists are found in the API itself (GETs that take a `limit`), called rightly as the matrix calls
them, in the matrix's world: a new list is judged without anybody remembering to.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.db import transaction
from ninja.operation import Operation

from keliu.catalog.models import Product, Sku
from keliu.config.api import api, operations
from keliu.customers.models import Customer
from keliu.hooks.models import HookDelivery
from keliu.kinds.models import ImportRow
from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.membership.models import Member
from keliu.membership.services.ledgers import Cause, points
from keliu.platform import audit, pipeline
from keliu.platform.models import Notification, OperationItem
from keliu.sales.models import Opportunity, Stage
from tests.matrix import cells, samples_of_contexts
from tests.matrix.runner import Runner

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(300)]
SAMPLES = samples_of_contexts.SAMPLES
BUDGET = 16
"""Statements of one call at most, those of the session and its savepoint included."""
ELSEWHERE = {
    "instalment_list": "sales/tests/test_contracts.py",
    "lead_form_list": "sales/tests/test_lead_lists.py",
    "lead_rule_log": "sales/tests/test_lead_lists.py",
    "pool_customers": "customers/tests/test_pools.py",
    "pool_falling": "customers/tests/test_pools.py",
    "todo_part": "analytics/tests/test_todo.py",
}
"""Lists of which the matrix's world has no second row: where they are judged with thirty."""
BY_KIND = {"audit_list": 4}
"""Lists that look up the fields of every kind of record on the page, whatever its rows."""


def _lines(runner: Runner) -> None:
    api = runner.world.company.api("小李")
    for number in range(3):
        said = {"lead_id": runner.world.id("lead", "小李"), "text": f"聊过 {number}"}
        assert api.post("/interactions", said)[0] == 200


def _notices(runner: Runner) -> None:
    staff = runner.world.company.staff["王总"]
    for number in range(3):
        Notification.objects.create(
            staff_id=staff.pk, kind="system", title="条", dedupe_key=f"n{number}"
        )


def _items(runner: Runner) -> None:
    for number in range(3):
        OperationItem.objects.create(
            operation_id=int(runner.world.id("operation", "小李")), position=90 + number
        )


def _sheet_rows(runner: Runner) -> None:
    sheet = int(runner.world.id("import", "王总"))
    for number in range(3):
        ImportRow.objects.create(import_id=sheet, position=90 + number, cells=[])


def _exports(runner: Runner) -> None:
    staff = runner.world.company.staff["小李"]
    with actor.acting(Actor(staff_id=staff.pk, name=staff.name)):
        for _ in range(3):
            audit.record("export.ask", "export", None)


def _column(runner: Runner) -> None:
    stage = Stage.objects.get(pk=int(runner.world.id("stage", "小李")))
    Opportunity.objects.filter(state="open").update(stage=stage, pipeline_id=stage.pipeline_id)


def _products(runner: Runner) -> None:
    sku = Sku.objects.get(pk=int(runner.world.id("sku", "小李")))
    for number in range(3):
        product = Product.objects.create(name=f"产品 {number}", category_id=None)
        Sku.objects.create(product=product, price_fen=sku.price_fen)


def _entries(runner: Runner) -> None:
    member = Member.objects.get(pk=int(runner.world.id("member", "小李")))
    for number in range(3):
        points(member, 5, Cause("earn", f"fill:{number}"))


def _by_code(runner: Runner) -> None:
    owned = Customer.objects.filter(owner_id__isnull=False)
    owned.update(source_code_id=int(runner.world.id("code", "小李")))


def _looks(runner: Runner) -> None:
    """小李 looked at many people's trails."""
    who = runner.world.company.staff["小李"]
    with actor.acting(Actor(who.pk, who.name)):
        for number in range(35):
            audit.record("radar.trail", "customer", number + 1, f"客人 {number}")


def _told(runner: Runner) -> None:
    hook = int(runner.world.id("hook", "王总"))
    for number in range(3):
        HookDelivery.objects.create(
            hook_id=hook, entry_id=number + 1, kind="order.paid", record=f"order:{number + 1}",
            state="done", deadline_at=clock.now(),
        )  # fmt: skip


FILL: dict[str, Callable[[Runner], None]] = {
    "lead_timeline": _lines, "notification_list": _notices, "operation_items": _items,
    "boss_hint_rows": _exports, "import_rows": _sheet_rows, "board_column": _column,
    "shop_products": _products, "code_people": _by_code,
    "member_entries": _entries, "my_entries": _entries,
    "radar_trail_views": _looks, "hook_delivery_list": _told,
}  # fmt: skip
"""What is added where the matrix's world has one row or none."""


def takes_limit(operation: Operation) -> bool:
    """Whether its query has a `limit`: as the document says, which takes seconds to be written."""
    asked: list[Any] = operation.models
    return any(
        one.__ninja_param_source__ == "query" and "limit" in one.__ninja_flatten_map__
        for one in asked
    )


LISTS = {
    op.view_func.__name__: op
    for op in operations(api)
    if op.methods[0] == "GET" and "file" not in op.view_func.__name__ and takes_limit(op)
}


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What went to the database, prepared statements included."""
    sent: list[str] = []
    execute: Any = psycopg.Cursor.execute

    def counted(cursor: Any, query: Any, *values: Any, **more: Any) -> Any:
        sent.append(str(query))
        return execute(cursor, query, *values, **more)

    written = pipeline._written

    def sent_along(line: Any, question: Any) -> Any:
        sent.append(question.text)
        return written(line, question)

    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    monkeypatch.setattr(pipeline, "_written", sent_along)
    return sent


def test_there_are_lists() -> None:
    assert len(LISTS) >= 30
    assert {*ELSEWHERE, *FILL} <= set(LISTS)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_costs_the_same_for_one_row_and_for_thirty(
    name: str, runner: Runner, statements: list[str]
) -> None:
    import msgspec

    sample, operation = SAMPLES[name], LISTS[name]
    mine = cells.of(runner.world, operation, sample)
    right = next(c for c in mine if Runner._is_control(c, sample))
    actor = "visitor" if sample.actor == "visitor" else "王总"  # who sees the most rows
    right = replace(right, actor=actor)
    query, spent, rows = dict(sample.query), {}, {}
    for limit in (30, 1, 30):  # the first one warms what is kept between calls
        sample.query.update(limit=str(limit))
        statements.clear()
        try:
            with transaction.atomic():
                if name in FILL:
                    with runner.world.company.inside():
                        FILL[name](runner)
                    statements.clear()
                status, content = runner._request(operation, sample, right)
                transaction.set_rollback(True)
        finally:
            sample.query.clear()
            sample.query.update(query)
        assert status == 200, (name, content[:300])
        spent[limit], rows[limit] = list(statements), len(msgspec.json.decode(content)["items"])
    more = [one for one in spent[30] if one not in spent[1]]
    assert len(spent[30]) - len(spent[1]) in range(BY_KIND.get(name, 0) + 1), (rows, more)
    assert len(spent[30]) <= BUDGET, spent[30]
    assert (rows[30] <= rows[1]) == (name in ELSEWHERE), rows

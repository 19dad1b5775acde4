"""An opportunity from first talk to won, lost, and open again."""

from datetime import UTC, datetime, timedelta
from typing import Any

from keliu.customers.models import Customer
from keliu.interactions.models import Interaction
from keliu.kit import clock
from keliu.platform.models import AuditEntry, OutboxEntry, PushOut
from keliu.sales.models import Opportunity, StageChange
from keliu.sales.tests.factories import Deal, stages
from tests.cast import World

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def test_xiaoli_opens_moves_and_wins(far_sail: World, zhang: Customer, deal: Deal) -> None:
    api, at = far_sail.api("小李"), stages(far_sail)
    with clock.frozen(NOON):
        row = deal(rating="high", expected_on="2026-12-05", note="要 200 盒")
    assert row["stage"] == {"id": at["初步接触"], "name": "初步接触", "kind": "open", "rate": 10}
    assert (row["state"], row["version"], row["owner"]["name"]) == ("open", 1, "小李")
    assert row["can"] == ["opportunity.write"]
    with clock.frozen(NOON + timedelta(hours=2)):
        status, row = api.post(
            f"/opportunities/{row['id']}/move", {"stage_id": at["方案报价"], "version": 1}
        )
    assert (status, row["stage"]["name"], row["version"]) == (200, "方案报价", 2)
    with clock.frozen(NOON + timedelta(hours=3)):
        status, row = api.post(
            f"/opportunities/{row['id']}/win", {"reason": "价格合适", "version": 2}
        )
    assert (status, row["state"], row["stage"]["name"]) == (200, "won", "赢单")
    assert (row["reason"], row["closed_at"]) == ("价格合适", "2026-11-21T07:00:00.000Z")
    steps = [
        (c["from"] and c["from"]["name"], c["to"]["name"], c["dwell_ms"]) for c in row["history"]
    ]
    assert steps == [
        (None, "初步接触", None),
        ("初步接触", "方案报价", 2 * 3_600_000),
        ("方案报价", "赢单", 3_600_000),
    ]
    assert {c["by"]["name"] for c in row["history"]} == {"小李"}
    _everybody_was_told(far_sail, zhang)


def _everybody_was_told(far_sail: World, zhang: Customer) -> None:
    _, timeline = far_sail.api("小李").get(f"/customers/{zhang.pk}/timeline?kind=opportunity")
    opened = {(line["ref_kind"], line["ref_id"]) for line in timeline["items"]}
    assert len(timeline["items"]) == 3
    assert opened == {("opportunity", timeline["items"][0]["data"]["opportunity"]["id"])}
    with far_sail.inside():
        lines = Interaction.objects.filter(customer=zhang, kind="opportunity").order_by("id")
        assert [line.title for line in lines] == [
            "新建商机“中秋礼盒”,预计 ¥1,280.00",
            "商机“中秋礼盒”从初步接触到方案报价",
            "赢单:商机“中秋礼盒”,成交 ¥1,280.00",
        ]
        told = OutboxEntry.objects.filter(kind__startswith="Opportunity").order_by("id")
        assert [entry.kind for entry in told] == ["OpportunityMoved", "OpportunityWon"]
        pushed = PushOut.objects.filter(type="board.changed").order_by("id")
        assert [(p.data["state"], p.data["version"]) for p in pushed] == [
            ("open", 1), ("open", 2), ("won", 3),
        ]  # fmt: skip
        actions = AuditEntry.objects.filter(object_kind="opportunity").order_by("id")
        assert [a.action for a in actions] == [
            "opportunity.create", "opportunity.move", "opportunity.win",
        ]  # fmt: skip
        zhang.refresh_from_db()
        assert zhang.deal_state == "won"


def test_winning_needs_a_reason(far_sail: World, deal: Deal) -> None:
    row = deal()
    path = f"/opportunities/{row['id']}"
    status, body = far_sail.api("小李").post(f"{path}/win", {"reason": "  ", "version": 1})
    assert (status, body["errors"][0]["field"]) == (422, "reason")
    status, body = far_sail.api("小李").post(f"{path}/lose", {"version": 1})
    assert (status, body["errors"][0]["field"]) == (422, "reason")
    assert far_sail.api("小李").get(path)[1]["version"] == 1


def test_dragging_into_won_asks_for_the_reason(far_sail: World, deal: Deal) -> None:
    row, at = deal(), stages(far_sail)
    body = {"stage_id": at["赢单"], "version": 1}
    status, said = far_sail.api("小李").post(f"/opportunities/{row['id']}/move", body)
    assert (status, said["errors"][0]["field"]) == (422, "stage_id")
    with far_sail.inside():
        assert Opportunity.objects.get(pk=int(row["id"])).version == 1


def test_a_closed_opportunity_stays_closed(far_sail: World, zhang: Customer, deal: Deal) -> None:
    api, row, at = far_sail.api("小李"), deal(), stages(far_sail)
    path = f"/opportunities/{row['id']}"
    status, lost = api.post(f"{path}/lose", {"reason": "选了别家", "version": 1})
    assert (status, lost["state"], lost["stage"]["kind"]) == (200, "lost", "lost")
    attempts: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", f"{path}/move", {"stage_id": at["需求确认"], "version": 2}),
        ("POST", f"{path}/win", {"reason": "又要了", "version": 2}),
        ("POST", f"{path}/lose", {"reason": "又不要了", "version": 2}),
        ("PATCH", path, {"amount_fen": 1, "version": 2}),
    ]
    for method, where, body in attempts:
        status, said = api.call(method, where, body)
        assert (status, said["code"]) == (409, "opportunity_closed"), where
        assert "中秋礼盒" in said["detail"]
        assert (said["current"]["version"], said["current"]["reason"]) == (2, "选了别家")
    with far_sail.inside():
        assert StageChange.objects.count() == 2
        zhang.refresh_from_db()
        assert zhang.deal_state == "none"


def test_reopening_goes_back_to_the_stage_it_left(
    far_sail: World, zhang: Customer, deal: Deal
) -> None:
    api, row, at = far_sail.api("小李"), deal(), stages(far_sail)
    path = f"/opportunities/{row['id']}"
    api.post(f"{path}/move", {"stage_id": at["商务谈判"], "version": 1})
    api.post(f"{path}/win", {"reason": "谈成了", "version": 2})
    status, again = api.post(f"{path}/reopen", {"version": 3})
    assert (status, again["state"], again["stage"]["name"]) == (200, "open", "商务谈判")
    assert (again["reason"], again["closed_at"]) == ("", None)
    status, said = api.post(f"{path}/reopen", {"version": 4})
    assert (status, said["code"]) == (409, "opportunity_open")
    with far_sail.inside():
        zhang.refresh_from_db()
        assert zhang.deal_state == "open"


def test_an_old_version_is_answered_with_what_is_there(far_sail: World, deal: Deal) -> None:
    api, row, at = far_sail.api("小李"), deal(), stages(far_sail)
    path = f"/opportunities/{row['id']}"
    api.patch(path, {"amount_fen": 200_000, "version": 1})
    for method, where, body in (
        ("PATCH", path, {"title": "晚了", "version": 1}),
        ("POST", f"{path}/move", {"stage_id": at["需求确认"], "version": 1}),
    ):
        status, said = api.call(method, where, body)
        assert (status, said["code"]) == (409, "stale")
        assert (said["current"]["amount_fen"], said["current"]["title"]) == (200_000, "中秋礼盒")


def test_null_empties_only_the_date(far_sail: World, deal: Deal) -> None:
    api, row = far_sail.api("小李"), deal(expected_on="2026-12-05")
    path = f"/opportunities/{row['id']}"
    nothing = dict.fromkeys(["title", "amount_fen", "rating", "note", "owner_id", "expected_on"])
    status, now = api.patch(path, {**nothing, "version": 1})
    assert (status, now["expected_on"]) == (200, None)
    kept = ("title", "amount_fen", "rating", "note", "owner")
    assert {name: now[name] for name in kept} == {name: row[name] for name in kept}


def test_deleting_can_be_undone(far_sail: World, zhang: Customer, deal: Deal) -> None:
    boss, row = far_sail.api("王总"), deal()
    path = f"/opportunities/{row['id']}"
    assert far_sail.api("小李").delete(path)[0] == 403
    assert boss.delete(path)[0] == 204
    assert boss.get(path)[0] == 404
    assert boss.delete(path)[0] == 404
    with far_sail.inside():
        zhang.refresh_from_db()
        assert zhang.deal_state == "none"
    status, back = boss.post(f"{path}/restore")
    assert (status, back["title"], back["deleted_at"]) == (200, "中秋礼盒", None)
    assert boss.post(f"{path}/restore")[0] == 404
    with far_sail.inside():
        zhang.refresh_from_db()
        assert zhang.deal_state == "open"


def test_a_double_tap_opens_one(far_sail: World, zhang: Customer) -> None:
    api = far_sail.api("小李")
    body = {"customer_id": str(zhang.pk), "title": "中秋礼盒", "amount_fen": 100}
    first = api.post("/opportunities", body, Idempotency_Key="tap-1")
    assert api.post("/opportunities", body, Idempotency_Key="tap-1") == first
    with far_sail.inside():
        assert Opportunity.objects.count() == 1


def test_moving_to_where_it_stands_changes_nothing(far_sail: World, deal: Deal) -> None:
    row, at = deal(), stages(far_sail)
    body = {"stage_id": at["初步接触"], "version": 1}
    status, same = far_sail.api("小李").post(f"/opportunities/{row['id']}/move", body)
    assert (status, same["version"], len(same["history"])) == (200, 1, 1)

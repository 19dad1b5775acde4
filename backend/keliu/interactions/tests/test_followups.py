"""Writing what happened, planning what is next, and taking it back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from keliu.interactions import ports
from keliu.interactions.models import Interaction, Plan
from keliu.interactions.tests.factories import customer, followup, jobs
from keliu.kit import clock
from keliu.kit.errors import NotFound
from keliu.platform.models import AuditEntry, OutboxEntry
from tests.cast import World

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
NEXT = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def _at_eight(far_sail: World, next_door: World) -> Iterator[None]:
    """Everybody signs in by the real clock, which sessions live by; then it is eight."""
    for world in (far_sail, next_door):
        for name in world.staff:
            world.token(name)
    with clock.frozen(NOW):
        yield


def test_a_followup_in_one_step(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    body = followup(api, zhang, "聊了中秋礼盒\n她要两盒", next_at=clock.iso(NEXT))
    xiaoli = {"id": str(far_sail.staff["小李"].pk), "name": "小李"}
    assert (body["kind"], body["title"], body["staff"]) == ("followup", "小李写了跟进", xiaoli)
    assert body["customer"] == {"id": zhang, "name": "张阿姨"}
    assert (body["text"], body["undoable"], body["version"]) == ("聊了中秋礼盒\n她要两盒", True, 1)
    assert body["at"] == "2026-11-21T08:00:00.000Z"
    row = api.get(f"/customers/{zhang}")[1]
    assert row["last_followup_at"] == "2026-11-21T08:00:00.000Z"
    assert row["next_followup_at"] == "2026-11-23T08:00:00.000Z"
    assert row["score"] == 10
    plans = api.get("/plans")[1]["items"]
    assert [(one["text"], one["due_at"], one["state"]) for one in plans] == [
        ("聊了中秋礼盒", "2026-11-23T08:00:00.000Z", "pending")
    ]
    with far_sail.inside():
        event = OutboxEntry.objects.get(kind="FollowupWritten").payload
        assert event["interaction_id"] == int(body["id"])
        assert AuditEntry.objects.get(action="interaction.create").actor_name == "小李"
        (job,) = jobs("plan_remind")
        assert (job["plan_id"], job["at"]) == (int(plans[0]["id"]), NEXT)
        assert job["merchant_id"] == far_sail.merchant.pk


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"text": " "}, "text", "写一句话,或加一段语音、一张图片"),
        ({"text": "长" * 2001}, "text", "太长了,最多 2000 个字"),
        ({"next_at": "2026-11-20T08:00:00Z"}, "next_at", "时间要晚于现在"),
        ({"next_at": "2026-11-25T08:00:00"}, "next_at", "写法不对,请检查"),
        ({"opportunity_id": "77"}, "opportunity_id", "这个客户没有这个商机"),
    ],
)
def test_wrong_followups_leave_nothing(
    far_sail: World, wrong: dict[str, str], field: str, sentence: str
) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    status, body = api.post("/interactions", {"customer_id": zhang, "text": "聊了", **wrong})
    assert (status, body["code"]) == (422, "invalid")
    assert [(one["field"], one["message"]) for one in body["errors"]] == [(field, sentence)]
    with far_sail.inside():
        assert (Interaction.objects.count(), Plan.objects.count()) == (0, 0)
    assert api.get(f"/customers/{zhang}")[1]["last_followup_at"] is None


def test_a_followup_can_name_the_customers_own_opportunity(
    far_sail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = far_sail.api("小李")
    zhang, other = customer(api), customer(api, "李叔")

    def opportunity_of(one: int) -> tuple[int, str]:
        if one != 77:
            raise NotFound
        return int(zhang), "中秋礼盒"

    monkeypatch.setattr(ports.Ports, "opportunity_of", staticmethod(opportunity_of))
    body = followup(api, zhang, opportunity_id="77")
    assert body["data"]["opportunity"] == {"id": "77", "name": "中秋礼盒"}
    status, _ = api.post(
        "/interactions", {"customer_id": other, "text": "聊了", "opportunity_id": "77"}
    )
    assert status == 422


def test_out_of_reach_nothing_is_written_or_read(far_sail: World, next_door: World) -> None:
    zhang = customer(far_sail.api("小李"))
    line = followup(far_sail.api("小李"), zhang)["id"]
    for outsider in (far_sail.api("小孙"), next_door.api("老王")):
        asked = {"customer_id": zhang, "text": "偷看"}
        assert outsider.post("/interactions", asked)[0] == 404
        assert outsider.patch(f"/interactions/{line}", {"text": "改", "version": 1})[0] == 404
        assert outsider.delete(f"/interactions/{line}")[0] == 404
        assert outsider.post(f"/interactions/{line}/restore")[0] == 404
        assert outsider.get(f"/customers/{zhang}/timeline")[0] == 404
        assert outsider.get("/interactions")[1]["items"] == []
        assert outsider.get(f"/interactions?customer={zhang}")[1]["items"] == []
    with far_sail.inside():
        row = Interaction.objects.get()
        assert (row.text, row.deleted_at, row.version) == ("聊了中秋礼盒", None, 1)


def test_reach_follows_the_customer_to_the_new_owner(far_sail: World) -> None:
    zhang = customer(far_sail.api("小李"))
    followup(far_sail.api("小李"), zhang)
    sun = str(far_sail.staff["小孙"].pk)
    far_sail.api("王总").post(f"/customers/{zhang}/assign", {"owner_id": sun, "version": 1})
    assert far_sail.api("小李").get("/interactions")[1]["items"] == []
    lines = far_sail.api("小孙").get("/interactions")[1]["items"]
    assert [one["text"] for one in lines] == ["聊了中秋礼盒"]


def test_service_reads_and_writes_for_everybody(far_sail: World) -> None:
    zhang = customer(far_sail.api("小李"))
    body = followup(far_sail.api("小吴"), zhang, "电话回访")
    assert body["title"] == "小吴写了跟进"
    assert (
        far_sail.api("小李").get(f"/customers/{zhang}/timeline")[1]["items"][0]["text"]
        == "电话回访"
    )


def test_rewording_keeps_a_version(far_sail: World) -> None:
    api = far_sail.api("小李")
    line = followup(api, customer(api))
    path = f"/interactions/{line['id']}"
    status, body = api.patch(path, {"text": "她要三盒", "version": 1})
    assert (status, body["text"], body["version"]) == (200, "她要三盒", 2)
    status, body = api.patch(path, {"text": "她要四盒", "version": 1})
    assert (status, body["code"], body["current"]["text"]) == (409, "stale", "她要三盒")


def test_deleting_takes_its_plan_along_and_undoing_brings_both_back(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    with clock.frozen(NOW - timedelta(days=3)):
        followup(api, zhang, "上次")
    line = followup(api, zhang, next_at=clock.iso(NEXT))
    assert api.delete(f"/interactions/{line['id']}")[0] == 204
    row = api.get(f"/customers/{zhang}")[1]
    assert (row["last_followup_at"], row["next_followup_at"]) == ("2026-11-18T08:00:00.000Z", None)
    assert [one["text"] for one in api.get("/interactions")[1]["items"]] == ["上次"]
    assert api.get("/plans?state=pending")[1]["items"] == []
    assert api.delete(f"/interactions/{line['id']}")[0] == 404
    assert api.post(f"/interactions/{line['id']}/restore")[0] == 200
    row = api.get(f"/customers/{zhang}")[1]
    assert row["last_followup_at"] == "2026-11-21T08:00:00.000Z"
    assert row["next_followup_at"] == "2026-11-23T08:00:00.000Z"
    assert len(api.get("/plans?state=pending")[1]["items"]) == 1
    assert api.post(f"/interactions/{line['id']}/restore")[0] == 404


def test_undoing_does_not_reopen_a_plan_closed_before(far_sail: World) -> None:
    api = far_sail.api("小李")
    line = followup(api, customer(api), next_at=clock.iso(NEXT))
    plan = api.get("/plans")[1]["items"][0]
    assert api.post(f"/plans/{plan['id']}/cancel", {"version": 1})[0] == 200
    api.delete(f"/interactions/{line['id']}")
    api.post(f"/interactions/{line['id']}/restore")
    assert api.get("/plans")[1]["items"][0]["state"] == "cancelled"


def test_a_deleted_customers_lines_are_gone_with_it(far_sail: World) -> None:
    boss = far_sail.api("王总")
    zhang = customer(boss)
    line = followup(boss, zhang, next_at=clock.iso(NEXT))
    boss.delete(f"/customers/{zhang}")
    assert boss.get("/interactions")[1]["items"] == []
    assert boss.get("/plans")[1]["items"] == []
    assert boss.patch(f"/interactions/{line['id']}", {"text": "改", "version": 1})[0] == 404
    boss.post(f"/customers/{zhang}/restore")
    assert len(boss.get("/interactions")[1]["items"]) == 1


def test_a_double_tap_writes_once(far_sail: World) -> None:
    api = far_sail.api("小李")
    asked = {"customer_id": customer(api), "text": "聊了", "next_at": clock.iso(NEXT)}
    first = api.post("/interactions", asked, Idempotency_Key="tap")
    assert api.post("/interactions", asked, Idempotency_Key="tap") == first
    with far_sail.inside():
        assert (Interaction.objects.count(), Plan.objects.count()) == (1, 1)
        assert len(jobs("plan_remind")) == 1

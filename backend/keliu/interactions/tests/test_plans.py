"""Plans: made, moved, finished, cancelled, opened again; and reminders that come once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from keliu.interactions.models import Plan
from keliu.interactions.services import reminders as service
from keliu.interactions.tests.factories import customer, followup, jobs, plan
from keliu.kit import clock
from keliu.outreach.models import Delivery
from keliu.platform.models import OutboxEntry, PushOut
from tests.cast import World

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)  # 16:00 in Shanghai
SOON = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _at_eight(far_sail: World, next_door: World) -> Iterator[None]:
    """Everybody signs in by the real clock, which sessions live by; then it is eight."""
    for world in (far_sail, next_door):
        for name in world.staff:
            world.token(name)
    with clock.frozen(NOW):
        yield


def remind(world: World) -> None:
    """Run every reminder whose time has come, as the worker does."""
    with world.inside():
        waiting = jobs("plan_remind")
    for job in waiting:
        if job["at"] <= clock.now():
            service.remind.run(job["merchant_id"], plan_id=job["plan_id"], due_ms=job["due_ms"])


def test_a_plan_shows_on_the_customer(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    body = plan(api, zhang, SOON)
    assert body["staff"]["name"] == "小李"
    assert (body["state"], body["overdue"], body["version"]) == ("pending", False, 1)
    assert api.get(f"/customers/{zhang}")[1]["next_followup_at"] == clock.iso(SOON)
    (line,) = api.get(f"/customers/{zhang}/timeline?kind=plan")[1]["items"]
    assert (line["title"], line["text"]) == ("小李安排了跟进计划", "回电话")


def test_the_reminder_arrives_once(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    mine = plan(api, zhang, SOON)
    remind(far_sail)
    assert api.get("/notifications")[1]["items"] == []
    with clock.frozen(SOON):
        remind(far_sail)
        remind(far_sail)  # a job may run twice
        inbox = api.get("/notifications")[1]
    assert inbox["unread"] == 1
    line = inbox["items"][0]
    assert (line["kind"], line["title"], line["text"]) == ("reminder", "该跟进张阿姨了", "回电话")
    assert line["link"] == {"kind": "customer", "id": zhang}
    with far_sail.inside():
        assert OutboxEntry.objects.filter(kind="PlanDue").count() == 1
        assert PushOut.objects.filter(type="notification").count() == 1
        assert Delivery.objects.get().state == "sent"
    assert api.get("/plans")[1]["items"][0]["reminded_at"] == clock.iso(SOON)
    assert api.get(f"/plans?customer={zhang}")[1]["items"][0]["id"] == mine["id"]


def test_a_moment_finer_than_a_millisecond_still_reminds(far_sail: World) -> None:
    api = far_sail.api("小李")
    fine = (SOON + timedelta(microseconds=757)).isoformat()
    api.post("/plans", {"customer_id": customer(api), "due_at": fine, "text": "回电话"})
    with clock.frozen(SOON + timedelta(seconds=1)):
        remind(far_sail)
        assert api.get("/notifications")[1]["unread"] == 1


def test_a_moved_plan_reminds_at_its_new_time_only(far_sail: World) -> None:
    api = far_sail.api("小李")
    mine = plan(api, customer(api), SOON)
    later = SOON + timedelta(days=1)
    status, body = api.patch(f"/plans/{mine['id']}", {"due_at": clock.iso(later), "version": 1})
    assert (status, body["due_at"], body["version"]) == (200, clock.iso(later), 2)
    with clock.frozen(SOON):
        remind(far_sail)
        assert api.get("/notifications")[1]["items"] == []
    with clock.frozen(later):
        remind(far_sail)
        assert len(api.get("/notifications")[1]["items"]) == 1


def test_a_reminded_plan_that_moves_reminds_again(far_sail: World) -> None:
    api = far_sail.api("小李")
    mine = plan(api, customer(api), SOON)
    later = SOON + timedelta(hours=3)
    with clock.frozen(SOON):
        remind(far_sail)
        _, body = api.patch(f"/plans/{mine['id']}", {"due_at": clock.iso(later), "version": 1})
        assert body["reminded_at"] is None
    with clock.frozen(later):
        remind(far_sail)
        assert len(api.get("/notifications")[1]["items"]) == 2


@pytest.mark.parametrize("step", ["done", "cancel"])
def test_closed_plans_do_not_remind(far_sail: World, step: str) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    mine = plan(api, zhang, SOON)
    status, body = api.post(f"/plans/{mine['id']}/{step}", {"version": 1})
    assert (status, body["state"], body["version"]) == (
        200,
        {"done": "done"}.get(step, "cancelled"),
        2,
    )
    assert (body["done_at"] is not None) == (step == "done")
    assert api.get(f"/customers/{zhang}")[1]["next_followup_at"] is None
    with clock.frozen(SOON):
        remind(far_sail)
        assert api.get("/notifications")[1]["items"] == []


def test_a_deleted_customers_plan_does_not_remind(far_sail: World) -> None:
    boss = far_sail.api("王总")
    zhang = customer(boss)
    plan(boss, zhang, SOON)
    boss.delete(f"/customers/{zhang}")
    with clock.frozen(SOON):
        remind(far_sail)
        assert boss.get("/notifications")[1]["items"] == []
        boss.post(f"/customers/{zhang}/restore")
        assert boss.get("/plans?due=overdue")[1]["items"] == []
    with clock.frozen(SOON + timedelta(minutes=1)):
        assert len(boss.get("/plans?due=overdue")[1]["items"]) == 1


def test_steps_out_of_turn_are_refused_in_words(far_sail: World) -> None:
    api = far_sail.api("小李")
    mine = plan(api, customer(api), SOON)
    path = f"/plans/{mine['id']}"
    status, body = api.post(f"{path}/reopen", {"version": 1})
    assert (status, body["code"]) == (409, "plan_open")
    assert api.post(f"{path}/done", {"version": 1})[0] == 200
    status, body = api.post(f"{path}/cancel", {"version": 1})
    assert (status, body["code"], body["current"]["state"]) == (409, "stale", "done")
    status, body = api.post(f"{path}/cancel", {"version": 2})
    assert (status, body["code"]) == (409, "plan_closed")
    status, body = api.patch(path, {"text": "新", "version": 2})
    assert (status, body["code"]) == (409, "plan_closed")
    status, body = api.post(f"{path}/reopen", {"version": 2})
    assert (status, body["state"], body["done_at"]) == (200, "pending", None)
    with far_sail.inside():
        row = Plan.objects.get()
        assert (row.text, row.version) == ("回电话", 3)


def test_lists_by_day_follow_the_merchants_calendar(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    for hours, text in ((-0.01, "刚过"), (7, "今晚"), (9, "明天一点"), (72, "三天后")):
        plan(api, zhang, NOW + timedelta(hours=hours), text)
    for query, texts in {
        "due=today": ["刚过", "今晚"],  # midnight in Shanghai is 16:00 UTC
        "due=overdue": ["刚过"],
        "due=upcoming": ["明天一点", "三天后"],
        "state=done": [],
        "staff=me": ["刚过", "今晚", "明天一点", "三天后"],
        "sort=-due_at&limit=1": ["三天后"],
    }.items():
        assert [one["text"] for one in api.get(f"/plans?{query}")[1]["items"]] == texts, query
    assert api.get("/plans?due=never")[0] == 422


def test_only_who_may_sees_and_moves_plans(far_sail: World, next_door: World) -> None:
    zhang = customer(far_sail.api("小李"))
    mine = plan(far_sail.api("小李"), zhang, SOON)
    path = f"/plans/{mine['id']}"
    for outsider in (far_sail.api("小孙"), next_door.api("老王"), far_sail.api("小吴")):
        assert outsider.get("/plans")[1]["items"] == []
        assert outsider.patch(path, {"text": "改", "version": 1})[0] == 404
        for step in ("done", "cancel", "reopen"):
            assert outsider.post(f"{path}/{step}", {"version": 1})[0] == 404
    asked = {"customer_id": zhang, "due_at": clock.iso(SOON)}
    assert next_door.api("老王").post("/plans", asked)[0] == 404
    assert far_sail.api("小孙").post("/plans", asked)[0] == 404
    with far_sail.inside():
        assert (Plan.objects.count(), Plan.objects.get().version) == (1, 1)
    assert far_sail.api("周经理").get("/plans")[1]["items"][0]["id"] == mine["id"]
    theirs = plan(far_sail.api("小吴"), zhang, SOON, "回访")  # 客服 plans for any customer
    assert theirs["staff"]["name"] == "小吴"
    assert len(far_sail.api("小李").get("/plans")[1]["items"]) == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_at": "2026-11-20T08:00:00Z"}, "due_at"),
        ({"due_at": "soon"}, "due_at"),
        ({"text": "长" * 201}, "text"),
    ],
)
def test_wrong_plans_are_refused(far_sail: World, wrong: dict[str, str], field: str) -> None:
    api = far_sail.api("小李")
    asked = {"customer_id": customer(api), "due_at": clock.iso(SOON), **wrong}
    status, body = api.post("/plans", asked)
    assert (status, body["errors"][0]["field"]) == (422, field)
    with far_sail.inside():
        assert Plan.objects.count() == 0
        assert jobs("plan_remind") == []


def test_the_nearest_plan_is_the_next_one(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    first = plan(api, zhang, SOON)
    followup(api, zhang, next_at=clock.iso(SOON + timedelta(days=2)))
    assert api.get(f"/customers/{zhang}")[1]["next_followup_at"] == clock.iso(SOON)
    api.post(f"/plans/{first['id']}/done", {"version": 1})
    following = clock.iso(SOON + timedelta(days=2))
    assert api.get(f"/customers/{zhang}")[1]["next_followup_at"] == following

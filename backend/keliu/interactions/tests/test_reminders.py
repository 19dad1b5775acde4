"""Told in time: before, when due, every morning until done; then the superior hears."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from keliu.interactions import rules
from keliu.interactions.models import Plan
from keliu.interactions.rules import levels_due, opportunity_step, warn_at
from keliu.interactions.services import reminders
from keliu.interactions.tests.factories import customer, jobs, plan
from keliu.kit import clock
from keliu.platform.models import Notification
from keliu.sales.models import Opportunity, Stage
from tests.cast import World

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)  # 10:00 in Shanghai
DUE = NOW + timedelta(hours=2)
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _at_ten(far_sail: World, next_door: World) -> Iterator[None]:
    for world in (far_sail, next_door):
        for name in world.staff:
            world.token(name)
    with clock.frozen(NOW):
        yield


def told(world: World, name: str) -> list[tuple[str, str]]:
    with world.inside():
        rows = Notification.objects.filter(staff_id=world.staff[name].pk).order_by("id")
        return list(rows.values_list("kind", "title"))


def sweep(world: World, at: datetime, times: int = 2) -> None:
    """What the worker does every ten minutes; twice changes nothing."""
    with clock.frozen(at):
        for _ in range(times):
            with world.inside():
                reminders.sweep()


def run_due(world: World, name: str, at: datetime) -> None:
    with world.inside():
        waiting = [job for job in jobs(name) if job["at"] <= at]
    with clock.frozen(at):
        for job in waiting:
            run = reminders.warn if name == "plan_warn" else reminders.remind
            run.run(job["merchant_id"], plan_id=job["plan_id"], due_ms=job["due_ms"])


def test_a_quarter_of_an_hour_before_and_then(far_sail: World) -> None:
    api = far_sail.api("小李")
    plan(api, customer(api), DUE)
    early = DUE - timedelta(minutes=15)
    run_due(far_sail, "plan_warn", early - timedelta(seconds=1))
    assert told(far_sail, "小李") == []
    run_due(far_sail, "plan_warn", early)
    run_due(far_sail, "plan_warn", early)
    assert told(far_sail, "小李") == [("reminder", "15 分钟后跟进张阿姨")]
    run_due(far_sail, "plan_remind", DUE)
    assert [title for _, title in told(far_sail, "小李")][1:] == ["该跟进张阿姨了"]


def test_a_plan_made_at_the_last_minute_is_not_announced(far_sail: World) -> None:
    api = far_sail.api("小李")
    plan(api, customer(api), NOW + timedelta(minutes=10))
    with far_sail.inside():
        assert jobs("plan_warn") == []


def test_moved_or_closed_plans_are_not_announced(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    moved, done = plan(api, zhang, DUE), plan(api, zhang, DUE)
    later = clock.iso(DUE + timedelta(days=1))
    assert api.patch(f"/plans/{moved['id']}", {"due_at": later, "version": 1})[0] == 200
    assert api.post(f"/plans/{done['id']}/done", {"version": 1})[0] == 200
    run_due(far_sail, "plan_warn", DUE)
    assert told(far_sail, "小李") == []


def test_every_morning_until_it_is_done(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang, li = customer(api), customer(api, "李叔")
    first = plan(api, zhang, DUE, "回电话")
    run_due(far_sail, "plan_remind", DUE)
    nine = datetime(2026, 11, 22, 1, tzinfo=UTC)
    sweep(far_sail, nine - timedelta(minutes=1))
    assert len(told(far_sail, "小李")) == 1
    sweep(far_sail, nine)
    assert told(far_sail, "小李")[1:] == [("reminder", "张阿姨还没有跟进")]
    with clock.frozen(nine):
        plan(api, li, nine + timedelta(hours=1))
    run_due(far_sail, "plan_remind", nine + timedelta(hours=1))
    sweep(far_sail, nine + timedelta(days=1))
    assert told(far_sail, "小李")[-1] == ("reminder", "2 个跟进计划过期了")
    with far_sail.inside():
        last = Notification.objects.order_by("-id").filter(kind="reminder")[0]
        assert (last.link_kind, last.text) == ("todo", "张阿姨、李叔")
    assert api.post(f"/plans/{first['id']}/done", {"version": 1})[0] == 200
    sweep(far_sail, nine + timedelta(days=2))
    assert told(far_sail, "小李")[-1] == ("reminder", "李叔还没有跟进")


def test_the_superior_hears_after_a_day_and_the_next_after_two(far_sail: World) -> None:
    api = far_sail.api("小李")
    with far_sail.inside():
        li, zhou, wang = (far_sail.staff[name] for name in ("小李", "周经理", "王总"))
        type(li).objects.filter(pk=li.pk).update(superior=zhou)
        type(li).objects.filter(pk=zhou.pk).update(superior=wang)
    mine = plan(api, customer(api), DUE, "回电话")
    sweep(far_sail, DUE + timedelta(hours=23, minutes=59))
    assert told(far_sail, "周经理") == []
    sweep(far_sail, DUE + timedelta(hours=24))
    assert told(far_sail, "周经理") == [("overdue", "小李对张阿姨的跟进过期未做")]
    assert told(far_sail, "王总") == []
    sweep(far_sail, DUE + timedelta(hours=48))
    sweep(far_sail, DUE + timedelta(hours=200))
    assert len(told(far_sail, "周经理")) == 1
    assert told(far_sail, "王总") == [("overdue", "小李对张阿姨的跟进过期未做")]
    with clock.frozen(DUE + timedelta(hours=300)):
        later = clock.iso(DUE + timedelta(hours=400))
        body = api.patch(f"/plans/{mine['id']}", {"due_at": later, "version": 1})[1]
    assert body["version"] == 2
    with far_sail.inside():
        assert Plan.objects.get().escalated == 0, "a moved plan starts again"


def test_without_a_superior_the_leader_of_the_department_hears(far_sail: World) -> None:
    api = far_sail.api("小李")
    with far_sail.inside():
        east = far_sail.staff["小李"].department
        assert east is not None
        type(east).objects.filter(pk=east.pk).update(leader_id=far_sail.staff["周经理"].pk)
    plan(api, customer(api), DUE)
    sweep(far_sail, DUE + timedelta(days=3))
    assert len(told(far_sail, "周经理")) == 1


def test_nobody_is_told_when_the_merchant_does_not_want_it(far_sail: World) -> None:
    api, boss = far_sail.api("小李"), far_sail.api("王总")
    asked = {"plan_minutes": 0, "opportunity_days": 0, "escalate_hours": 0, "silent_days": 30}
    status, body = boss.put("/reminder-settings", {**asked, "version": 0})
    assert (status, body["version"], body["escalate_hours"]) == (200, 1, 0)
    status, body = boss.put("/reminder-settings", {**asked, "version": 0})
    assert status == 409
    assert api.put("/reminder-settings", {**asked, "version": 1})[0] == 403
    assert api.get("/reminder-settings")[1]["version"] == 1
    plan(api, customer(api), DUE)
    with far_sail.inside():
        assert jobs("plan_warn") == []
        type(far_sail.staff["小李"]).objects.update(superior=far_sail.staff["周经理"])
    sweep(far_sail, DUE + timedelta(days=9))
    assert told(far_sail, "周经理") == []


def deal(world: World, customer_id: str, on: date, title: str = "中秋礼盒") -> int:
    with world.inside():
        stage = Stage.objects.order_by("position")[0]
        row = Opportunity.objects.create(
            title=title, customer_id=customer_id, pipeline_id=stage.pipeline_id, stage=stage,
            expected_on=on, owner=world.staff["小李"],
        )  # fmt: skip
    return int(row.pk)


def test_opportunities_are_told_of_before_on_and_after_their_day(far_sail: World) -> None:
    zhang = customer(far_sail.api("小李"))
    identifier = deal(far_sail, zhang, TODAY + timedelta(days=4))
    with far_sail.inside():
        li = far_sail.staff["小李"]
        type(li).objects.filter(pk=li.pk).update(superior=far_sail.staff["周经理"])
    said = [
        [],
        ["商机「中秋礼盒」预计 11月25日 成交"],
        [],
        [],
        ["商机「中秋礼盒」预计今天成交"],
        ["商机「中秋礼盒」过了预计成交日"],
        [],
    ]
    heard = 0
    for days, titles in enumerate(said):
        sweep(far_sail, NOW + timedelta(days=days))
        now = [title for _, title in told(far_sail, "小李")]
        assert now[heard:] == titles, days
        heard = len(now)
    assert told(far_sail, "周经理") == [("overdue", "小李的商机「中秋礼盒」过期未推进")]
    with far_sail.inside():
        row = Notification.objects.order_by("-id")[0]
        assert (row.link_kind, row.link_id) == ("opportunity", identifier)
        Opportunity.objects.update(state="lost", reason="没了", closed_at=clock.now())
    sweep(far_sail, NOW + timedelta(days=20))
    assert len(told(far_sail, "小李")) == heard


def test_the_neighbour_hears_nothing(far_sail: World, next_door: World) -> None:
    plan(far_sail.api("小李"), customer(far_sail.api("小李")), DUE)
    sweep(next_door, DUE + timedelta(days=3))
    assert told(next_door, "老王") == []
    assert told(far_sail, "周经理") == []


def test_when_to_say_it() -> None:
    assert warn_at(DUE, NOW, 15) == DUE - timedelta(minutes=15)
    assert warn_at(DUE, DUE, 15) is None
    assert warn_at(DUE, NOW, 0) is None
    hours = [levels_due(DUE, DUE + timedelta(hours=h), 24) for h in (-5, 0, 23, 24, 47, 48, 900)]
    assert hours == [0, 0, 0, 1, 1, 2, 2]
    assert levels_due(DUE, DUE + timedelta(days=99), 0) == 0
    steps = [
        opportunity_step(TODAY + timedelta(days=d), TODAY, 3, 24) for d in (4, 3, 1, 0, -1, -2)
    ]
    assert steps == [None, "soon", "soon", "today", "late", "escalate"]
    assert opportunity_step(TODAY - timedelta(days=9), TODAY, 3, 0) == "late"
    assert rules.first_line("  一\n二 ") == "一"

"""One timeline for everything: lines of other contexts, reactions, pages and price."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from keliu.config import subscriptions
from keliu.interactions import public as timeline
from keliu.interactions.models import Interaction
from keliu.interactions.tests.factories import customer, followup, plan
from keliu.kit import clock
from keliu.platform.models import OutboxEntry
from tests.cast import World

T0 = datetime(2026, 11, 20, 8, tzinfo=UTC)


def react(world: World) -> None:
    """What the relay does: hand every waiting event to those who react."""
    with world.inside():
        waiting = list(OutboxEntry.objects.order_by("id"))
    for entry in waiting:
        subscriptions.deliver(entry.kind, world.merchant.pk, entry.payload, entry.pk)


def test_one_line_per_visit_grows(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    for minutes, title in ((0, "看了名片"), (5, "看了名片和中秋礼盒")):
        with far_sail.inside():
            timeline.timeline_put(
                customer_id=int(zhang), kind="visit", title=title, ref_kind="visit", ref_id=9,
                data={"minutes": minutes}, at=T0 + timedelta(minutes=minutes),
            )  # fmt: skip
    (line,) = api.get(f"/customers/{zhang}/timeline?kind=visit")[1]["items"]
    assert (line["title"], line["data"], line["at"]) == (
        "看了名片和中秋礼盒", {"minutes": 5}, "2026-11-20T08:05:00.000Z",
    )  # fmt: skip
    assert (line["ref_kind"], line["ref_id"], line["staff"], line["undoable"]) == (
        "visit", "9", None, False,
    )  # fmt: skip


def test_many_lines_at_once_are_what_they_are_one_by_one(far_sail: World) -> None:
    """New ones, one that was there, and one that is said twice: then the later one stands."""
    zhang = int(customer(far_sail.api("小李")))

    def line(ref_id: int, title: str, minutes: int) -> dict[str, Any]:
        at, data = T0 + timedelta(minutes=minutes), {"minutes": minutes}
        return {"customer_id": zhang, "kind": "visit", "title": title, "ref_kind": "visit",
                "ref_id": ref_id, "data": data, "at": at}  # fmt: skip

    with far_sail.inside():
        timeline.timeline_put(**line(1, "先来的", 0))
        timeline.timeline_put_all([])
        timeline.timeline_put_all([line(2, "先说", 1), line(1, "后来", 2), line(2, "后说", 3)])
        rows = Interaction.objects.filter(kind="visit").order_by("ref_id")
        found = list(rows.values_list("ref_id", "title", "at", "data", "version", "comment_count"))
    assert found == [
        (1, "后来", T0 + timedelta(minutes=2), {"minutes": 2}, 2, 0),
        (2, "后说", T0 + timedelta(minutes=3), {"minutes": 3}, 1, 0),
    ]


def test_the_same_line_can_not_be_added_twice(far_sail: World) -> None:
    zhang = int(customer(far_sail.api("小李")))
    with far_sail.inside():
        timeline.timeline_add(
            customer_id=zhang, kind="opportunity", title="赢单", ref_kind="change", ref_id=1
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            timeline.timeline_add(
                customer_id=zhang, kind="opportunity", title="赢单", ref_kind="change", ref_id=1
            )
        assert Interaction.objects.count() == 1


def test_another_merchants_customer_can_not_be_written_to(
    far_sail: World, next_door: World
) -> None:
    zhang = int(customer(far_sail.api("小李")))
    with next_door.inside(), pytest.raises(IntegrityError), transaction.atomic():
        timeline.timeline_add(customer_id=zhang, kind="visit", title="偷看")


def test_lines_of_the_system_can_not_be_changed(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = int(customer(api))
    with far_sail.inside():
        line = timeline.timeline_add(customer_id=zhang, kind="share", title="转发了名片")
    for status, body in (
        api.patch(f"/interactions/{line}", {"text": "改", "version": 1}),
        api.delete(f"/interactions/{line}"),
    ):
        assert (status, body["code"]) == (409, "system_line")
    assert len(api.get("/interactions")[1]["items"]) == 1


def test_what_happens_to_a_customer_is_told_once(far_sail: World) -> None:
    zhang = customer(far_sail.api("小李"))
    sun = str(far_sail.staff["小孙"].pk)
    far_sail.api("王总").post(f"/customers/{zhang}/assign", {"owner_id": sun, "version": 1})
    react(far_sail)
    react(far_sail)  # the relay may repeat itself
    lines = far_sail.api("小孙").get(f"/customers/{zhang}/timeline")[1]["items"]
    assert sorted(one["title"] for one in lines) == ["小李新建了客户", "王总把客户交给了小孙"]
    status, inbox = far_sail.api("小孙").get("/notifications")
    assert (status, [one["title"] for one in inbox["items"]]) == (200, ["王总把客户张阿姨交给了你"])
    assert inbox["items"][0]["link"] == {"kind": "customer", "id": zhang}


def test_open_plans_go_with_the_customer(far_sail: World) -> None:
    zhang = customer(far_sail.api("小李"))
    plan(far_sail.api("小李"), zhang, clock.now() + timedelta(days=1))
    done = plan(far_sail.api("小李"), zhang, clock.now() + timedelta(days=1), "上次的")
    far_sail.api("小李").post(f"/plans/{done['id']}/done", {"version": 1})
    sun = str(far_sail.staff["小孙"].pk)
    far_sail.api("王总").post(f"/customers/{zhang}/assign", {"owner_id": sun, "version": 1})
    react(far_sail)
    assert far_sail.api("小李").get("/plans")[1]["items"] == []
    found = far_sail.api("小孙").get("/plans?state=pending")[1]["items"]
    assert [(one["staff"]["name"], one["text"]) for one in found] == [("小孙", "回电话")]
    (kept,) = far_sail.api("王总").get("/plans?state=done")[1]["items"]
    assert (kept["staff"]["name"], kept["text"]) == ("小李", "上次的")


def test_consent_appears_on_the_timeline(far_sail: World) -> None:
    zhang = customer(far_sail.api("小李"))
    with far_sail.inside():
        timeline.customer_known(int(zhang), ("radar", "profile"))
        timeline.customer_known(int(zhang), ())
    (line,) = far_sail.api("小李").get(f"/customers/{zhang}/timeline")[1]["items"]
    assert (line["kind"], line["title"], line["text"]) == (
        "consent", "客户同意了隐私说明", "记住您看过什么、使用您的微信昵称和头像",
    )  # fmt: skip


def test_pages_of_one_moment_have_no_gap(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    with clock.frozen(T0):
        for at in range(7):
            followup(api, zhang, f"第 {at} 次")
    seen: list[str] = []
    cursor = ""
    while True:
        body = api.get(f"/customers/{zhang}/timeline?limit=2{cursor}")[1]
        seen += [one["text"] for one in body["items"]]
        if body["next"] is None:
            break
        cursor = "&cursor=" + quote(body["next"])
    assert seen == [f"第 {at} 次" for at in reversed(range(7))]


def test_lists_narrow(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang, li = customer(api), customer(api, "李叔")
    with clock.frozen(T0):
        followup(api, zhang, "一")
    followup(api, li, "二")
    followup(far_sail.api("小吴"), li, "三")
    day = quote(clock.iso(T0 + timedelta(hours=1)))
    for query, texts in {
        f"customer={zhang}": ["一"],
        "staff=me": ["二", "一"],
        f"staff={far_sail.staff['小吴'].pk}": ["三"],
        "kind=visit": [],
        f"to={day}": ["一"],
        f"from={day}": ["三", "二"],
        "customer=rubbish": [],
    }.items():
        _, body = api.get(f"/interactions?{query}&total=true")
        assert [one["text"] for one in body["items"]] == texts, query
        assert body["total"] == len(texts)
    assert api.get("/interactions?kind=nothing")[0] == 422


def test_figures_equal_the_records_behind_them(far_sail: World) -> None:
    from keliu.kit import actor

    api = far_sail.api("小李")
    zhang = customer(api)
    with clock.frozen(T0):
        followup(api, zhang)
    with clock.frozen(T0 + timedelta(hours=9)):  # 01:00 the next day in Shanghai
        followup(api, zhang)
    start, end = T0 - timedelta(days=1), T0 + timedelta(days=2)
    boss = actor.Actor(1, "王总", grants={"interaction.read": "all"})
    with far_sail.inside(), actor.acting(boss):
        assert timeline.followups_between(start, end).count() == 2
        days = timeline.followups_by_day(start, end, "Asia/Shanghai")
    assert {day.isoformat(): count for day, count in days.items()} == {
        "2026-11-20": 1,
        "2026-11-21": 1,
    }
    nobody = actor.Actor(2, "外人", grants={})
    with far_sail.inside(), actor.acting(nobody):
        assert timeline.followups_between(start, end).count() == 0


def test_a_timeline_costs_the_same_for_one_line_and_for_thirty(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    costs = []
    for many in (1, 29):
        for at in range(many):
            followup(api, zhang, f"{many}-{at}")
        with CaptureQueriesContext(connection) as seen:
            api.get(f"/customers/{zhang}/timeline?limit=100")
            api.get("/interactions?limit=100")
            api.get("/plans?limit=100")
        costs.append(len(seen))
    assert costs[0] == costs[1]

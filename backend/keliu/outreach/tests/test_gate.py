"""The one gate: once, not at night, and always on record."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from keliu.accounts.models import Staff
from keliu.kit import clock
from keliu.outreach import public as outreach
from keliu.outreach.models import Delivery
from keliu.outreach.ports import Message, Ports
from keliu.outreach.services import gate
from keliu.platform.models import Notification
from tests.cast import World

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # 12:00 in Shanghai
NIGHT = datetime(2026, 11, 21, 15, tzinfo=UTC)  # 23:00
MORNING = datetime(2026, 11, 21, 23, tzinfo=UTC)  # 07:00 the next day


def tell(world: World, name: str = "小李", dedupe: str = "d1", **more: Any) -> str:
    with world.inside():
        return outreach.tell_staff(
            staff_id=world.staff[name].pk, kind="reminder", title="该跟进张阿姨了", text="回电话",
            link=("customer", 5), dedupe=dedupe, **more,
        )  # fmt: skip


def log(world: World) -> list[tuple[str, str]]:
    with world.inside():
        return list(Delivery.objects.order_by("id").values_list("state", "reason"))


def inbox(world: World) -> int:
    with world.inside():
        return Notification.objects.count()


@pytest.fixture
def sleeper(far_sail: World) -> World:
    """小李 sleeps from ten to seven."""
    with far_sail.inside():
        Staff.objects.filter(pk=far_sail.staff["小李"].pk).update(
            quiet_from=time(22), quiet_to=time(7)
        )
    return far_sail


def release(world: World) -> None:
    """Run the waiting jobs whose time has come."""
    with world.inside():
        waiting = list(ProcrastinateJob.objects.filter(scheduled_at__lte=clock.now()))
    for job in waiting:
        gate.release.run(**job.args)


def test_by_day_it_goes_out_at_once(sleeper: World) -> None:
    with clock.frozen(NOON):
        assert tell(sleeper) == "sent"
    assert log(sleeper) == [("sent", "")]
    assert inbox(sleeper) == 1


def test_the_same_thing_is_said_once(sleeper: World) -> None:
    with clock.frozen(NOON):
        assert [tell(sleeper), tell(sleeper), tell(sleeper, dedupe="d2")] == [
            "sent", "skipped", "sent",
        ]  # fmt: skip
        assert tell(sleeper, name="小赵") == "sent"
    assert log(sleeper) == [("sent", ""), ("skipped", "duplicate"), ("sent", ""), ("sent", "")]
    assert inbox(sleeper) == 3


def test_at_night_it_waits_for_the_morning(sleeper: World) -> None:
    with clock.frozen(NIGHT):
        assert tell(sleeper) == "delayed"
        assert tell(sleeper) == "skipped"  # still the same thing
        release(sleeper)
    assert inbox(sleeper) == 0
    with clock.frozen(MORNING - timedelta(seconds=1)):
        release(sleeper)
    assert inbox(sleeper) == 0
    with sleeper.inside():
        assert Delivery.objects.get(state="delayed").release_at == MORNING
    with clock.frozen(MORNING):
        release(sleeper)
        release(sleeper)
    assert inbox(sleeper) == 1
    assert log(sleeper) == [("sent", "quiet_hours"), ("skipped", "duplicate")]


def test_what_is_urgent_does_not_wait(sleeper: World) -> None:
    with clock.frozen(NIGHT):
        assert tell(sleeper, urgent=True) == "sent"
    assert inbox(sleeper) == 1


def test_who_sleeps_longer_is_told_later(sleeper: World) -> None:
    with clock.frozen(NIGHT):
        tell(sleeper)
    with sleeper.inside():
        Staff.objects.filter(pk=sleeper.staff["小李"].pk).update(quiet_to=time(9))
    with clock.frozen(MORNING):
        release(sleeper)
        assert inbox(sleeper) == 0
    with clock.frozen(MORNING + timedelta(hours=2)):
        release(sleeper)
    assert inbox(sleeper) == 1


def test_who_has_left_is_not_told(sleeper: World) -> None:
    with clock.frozen(NIGHT):
        tell(sleeper)
    sleeper.api("王总").post(f"/staff/{sleeper.staff['小李'].pk}/disable", {"version": 1})
    with clock.frozen(MORNING):
        release(sleeper)
        assert tell(sleeper, dedupe="d2") == "skipped"
    assert inbox(sleeper) == 0
    assert log(sleeper) == [("skipped", "staff_disabled"), ("skipped", "staff_disabled")]


def test_a_channel_that_fails_leaves_no_trace_of_success(
    sleeper: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(message: Message) -> None:
        raise RuntimeError(message.title)

    monkeypatch.setitem(Ports.senders, "in_app", broken)
    with clock.frozen(NOON), pytest.raises(RuntimeError, match="该跟进张阿姨了"):
        tell(sleeper)
    assert log(sleeper) == []
    monkeypatch.undo()
    with clock.frozen(NOON):
        assert tell(sleeper) == "sent"


def test_own_quiet_hours_come_from_the_settings(far_sail: World) -> None:
    api = far_sail.api("小李")
    version = api.get("/me/notify-settings")[1]["version"]
    asked = {"quiet_from": "22:00", "quiet_to": "07:00", "version": version}
    assert api.call("PUT", "/me/notify-settings", asked)[0] == 200
    with clock.frozen(NIGHT):
        assert tell(far_sail) == "delayed"
        assert tell(far_sail, name="小赵") == "sent"

"""Whatever goes wrong out there or here: it is tried again, nothing is lost, nobody is fooled."""

from datetime import timedelta
from typing import Any

import pytest

from keliu.hooks.models import HookDelivery
from keliu.hooks.services import keeping, recording, sending
from keliu.hooks.tests.receiver import Receiver
from keliu.hooks.tests.story import (
    add_customer,
    add_hook,
    log,
    relay,
    told,
    work,
)
from keliu.kit import clock
from keliu.platform.models import Notification
from tests.cast import World


def test_three_days_of_silence_switch_it_off_and_the_owner_is_told(
    far_sail: World, receiver: Receiver
) -> None:
    hook = add_hook(far_sail, receiver.url)
    add_customer(far_sail)
    relay(far_sail)
    receiver.answer = lambda _: 503
    at, began = clock.now(), clock.now()
    while at < began + timedelta(days=3, hours=1):
        with clock.frozen(at):
            work(far_sail, hook)
        at += timedelta(hours=1)
    [row] = log(far_sail, hook)
    assert row["state"] == "failed"
    with far_sail.inside():
        HookDelivery.objects.update(state="waiting", deadline_at=at + timedelta(days=1), next_at=at)
    with clock.frozen(at):
        work(far_sail, hook)
    boss = far_sail.api("王总")
    assert boss.get(f"/hooks/{hook['id']}")[1]["off"] == "failing"
    with far_sail.inside():
        note = Notification.objects.get()
        assert note.staff_id == far_sail.staff["王总"].pk
        assert "ERP" in note.title
        assert (note.link_kind, note.link_id) == ("hook", int(hook["id"]))


def test_gone_for_good_is_not_asked_again(far_sail: World, receiver: Receiver) -> None:
    hook = add_hook(far_sail, receiver.url)
    add_customer(far_sail)
    receiver.answer = lambda _: 410
    told(far_sail, hook)
    now = far_sail.api("王总").get(f"/hooks/{hook['id']}")[1]
    assert now["off"] == "gone"
    again = {"on": True, "version": now["version"]}
    assert far_sail.api("王总").patch(f"/hooks/{hook['id']}", again)[1]["off"] == ""


def test_what_was_given_up_is_sent_again(far_sail: World, receiver: Receiver) -> None:
    hook = add_hook(far_sail, receiver.url)
    for name in "甲乙丙":
        add_customer(far_sail, name)
    told(far_sail, hook)
    began = clock.now() - timedelta(hours=1)
    with far_sail.inside():
        HookDelivery.objects.filter(pk__in=HookDelivery.objects.order_by("id")[:2]).update(
            state="failed"
        )
    boss, place = far_sail.api("王总"), f"/hooks/{hook['id']}"
    later = {"since": clock.iso(clock.now() + timedelta(hours=1))}
    assert boss.post(f"{place}/replay", later)[1] == {"count": 0}
    assert boss.post(f"{place}/replay", {"since": clock.iso(began)})[1] == {"count": 2}
    work(far_sail, hook)
    assert [one.headers["webhook-id"] for one in receiver.heard[3:]] == [
        one.headers["webhook-id"] for one in receiver.heard[:2]
    ]
    last = log(far_sail, hook)[0]
    again = boss.post(f"{place}/deliveries/{last['id']}/replay")
    assert (again[0], again[1]["state"]) == (200, "waiting")
    work(far_sail, hook)
    assert len(receiver.heard) == 6


def test_an_address_nobody_answers_at_rests(far_sail: World, receiver: Receiver) -> None:
    hook = add_hook(far_sail, receiver.url.replace("http:", "https:"))
    add_customer(far_sail, "甲")
    add_customer(far_sail, "乙")
    told(far_sail, hook)
    tries = [(row["tries"], row["trouble"]) for row in log(far_sail, hook)]
    assert tries == [(0, ""), (1, "tls")]
    with far_sail.inside():
        assert sending.sweep() == 0
        with clock.frozen(clock.now() + timedelta(seconds=6)):
            assert sending.sweep() == 1


def test_who_is_killed_while_sending_loses_nothing(
    far_sail: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = add_hook(far_sail, receiver.url)
    add_customer(far_sail)
    relay(far_sail)
    real = sending._posted

    def killed(parcel: sending.Parcel) -> Any:
        real(parcel)
        raise SystemExit

    monkeypatch.setattr(sending, "_posted", killed)
    with pytest.raises(SystemExit):
        work(far_sail, hook)
    monkeypatch.setattr(sending, "_posted", real)
    work(far_sail, hook)
    assert len(receiver.heard) == 1  # the dead one still holds the endpoint
    with clock.frozen(clock.now() + sending.LEASE):
        with far_sail.inside():
            assert sending.sweep() == 1
        work(far_sail, hook)
    assert len({one.headers["webhook-id"] for one in receiver.heard}) == 1
    assert len(receiver.heard) == 2
    assert log(far_sail, hook)[0]["state"] == "done"


def test_a_late_outcome_of_one_who_lost_the_endpoint_counts_for_nothing(
    far_sail: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = add_hook(far_sail, receiver.url)
    add_customer(far_sail)
    relay(far_sail)
    receiver.answer = lambda _: 500
    real = sending._posted

    def slow(parcel: sending.Parcel) -> Any:
        answer = real(parcel)
        monkeypatch.setattr(sending, "_posted", real)
        receiver.answer = lambda _: 200
        with clock.frozen(clock.now() + sending.LEASE):
            work(far_sail, hook)
        return answer

    monkeypatch.setattr(sending, "_posted", slow)
    work(far_sail, hook)
    [row] = log(far_sail, hook)
    assert (row["state"], row["tries"], row["status"]) == ("done", 2, 200)


def test_what_an_order_tells_goes_with_the_consent_of_its_customer() -> None:
    told = recording.Told("order.paid", 7)
    assert recording._whose(told, {"customer": {"id": "5", "name": "张阿姨"}}) == 5
    assert recording._whose(told, {"customer": None}) is None
    assert recording._whose(recording.Told("customer.updated", 7, 7), None) == 7


def test_thirty_days_and_a_withdrawal(far_sail: World, receiver: Receiver) -> None:
    hook = add_hook(far_sail, receiver.url)
    customer = add_customer(far_sail)
    told(far_sail, hook)
    with far_sail.inside():
        keeping.forget_customer(int(customer["id"]))
        assert HookDelivery.objects.get().body_sealed is None
        assert keeping.forget_old() == 0
        with clock.frozen(clock.now() + timedelta(days=31)):
            assert keeping.forget_old() == 1

"""The open door for events keeps one flooding address out, and nobody else."""

from typing import Any

import pytest
from django.test import Client

from keliu.customers.models import Customer
from keliu.kit import pace
from keliu.kit.pace import Pace
from keliu.radar.api import visitor
from keliu.radar.models import Event
from keliu.radar.tests.factories import customer, event, scene
from tests.cast import Api, World


def _send(client: Client, address: str, **headers: str) -> int:
    answer = client.post(
        "/api/v1/radar/events",
        {"code": "none", "events": []},
        content_type="application/json",
        REMOTE_ADDR=address,
        headers=headers,
    )
    return answer.status_code


def test_who_floods_waits_and_the_others_do_not(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "PACE", Pace(most=3, seconds=60))
    client = Client()
    seen = [_send(client, "203.0.113.9") for _ in range(5)]
    assert seen[:3] == [404, 404, 404]
    assert seen[3:] == [429, 429]
    assert _send(client, "203.0.113.10") == 404
    assert _send(client, "203.0.113.9", x_forwarded_for="198.51.100.1") == 429


def test_one_person_can_not_flood_however_many_addresses(
    far_sail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor, "PERSON_PACE", Pace(most=3, seconds=600))
    stage = scene(far_sail)
    zhang, li = customer(far_sail, "张阿姨"), customer(far_sail, "李叔")
    addresses = (f"203.0.113.{one}" for one in range(1, 99))

    def send(who: Customer | None, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        api = Api(stage.token(who) if who else None)
        api.client.defaults["REMOTE_ADDR"] = next(addresses)
        return api.post("/radar/events", {"code": stage.code.code, "events": [sent]})

    batches = [event("card_view") for _ in range(5)]
    assert [send(zhang, one)[0] for one in batches] == [200, 200, 200, 429, 429]
    status, said = send(zhang, batches[0])
    assert (status, said["code"], said["detail"]) == (429, "too_many", "操作太频繁,请稍后再试")
    assert send(li, event("card_view"))[0] == 200
    assert send(None, event("card_view"))[0] == 200
    monkeypatch.setattr(visitor, "PERSON_PACE", Pace(most=9, seconds=600))
    # What was refused is taken when it comes again, and what was taken is not taken twice.
    assert [send(zhang, one)[1]["stored"] for one in batches] == [0, 0, 0, 1, 1]
    with far_sail.inside():
        assert Event.objects.filter(customer_id=zhang.pk).count() == 5


def test_the_pace_starts_anew_and_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    at = 100.0
    monkeypatch.setattr("keliu.kit.pace.time.monotonic", lambda: at)
    monkeypatch.setattr(pace, "MOST_KEYS", 2)
    door = Pace(most=1, seconds=10)
    assert door.allows("a")
    assert not door.allows("a")
    at = 110.0
    assert door.allows("a")
    assert door.allows("b")
    assert door.allows("c")
    assert door.allows("a")  # pushed out by the others

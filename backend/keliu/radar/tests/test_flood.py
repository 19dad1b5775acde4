"""The open door for events keeps one flooding address out, and nobody else."""

import pytest
from django.test import Client

from keliu.kit import pace
from keliu.kit.pace import Pace
from keliu.radar.api import visitor


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

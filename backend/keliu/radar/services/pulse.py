"""A beat for screens that show everybody's visits: something moved, look again.

It says nothing of whom or what, so it widens nobody's reach: who hears it asks as themselves.
"""

import time
from typing import Any

from keliu.kit import scope
from keliu.kit.actor import Actor
from keliu.platform import realtime

TYPE = "radar.moved"
EVERY_SECONDS = 1.0  # a screen asks no more often; what moved in between is asked for a beat later
LISTENS = "boss.read"
_beaten: dict[int, float] = {}


def letters() -> list[tuple[str, str, Any]]:
    """The beat of the current merchant, unless there was one within the last second."""
    merchant_id, now = scope.current(), time.monotonic()
    if merchant_id in _beaten and now - _beaten[merchant_id] < EVERY_SECONDS:
        return []
    _beaten[merchant_id] = now
    return [(realtime.RADAR_TOPIC, TYPE, {})]


def topics(who: Actor) -> list[str]:
    """Who may see the boss's screens may hear the beat (accounts' port `topics`)."""
    return [realtime.RADAR_TOPIC] if who.may(LISTENS) else []

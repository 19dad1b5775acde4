"""What visitors did becomes what people see: the radar's digest, a moment after each batch."""

from __future__ import annotations

import logging
import threading
import time

from prometheus_client import Counter, Gauge, Histogram

from keliu.config.relay.leader import Connection

log = logging.getLogger("keliu.relay")

CALM_SECONDS, BUSY_SECONDS, BUSY, BEHIND = 0.2, 0.3, 40, 400
"""While events come in, everything of this time is summed up at once; the first is not held up.

From BUSY batches a turn on people send more than one in the longer time, and are summed up once;
from BEHIND on there is no rest.
"""
BATCHES = Counter("keliu_radar_batches_total", "Batches of events digested")
FAILED = Counter("keliu_radar_failed_total", "Digests of a merchant to be tried again")
SECONDS = Histogram("keliu_radar_digest_seconds", "How long one digest of a merchant takes")
LAST_SUCCESS = Gauge("keliu_radar_last_success_seconds", "When the digest last worked")
# Marks live for parts of a second: the table is next to empty.
WAITING = "SELECT DISTINCT merchant_id FROM radar_mark"


class DigestRelay:
    """radar_mark → visits, counters, timeline and live lines; see radar.services.digest."""

    name = "radar digest"
    channel = "keliu_radar"
    lock = 4

    def work(self, connection: Connection, stop: threading.Event) -> None:
        """Digest until nothing new has come for two turns."""
        idle = 0
        while idle < 2 and not stop.is_set():
            began = time.monotonic()
            done = self._turn(connection, stop)
            idle = 0 if done else idle + 1
            if done < BEHIND:
                pause = BUSY_SECONDS if done >= BUSY else CALM_SECONDS
                stop.wait(max(0.0, pause - (time.monotonic() - began)))

    def _turn(self, connection: Connection, stop: threading.Event) -> int:
        merchants = connection.execute(WAITING.encode(), prepare=True).fetchall()
        done = 0
        for (merchant_id,) in merchants:
            if not stop.is_set():
                done += self._digest(int(str(merchant_id)))
        LAST_SUCCESS.set_to_current_time()
        return done

    def _digest(self, merchant_id: int) -> int:
        """One merchant's share; what fails is logged and waits for the next turn."""
        from django.db import close_old_connections

        from keliu.platform.tenancy import merchant_scope
        from keliu.radar import public as radar

        close_old_connections()
        try:
            with SECONDS.time(), merchant_scope(merchant_id):
                done = radar.digest()
        except Exception:
            log.exception("events of merchant %s were not digested", merchant_id)
            FAILED.inc()
            return 0
        BATCHES.inc(done)
        return done

"""The worker process: queued jobs in the main thread, both relays beside them."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Sequence
from functools import partial
from typing import Any

import django
from prometheus_client import start_http_server

from keliu.config.boot import refuse_weak
from keliu.config.relay.audit import AuditRelay
from keliu.config.relay.digest import DigestRelay
from keliu.config.relay.leader import keep_running, lead
from keliu.config.relay.outbox import OutboxRelay, Together
from keliu.config.relay.push import PushRelay
from keliu.config.trouble import Trouble

log = logging.getLogger("keliu.worker")

STALLED_SECONDS = 30.0
ASK_AGAIN_SECONDS = 1.0  # a call that was missed costs a second, not five
STOP_SECONDS = 3.0


def run() -> None:
    """Work until SIGTERM or SIGINT; ends with an error when the database goes away.

    The supervisor (or systemd) starts it again: nothing is held in memory.
    """
    relay_url = os.environ.get("KELIU_RELAY_DATABASE_URL", "")
    if not relay_url:
        raise Trouble(
            "没有设置 KELIU_RELAY_DATABASE_URL,后台进程连不上数据库",
            "请用 keliu serve 启动,或设置这个环境变量",
        )
    refuse_weak(os.environ)
    django.setup()
    _serve_metrics()
    stop = threading.Event()
    outbox = OutboxRelay(_deliver, Together(_goes_together, _deliver_together))
    relays = [
        keep_running(relay.name, partial(lead, relay, relay_url), stop)
        for relay in (PushRelay(), outbox, AuditRelay(), DigestRelay())
    ]
    try:
        asyncio.run(_work())
    finally:
        stop.set()
        for thread in relays:
            thread.join(STOP_SECONDS)


def _deliver(kind: str, merchant_id: int, payload: dict[str, Any], entry_id: int) -> None:
    from django.db import close_old_connections

    from keliu.config import subscriptions

    # This thread lives for days: a connection that broke must not fail every later delivery.
    close_old_connections()
    subscriptions.deliver(kind, merchant_id, payload, entry_id)


def _goes_together(kind: str) -> bool:
    from keliu.config import subscriptions

    return subscriptions.goes_together(kind)


def _deliver_together(
    kind: str, merchant_id: int, payloads: Sequence[tuple[int, dict[str, Any]]]
) -> None:
    from django.db import close_old_connections

    from keliu.config import subscriptions

    close_old_connections()
    subscriptions.deliver_together(kind, merchant_id, payloads)


async def _work() -> None:
    """The queue's worker; a signal lets it finish its jobs, but not wait for the database."""
    from procrastinate.contrib.django import app

    _stop_on_signals(asyncio.current_task())
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()):
        async with app.open_async():
            rescue = asyncio.create_task(_rescue_stalled(app))
            try:
                await app.run_worker_async(
                    concurrency=int(os.environ.get("KELIU_WORKER_CONCURRENCY", "2")),
                    delete_jobs="successful",
                    fetch_job_polling_interval=ASK_AGAIN_SECONDS,
                    shutdown_graceful_timeout=STOP_SECONDS,
                    install_signal_handlers=False,
                )
            except asyncio.CancelledError:
                log.info("stopped")
            finally:
                rescue.cancel()


def _stop_on_signals(work: asyncio.Task[None] | None) -> None:
    def stop() -> None:
        # When the database stops at the same moment, its pool would wait for it half a minute.
        last_resort = threading.Timer(STOP_SECONDS + 0.5, os._exit, [1])
        last_resort.daemon = True
        last_resort.start()
        if work is not None:
            work.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


async def _rescue_stalled(app: Any) -> None:
    """Give jobs of a killed worker to the others; they are idempotent, so twice is fine."""
    while True:
        try:
            jobs = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS)
            for job in jobs:
                log.warning("job %s %s was left behind, starting it again", job.id, job.task_name)
                await app.job_manager.retry_job(job)
        except Exception:
            log.exception("stalled jobs could not be looked for")
        await asyncio.sleep(STALLED_SECONDS)


def _serve_metrics() -> None:
    port = os.environ.get("KELIU_WORKER_METRICS_PORT")
    if port:
        start_http_server(int(port), addr="127.0.0.1")


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keliu.config.settings")
    run()


if __name__ == "__main__":
    main()

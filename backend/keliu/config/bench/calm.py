"""Waiting until nothing is left to do: a figure shall not pay for what came before it."""

import time
from collections.abc import Callable, Mapping

import psycopg

from keliu.config.trouble import Trouble

LIMIT_SECONDS, PAUSE = 120.0, 0.5
STEADY = 2  # looks in a row that find nothing: a reaction may put something new on its way
RELAYED = """SELECT
 (SELECT count(*) FROM platform_outbox
  WHERE done_at IS NULL AND coalesce(next_try_at, created_at) <= clock_timestamp()),
 (SELECT count(*) FROM radar_mark),
 (SELECT count(*) FROM platform_push_out),
 (SELECT count(*) FROM platform_audit WHERE seq IS NULL)"""
JOBS = """SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'
 OR (status = 'todo' AND coalesce(scheduled_at, now()) <= now())"""
NAMES = ("事件", "行为批次", "推送", "审计", "任务")
Left = dict[str, int]


def left(environment: Mapping[str, str]) -> Left:
    """What waits for the worker now, by name; nothing when it has come to rest."""
    with psycopg.connect(environment["KELIU_RELAY_DATABASE_URL"], connect_timeout=5) as relay:
        relayed = relay.execute(RELAYED).fetchone() or ()
    with psycopg.connect(environment["KELIU_OWNER_DATABASE_URL"], connect_timeout=5) as owner:
        jobs = owner.execute(JOBS).fetchone() or ()
    return {name: many for name, many in zip(NAMES, (*relayed, *jobs), strict=True) if many}


def wait(look: Callable[[], Left], limit: float = LIMIT_SECONDS, pause: float = PAUSE) -> Left:
    """Until nothing is left, at most `limit` seconds; returns what is left then."""
    deadline, calm = time.monotonic() + limit, 0
    while calm < STEADY:
        found = look()
        calm = 0 if found else calm + 1
        if found and time.monotonic() > deadline:
            return found
        if calm < STEADY:
            time.sleep(pause)
    return {}


def told(found: Left) -> str:
    """The sentence for what is left."""
    rest = "、".join(f"{name} {many:,}" for name, many in found.items())
    return f"后台等了 {LIMIT_SECONDS:.0f} 秒还没有做完({rest}),下面的数字会受它影响"


def before(what: str, environment: Mapping[str, str], tell: Callable[[str], None]) -> None:
    """Come to rest before `what` is measured; says so when that takes too long."""
    try:
        found = wait(lambda: left(environment))
    except psycopg.Error as wrong:
        raise Trouble(f"量“{what}”之前看不到后台还有什么没做:{wrong}") from wrong
    if found:
        tell(told(found))

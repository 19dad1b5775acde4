"""What the database says about itself: roles, fences, migrations, jobs, relays, bus, clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from keliu.config.doctor.report import Check, bad, good
from keliu.config.relay import LOCK_SPACE
from keliu.kit import clock

Connection = psycopg.Connection[tuple[object, ...]]

OLDEST_VERSION = 15
MAX_LAG_SECONDS = 30.0
MAX_CLOCK_SECONDS = 2.0
# Read before a merchant is known; each is listed with its reason in tests/test_catalogue.py.
GLOBAL_WITH_MERCHANT = [
    "accounts_membership",
    "accounts_session",
    "platform_route",
    "platform_ticket",
]

ROLES = """
SELECT rolname, rolsuper, rolbypassrls,
       (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relowner = r.oid AND n.nspname = 'public')
FROM pg_roles r WHERE rolname IN ('keliu_owner', 'keliu_app', 'keliu_relay')
"""
OPEN_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> ALL (%s)
  AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid
              AND a.attname = 'merchant_id' AND NOT a.attisdropped)
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity
           AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
ORDER BY 1
"""
FENCED = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relforcerowsecurity
"""
JOBS = """
SELECT count(*) FILTER (WHERE status = 'failed'),
       count(*) FILTER (WHERE status = 'todo'
                        AND coalesce(scheduled_at, now()) < now() - interval '1 minute'),
       count(*) FILTER (WHERE status = 'todo')
FROM procrastinate_jobs
"""
RELAY = """
SELECT (SELECT count(*) FROM platform_outbox WHERE done_at IS NULL),
       (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8
        FROM platform_outbox WHERE done_at IS NULL),
       (SELECT count(*) FROM platform_outbox WHERE done_at IS NULL AND tries > 5),
       (SELECT coalesce(extract(epoch FROM now() - min(at)), 0)::float8 FROM platform_push_out),
       (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted
        AND classid = %s AND objid IN (1, 2))
"""


@dataclass(frozen=True)
class Addresses:
    app: str
    owner: str
    relay: str


def database_checks(addresses: Addresses, *, serving: bool) -> list[Check]:
    """Everything that needs a connection; one line of trouble when there is none."""
    try:
        with (
            psycopg.connect(addresses.owner, connect_timeout=5, autocommit=True) as owner,
            psycopg.connect(addresses.app, connect_timeout=5, autocommit=True) as app,
            psycopg.connect(addresses.relay, connect_timeout=5, autocommit=True) as relay,
        ):
            checks: list[tuple[str, Callable[[], Check]]] = [
                ("数据库", lambda: _version(app)),
                ("角色", lambda: _roles(owner)),
                ("商户围栏", lambda: _fences(owner)),
                ("任务", lambda: _jobs(app)),
                ("事件转发", lambda: _relay(relay, serving=serving)),
                ("进程间通知", lambda: _bus(relay)),
                ("时钟", lambda: _clock(app)),
            ]
            return [_tried(name, check) for name, check in checks]
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[-1]
        return [bad("数据库", f"连不上:{said}", "请运行 keliu serve,或检查数据库地址和密码")]


def _tried(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except psycopg.errors.UndefinedTable:
        return bad(name, "表还没有建好", "请运行 keliu migrate")
    except psycopg.Error as error:
        return bad(name, str(error).strip().splitlines()[0], "请运行 keliu migrate,再看数据库日志")


def _version(app: Connection) -> Check:
    number = app.info.server_version
    found = f"PostgreSQL {number // 10000}.{number % 10000}"
    if number // 10000 < OLDEST_VERSION:
        return bad("数据库", found, f"请升级到 PostgreSQL {OLDEST_VERSION} 以上")
    return good("数据库", found)


def _roles(owner: Connection) -> Check:
    known = {str(row[0]): row[1:] for row in owner.execute(ROLES)}
    wrong = [
        f"缺少 {name}" for name in ("keliu_owner", "keliu_app", "keliu_relay") if name not in known
    ]
    superuser, bypass, owned = known.get("keliu_app", (False, False, 0))
    if superuser or bypass:
        wrong.append("keliu_app 能绕过行级安全")
    if owned:
        wrong.append(f"keliu_app 拥有 {owned} 个表")
    for name in ("keliu_owner", "keliu_relay"):
        if name in known and not known[name][1]:
            wrong.append(f"{name} 没有 BYPASSRLS")
    if wrong:
        return bad("角色", "、".join(map(str, wrong)), "请按部署文档重新建立三个角色")
    return good("角色", "owner、app、relay 各守其位")


def _fences(owner: Connection) -> Check:
    open_tables = [str(row[0]) for row in owner.execute(OPEN_TABLES, [GLOBAL_WITH_MERCHANT])]
    if open_tables:
        return bad("商户围栏", f"没有强制行级安全:{'、'.join(open_tables)}", "请运行 keliu migrate")
    row = owner.execute(FENCED).fetchone()
    count = row[0] if row else 0
    if not count:
        return bad("商户围栏", "一个有围栏的表也没有", "请运行 keliu migrate")
    return good("商户围栏", f"{count} 个表都有强制行级安全")


def _jobs(app: Connection) -> Check:
    failed, late, waiting = _numbers(app, JOBS)
    if late:
        return bad("任务", f"{late:.0f} 个任务等了 1 分钟以上", "请看 worker 进程是否在运行")
    if failed:
        return bad("任务", f"{failed:.0f} 个任务失败", "请看 logs/worker.log 里的原因")
    return good("任务", f"{waiting:.0f} 个等待,没有失败")


def _relay(relay: Connection, *, serving: bool) -> Check:
    waiting, age, stuck, push_age, leading = _numbers(relay, RELAY, [LOCK_SPACE])
    if stuck:
        return bad("事件转发", f"{stuck:.0f} 个事件试了 5 次以上", "请看 logs/worker.log 里的原因")
    if max(age, push_age) > MAX_LAG_SECONDS:
        lag = max(age, push_age)
        return bad("事件转发", f"最早的一条已等 {lag:.0f} 秒", "请看 worker 进程是否在运行")
    if serving and leading < 2:
        return bad("事件转发", "没有 worker 在转发", "请看 logs/worker.log")
    return good("事件转发", f"{waiting:.0f} 条等待,最久 {age:.1f} 秒")


def _bus(relay: Connection) -> Check:
    relay.execute("LISTEN keliu_doctor")
    began = time.perf_counter()
    relay.execute("SELECT pg_notify('keliu_doctor', '')")
    heard = list(relay.notifies(timeout=2, stop_after=1))
    took = (time.perf_counter() - began) * 1000
    [used] = _numbers(relay, "SELECT pg_notification_queue_usage()")
    if not heard:
        return bad("进程间通知", "NOTIFY 没有收到", "请检查数据库地址是否经过事务级连接池")
    if used > 0.5:
        return bad("进程间通知", f"队列已用 {used:.0%}", "有连接在事务里长时间不动,请重启它")
    return good("进程间通知", f"{took:.1f} 毫秒,队列已用 {used:.0%}")


def _clock(app: Connection) -> Check:
    before = clock.now_ms()
    [there] = _numbers(app, "SELECT extract(epoch FROM clock_timestamp())::float8")
    middle = (before + clock.now_ms()) / 2 / 1000
    apart = abs(there - middle)
    if apart > MAX_CLOCK_SECONDS:
        return bad("时钟", f"和数据库相差 {apart:.1f} 秒", "请开启两台机器的时间同步(NTP)")
    return good("时钟", f"和数据库相差 {apart * 1000:.0f} 毫秒")


def _numbers(connection: Connection, sql: str, params: list[object] | None = None) -> list[float]:
    row = connection.execute(sql.encode(), params).fetchone()
    return [float(str(value)) for value in row or ()]

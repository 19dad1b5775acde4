"""One run: a house on the bench's folder, every scenario in turn, a table and a JSON file."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from keliu.config.bench import (
    SCENARIOS,
    answers,
    budgets,
    calm,
    client,
    halt,
    idle,
    imports,
    live,
    meter,
    night,
    pgbench,
    scenarios,
    till,
)
from keliu.config.bench.callback import LONGEST, PER_SECOND, Callback, Heard
from keliu.config.bench.sockets import LISTENERS, Board
from keliu.config.cluster.vault import secrets_of
from keliu.config.supervisor import threads
from keliu.config.supervisor.house import House
from keliu.config.supervisor.run import Opened, Plan, open_house
from keliu.config.supervisor.services import run_once
from keliu.config.trouble import Trouble

CONNECTIONS = 8
YARDSTICK = 2.0  # seconds of the list in pgbench before and after what has a budget
WARM_UP = 3.0  # long enough for every visitor to have sent a batch
PREPARING, USUAL = 7_200.0, 300.0  # seconds that something may take at most
LIMITS = {"import": 7_500.0, "scoring": 3_600.0, "callback": LONGEST + USUAL,
          **dict.fromkeys(answers.SETS, PREPARING)}  # fmt: skip
Tell = Callable[[str], None]
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Asked:
    """What to measure, where and for how long."""

    data: Path
    names: tuple[str, ...] = SCENARIOS
    customers: int = 100_000
    seconds: float = 10.0
    json_file: Path | None = None
    threads: int = threads.USUAL
    events: int = 10_000_000


@dataclass(frozen=True)
class Result:
    """One scenario; `bound_rps` is pgbench with the same statements, `per` what is counted."""

    scenario: str
    rps: float
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    cpu_ms_per_request: float
    bound_rps: float | None
    errors: int
    per: str = "request"
    budget: dict[str, Any] | None = None  # how it stands to architecture §6, see `budgets`
    steps: dict[str, float] | None = None  # seconds of every step, where there are several
    note: str = ""


def bench(asked: Asked, tell: Tell, report: Report) -> dict[str, Any]:
    """Measure and return the whole JSON.

    Raises Trouble for an unknown scenario, for one that does not end, and when a signal ends it.
    """
    strange = [name for name in asked.names if name not in SCENARIOS]
    if strange:
        raise Trouble(f"没有“{strange[0]}”这个场景", f"可选:{'、'.join(SCENARIOS)}")
    machine = meter.machine()
    with halt.on_signals() as listen, House(asked.data) as house:
        listen()
        with_box = bool({"callback", "order"} & {*asked.names})
        plan = Plan(asked.data, threads=asked.threads, with_box=with_box)
        opened = open_house(house, plan, tell)
        house.wait_until(house.all_ready, "服务")
        tell(f"正在准备 {asked.customers:,} 位客户的数据")
        with halt.within(PREPARING, "准备压测数据", house.logs):
            facts = _prepare(asked, opened, house.logs)
        results = []
        for place, name in enumerate(asked.names):
            report("场景", place, len(asked.names))
            calm.before(name, opened.environment, tell)
            limit = LIMITS.get(name, USUAL) + 3 * asked.seconds
            with halt.within(limit, f"场景 {name} ", house.logs):
                results.append(_measured(name, asked, house, opened, facts))
    report("场景", len(asked.names), len(asked.names))
    found = {"machine": machine, "customers": asked.customers, "seconds": asked.seconds}
    whole = {**found, "results": [asdict(result) for result in results]}
    if asked.json_file:
        asked.json_file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    return whole


def _prepare(asked: Asked, opened: Opened, logs: Path) -> dict[str, Any]:
    command = ["-m", "keliu.config.bench.prepare", str(asked.customers), str(asked.data / "bench")]
    environment = {**opened.environment, "KELIU_NODE": "4"}
    said = run_once(command, environment, logs / "bench.log", "准备压测数据")
    facts: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return facts


def _measured(
    name: str, asked: Asked, house: House, opened: Opened, facts: dict[str, Any]
) -> Result:
    if name in OWN:
        return OWN[name](asked, house, opened, facts)
    host = f"localhost:{opened.ports.web}"
    address = ("127.0.0.1", opened.ports.web)
    stream = _stream(name, facts, host)
    client.drive(address, stream, connections=CONNECTIONS, seconds=WARM_UP)
    if name == "ingest":  # the first alerts of the day are out, as for nearly all of its batches
        calm.wait(lambda: calm.left(opened.environment))
    # What a batch leaves to the worker (the radar's digest) belongs to its price.
    names = ("web", "worker") if name == "ingest" else ("web",)
    watched = _watched(house, *names)
    speed = _raw("list", YARDSTICK, opened, facts)
    before = meter.cpu_seconds(watched)
    parts = [meter.cpu_seconds([pid]) for pid in watched]
    said = client.drive(address, stream, connections=CONNECTIONS, seconds=asked.seconds)
    used = meter.cpu_seconds(watched) - before
    parts = [meter.cpu_seconds([pid]) - was for pid, was in zip(watched, parts, strict=True)]
    if said.errors:
        sys.stderr.write(f"{name}: {said.first_error}\n")
    after = _raw("list", YARDSTICK, opened, facts)
    found = _result(name, said, used, _raw(name, asked.seconds / 2, opened, facts))
    if asked.customers == budgets.AT and speed and after:
        found = _judged(found, (speed + after) / 2)
    return _of_events(found, said, parts) if name == "ingest" else found


def _raw(name: str, seconds: float, opened: Opened, facts: dict[str, Any]) -> float | None:
    """How often a second PostgreSQL alone runs the statements of a scenario."""
    scripts = facts["statements"].get(name, [])
    url = opened.environment["KELIU_DATABASE_URL"]
    return pgbench.rate(url, scripts, clients=CONNECTIONS, seconds=seconds)


def _judged(found: Result, raw: float) -> Result:
    """With its budget, read beside the raw database just before and after."""
    verdict = budgets.judged(found.scenario, found.rps, found.cpu_ms_per_request, raw)
    return replace(found, budget=asdict(verdict)) if verdict else found


def _of_events(found: Result, said: client.Answers, parts: list[float]) -> Result:
    """A batch is many events; what it costs where."""
    batches = max(len(said.seconds), 1)
    each = " + ".join(f"{one * 1000 / batches:.2f}" for one in parts)
    events = scenarios.BATCH * found.rps
    return replace(
        found,
        per=f"batch of {scenarios.BATCH} events",
        note=f"每秒 {events:,.0f} 条,每条 {found.cpu_ms_per_request / scenarios.BATCH:.3f} CPU-ms"
        f"(网页 + 后台 + 数据库,每批 {each})",
    )


def _stream(name: str, facts: dict[str, Any], host: str) -> Iterator[bytes]:
    if name == "create":
        return scenarios.written_out(scenarios.creates(facts, host))
    if name == "ingest":
        return scenarios.written_out(scenarios.ingests(facts, host), 500)
    return scenarios.reads(name, facts, host)


def _watched(house: House, *names: str) -> list[int]:
    """The processes whose time counts: named services in this order, and the database."""
    known = {service.name: service.pid for service in house.services}
    pids = [known.get(name) for name in names]
    pids.append(house.cluster.pid if house.cluster else None)
    return [pid for pid in pids if pid is not None]


def _result(name: str, said: client.Answers, used: float, bound: float | None) -> Result:
    done = max(len(said.seconds), 1)
    return Result(
        scenario=name,
        rps=round(done / said.elapsed, 1),
        p50_ms=round(client.share_of(said.seconds, 0.50), 2),
        p95_ms=round(client.share_of(said.seconds, 0.95), 2),
        p99_ms=round(client.share_of(said.seconds, 0.99), 2),
        cpu_ms_per_request=round(used * 1000 / done, 3),
        bound_rps=round(bound, 1) if bound else None,
        errors=said.errors,
    )


def _import(asked: Asked, house: House, opened: Opened, facts: dict[str, Any]) -> Result:
    """A sheet checked, imported and taken back; the figure is the import's own."""
    rows = min(asked.customers, imports.MOST)
    watched = _watched(house, "web", "worker")
    base_url, token = f"http://localhost:{opened.ports.web}", facts["tokens"]["owner"]
    found = imports.Bringer(base_url, token, lambda: meter.cpu_seconds(watched)).go(rows)
    return Result(
        scenario="import",
        rps=round(rows / found.seconds["run"], 1),
        p50_ms=None,
        p95_ms=None,
        p99_ms=None,
        cpu_ms_per_request=round(found.cpu_seconds * 1000 / rows, 4),
        bound_rps=None,
        errors=found.refused,
        per="row of the import itself",
        steps=found.seconds,
    )


def _scoring(asked: Asked, house: House, opened: Opened) -> Result:
    """A night's scores and guesses of all customers; database not counted in CPU."""
    found = night.measured({**opened.environment, "KELIU_NODE": "6"}, house.logs / "bench.log")
    return Result(
        scenario="scoring",
        rps=round(asked.customers / found.seconds, 1),
        p50_ms=None,
        p95_ms=None,
        p99_ms=None,
        cpu_ms_per_request=round(found.cpu_seconds * 1000 / asked.customers, 4),
        bound_rps=None,
        errors=0,
        per="customer scored at night",
        note=f"{asked.customers:,} 位 {found.seconds:.1f} 秒,进程最多 {found.megabytes:,.0f} MB",
    )


def _answers(
    name: str, asked: Asked, house: House, opened: Opened, facts: dict[str, Any]
) -> Result:
    """Questions that one person waits for, asked among `events` of the radar."""
    environment = {**opened.environment, "KELIU_NODE": "8"}
    ready = answers.loaded(environment, asked.events, house.logs / "bench.log")
    web = opened.ports.web
    watched = _watched(house, "web")
    before = meter.cpu_seconds(watched)
    found = answers.ask(
        ("127.0.0.1", web), f"localhost:{web}", answers.SETS[name](ready), facts["tokens"],
        asked.seconds,
    )  # fmt: skip
    used = meter.cpu_seconds(watched) - before
    if found.errors:
        sys.stderr.write(f"{name}: {found.first_error}\n")
    each = "、".join(f"{one} {spent * 1000:,.0f}" for one, spent in found.p95().items())
    return Result(
        scenario=name,
        rps=round(len(found.all) / max(sum(found.all), 0.001), 1),
        p50_ms=round(client.share_of(found.all, 0.50), 2),
        p95_ms=round(client.share_of(found.all, 0.95), 2),
        p99_ms=round(client.share_of(found.all, 0.99), 2),
        cpu_ms_per_request=round(used * 1000 / max(found.asked, 1), 3),
        bound_rps=None,
        errors=found.errors,
        per="question, one after the other",
        steps=found.p95(),
        note=f"{ready['events']:,} 条行为;各问题 95 % 在多少毫秒内:{each}",
    )


def _socket(asked: Asked, house: House, opened: Opened, facts: dict[str, Any]) -> Result:
    """Moves on the board, heard by LISTENERS sockets; CPU is the gateway's per delivery."""
    board = Board(f"http://localhost:{opened.ports.web}", facts)
    gateway = [service.pid for service in house.services if service.name == "gateway"]
    watched = [pid for pid in gateway if pid is not None]
    before = meter.cpu_seconds(watched)
    delivered = asyncio.run(board.run(asked.seconds))
    used = meter.cpu_seconds(watched) - before
    many = max(len(delivered.seconds), 1)
    return Result(
        scenario="socket",
        rps=round(delivered.sent / max(delivered.elapsed, 0.001), 1),
        p50_ms=round(client.share_of(delivered.seconds, 0.50), 2),
        p95_ms=round(client.share_of(delivered.seconds, 0.95), 2),
        p99_ms=round(client.share_of(delivered.seconds, 0.99), 2),
        cpu_ms_per_request=round(used * 1000 / many, 4),
        bound_rps=None,
        errors=delivered.missing,
        per=f"delivery to one of {LISTENERS} sockets",
    )


def _live(asked: Asked, house: House, opened: Opened, facts: dict[str, Any]) -> Result:
    """Events at a steady rate until they are on the screens; CPU is everybody's per event."""
    owner_url = opened.environment["KELIU_OWNER_DATABASE_URL"]
    stage = live.Stage(opened.ports.web, opened.ports.gateway, owner_url, facts)
    watched = _watched(house, "web", "worker", "gateway")
    before = meter.cpu_seconds(watched)
    found = asyncio.run(stage.run(asked.seconds))
    used = meter.cpu_seconds(watched) - before
    return Result(
        scenario="live",
        rps=round(found.events / found.elapsed, 1),
        p50_ms=round(client.share_of(found.seconds, 0.50), 2),
        p95_ms=round(client.share_of(found.seconds, 0.95), 2),
        p99_ms=round(client.share_of(found.seconds, 0.99), 2),
        cpu_ms_per_request=round(used * 1000 / max(found.events, 1), 4),
        bound_rps=None,
        errors=found.missing + found.refused,
        per=f"event, in batches of {live.BATCH}; times are until it was on a screen",
        note=f"{live.SOCKETS} 个长连接在听,{len(found.seconds):,} 次上屏",
    )


def _idle(house: House, opened: Opened) -> Result:
    """Sockets nobody speaks to; CPU is the gateway's per second and thousand of them."""
    [gateway] = [one.pid for one in house.services if one.name == "gateway" and one.pid]
    owner = opened.environment["KELIU_OWNER_DATABASE_URL"]
    found = asyncio.run(idle.measured(opened.ports.gateway, gateway, owner, idle.Cpu([gateway])))
    return Result(
        scenario="idle",
        rps=round(found.opened_per_second, 1),
        p50_ms=round(client.share_of(found.seconds, 0.50), 2),
        p95_ms=round(client.share_of(found.seconds, 0.95), 2),
        p99_ms=round(client.share_of(found.seconds, 0.99), 2),
        cpu_ms_per_request=round(found.cpu_share * 1_000_000 / found.sockets, 3),
        bound_rps=None,
        errors=0,
        per="second and thousand open sockets; times are of one message to all of them",
        note=f"{found.sockets:,} 个空闲连接,每个 {found.kilobytes_each} KiB",
    )


def _order(asked: Asked, house: House, opened: Opened, facts: dict[str, Any]) -> Result:
    """Orders placed, paid and told of; CPU is web's and database's together, without the box."""
    environment = {**opened.environment, "KELIU_NODE": "7"}
    said = run_once(["-m", till.MODULE], environment, house.logs / "bench.log", "准备店铺")
    ready: dict[str, str] = json.loads(said.strip().splitlines()[-1])
    tokens = [one["token"] for one in facts["visitors"]]
    box, key = f"http://127.0.0.1:{opened.ports.box}", secrets_of(asked.data).box_key
    shop = till.Till(opened.ports.web, box, key, ready["sku"], tokens)
    shop.run(WARM_UP)
    watched = _watched(house, "web")
    before = meter.cpu_seconds(watched)
    sold = shop.run(asked.seconds)
    used = meter.cpu_seconds(watched) - before
    if sold.errors:
        sys.stderr.write(f"order: {sold.first_error}\n")
    whole = sold.steps.get("whole", [])
    return Result(
        scenario="order",
        rps=round(sold.orders / sold.elapsed, 1),
        p50_ms=round(client.share_of(whole, 0.50), 2),
        p95_ms=round(client.share_of(whole, 0.95), 2),
        p99_ms=round(client.share_of(whole, 0.99), 2),
        cpu_ms_per_request=round(used * 1000 / max(sold.orders, 1), 3),
        bound_rps=None,
        errors=sold.errors,
        per=f"order placed, paid and told of, {till.BUYERS} buyers at once",
        steps=sold.p99(),
        note="各步 99 % 在多少秒内(place 下单、pay 打开付款、notify 付款到入账)",
    )


def _callback(asked: Asked, house: House, opened: Opened) -> Result:
    """Pushes at a steady rate while a campaign goes out; CPU is web's and database's together."""
    watched = _watched(house, "web")
    before = meter.cpu_seconds(watched)
    heard: Heard = Callback(opened, asked.data, house.logs).run(asked.seconds)
    used = meter.cpu_seconds(watched) - before
    many = max(len(heard.seconds), 1)
    return Result(
        scenario="callback",
        rps=round(many / heard.elapsed, 1),
        p50_ms=round(client.share_of(heard.seconds, 0.50), 2),
        p95_ms=round(client.share_of(heard.seconds, 0.95), 2),
        p99_ms=round(client.share_of(heard.seconds, 0.99), 2),
        cpu_ms_per_request=round(used * 1000 / many, 3),
        bound_rps=None,
        errors=heard.errors,
        per=f"push, {PER_SECOND} a second, while a campaign goes out",
        note=f"同时送出了 {heard.messages:,} / {heard.planned:,} 条群发消息,"
        f"每秒 {heard.messages / heard.elapsed:,.0f} 条,用时 {heard.elapsed:,.0f} 秒",
    )


Own = Callable[[Asked, House, Opened, dict[str, Any]], Result]
OWN: dict[str, Own] = {
    "socket": _socket,
    "live": _live,
    "idle": lambda asked, house, opened, facts: _idle(house, opened),
    "import": _import,
    "scoring": lambda asked, house, opened, facts: _scoring(asked, house, opened),
    "callback": lambda asked, house, opened, facts: _callback(asked, house, opened),
    "order": _order,
    **{name: partial(_answers, name) for name in answers.SETS},
}
"""Scenarios that are no stream of requests over some connections."""

"""Opening a house: ports, database, schema, services."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from keliu.config.supervisor import services, threads
from keliu.config.supervisor.house import House
from keliu.config.supervisor.ports import choose
from keliu.config.supervisor.setting import Ports, open_database, service_environment

log = logging.getLogger("keliu.supervisor")

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What somebody asked for; None means the usual, moved on when it is taken."""

    data: Path
    kind: str = "production"
    host: str = "127.0.0.1"
    port: int | None = None
    gateway_port: int | None = None
    box_port: int | None = None
    with_box: bool = False
    base_url: str = ""
    workers: int = 1
    threads: int = threads.USUAL


@dataclass(frozen=True)
class Opened:
    """A house whose database is up to date and whose services have been started."""

    ports: Ports
    base_url: str
    environment: Mapping[str, str]
    database_url: str


def open_house(house: House, plan: Plan, tell: Tell) -> Opened:
    """Start everything; ready is what `house.wait_until(house.all_ready, …)` waits for."""
    ports = choose_ports(plan)
    tell("正在启动数据库")
    house.cluster, database = open_database(plan.data, only_own=plan.kind == "demo")
    base_url = plan.base_url or f"http://localhost:{ports.web}"
    environment = service_environment(plan.data, database, ports, base_url=base_url, kind=plan.kind)
    tell("正在升级数据库")
    services.migrate(environment, house.logs)
    tell("正在启动网页、推送和后台进程")
    if ports.box is not None:
        house.add(services.box(house.logs, environment, ports.box))
    house.add(services.gateway(house.logs, environment, ports, host=plan.host))
    house.add(services.worker(house.logs, environment))
    house.add(
        services.web(
            house.logs,
            environment,
            ports,
            host=plan.host,
            workers=plan.workers,
            threads=plan.threads,
        )
    )
    house.tell_where({"base_url": base_url, "kind": plan.kind, **asdict(ports)})
    return Opened(ports, base_url, environment, database.app_tcp)


def choose_ports(plan: Plan) -> Ports:
    """web, then gateway and box next to it; a port somebody named must be free."""
    taken: set[int] = set()

    def pick(named: int | None, usual: int, option: str) -> int:
        return choose(
            named or usual, given=named is not None, option=option, taken=taken, host=plan.host
        )

    web = pick(plan.port, 8000, "--port")
    gateway = pick(plan.gateway_port, web + 1, "--gateway-port")
    box = pick(plan.box_port, web + 2, "--box-port") if plan.with_box else None
    return Ports(web, gateway, box)


def serve(plan: Plan, tell: Tell) -> None:
    """`keliu serve`: everything up until somebody asks us to stop."""
    with House(plan.data) as house:
        opened = open_house(house, plan, tell)
        house.wait_until(house.all_ready, "服务")
        tell(f"已就绪:{opened.base_url}/console/(日志在 {house.logs})")
        house.run()
        tell("正在停止")

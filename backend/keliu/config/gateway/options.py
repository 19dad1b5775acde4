"""What the gateway needs to know, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from keliu.config.trouble import Trouble
from keliu.kit import networks, subjects


@dataclass(frozen=True)
class Options:
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8001
    base_url: str = "http://localhost:8000"
    demo: bool = False
    nats: tuple[str, ...] = ()


def options_from_environment() -> Options:
    url = os.environ.get("KELIU_RELAY_DATABASE_URL", "")
    if not url:
        raise Trouble(
            "没有设置 KELIU_RELAY_DATABASE_URL,推送网关连不上数据库",
            "请用 keliu serve 启动,或设置这个环境变量",
        )
    return Options(
        database_url=url,
        host=os.environ.get("KELIU_GATEWAY_HOST", "127.0.0.1"),
        port=int(os.environ.get("KELIU_GATEWAY_PORT", "8001")),
        base_url=os.environ.get("KELIU_BASE_URL", "http://localhost:8000"),
        demo=os.environ.get("KELIU_ENV", "production") in {"demo", "test"},
        nats=tuple(nats_servers(os.environ)),
    )


def nats_servers(env: Mapping[str, str]) -> list[str]:
    """The bus of several nodes. Raises Trouble when `KELIU_BUS` is no address."""
    try:
        return subjects.servers(env)
    except ValueError as wrong:
        raise Trouble(
            f"KELIU_BUS 里的 {wrong} 不是 NATS 地址",
            "请写成 nats://主机:4222,几台用逗号隔开;只有一台机器时不要设置它",
        ) from wrong


def origin_allowed(origin: str | None, options: Options) -> bool:
    """Whether a page of `origin` may open a socket; programs send none and have a ticket."""
    if origin is None:
        return True
    host = networks.split(origin).hostname
    if host is None:
        return False
    # Mini programs run as pages of WeChat's own host.
    if host in {networks.split(options.base_url).hostname, "servicewechat.com"}:
        return True
    return options.demo and (host in {"localhost", "127.0.0.1"} or host.endswith(".localhost"))

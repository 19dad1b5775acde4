"""The environment of every process of one data folder."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from keliu.config.cluster.server import Cluster, Urls
from keliu.config.cluster.vault import Secrets, secrets_of
from keliu.config.trouble import Trouble

NOTICE_TEMPLATE = {
    "id": "keliu-demo-work-notice",
    "title": "工作提醒",
    "content": "提醒事项:{{thing1.DATA}}\n内容:{{thing2.DATA}}\n时间:{{time3.DATA}}",
}
"""The template message that the box's official account has."""
LEAST_BUFFERS, MOST_BUFFERS, SHARE = 32, 1024, 6  # megabytes; a part of data and of memory
DEMO_BUFFERS = 16  # its data is small, and so may be the machine
EXTERNAL = ("KELIU_DATABASE_URL", "KELIU_OWNER_DATABASE_URL", "KELIU_RELAY_DATABASE_URL")


@dataclass(frozen=True)
class Ports:
    web: int
    gateway: int
    box: int | None = None


@dataclass(frozen=True)
class Database:
    """Where the database is: our own cluster, or somebody's server named in the environment."""

    app: str
    owner: str
    relay: str
    app_tcp: str
    master_key: str


def external_database() -> Database | None:
    """The server named by KELIU_DATABASE_URL and its two siblings; None when none is named."""
    found = [os.environ.get(name, "") for name in EXTERNAL]
    if not found[0]:
        return None
    missing = [name for name, value in zip(EXTERNAL, found, strict=True) if not value]
    if missing:
        raise Trouble(
            f"设置了 KELIU_DATABASE_URL,但缺少 {'、'.join(missing)}",
            "三个角色(keliu_app、keliu_owner、keliu_relay)的连接都要给出",
        )
    if not os.environ.get("KELIU_MASTER_KEY"):
        raise Trouble(
            "没有设置 KELIU_MASTER_KEY,加密的手机号没有钥匙",
            "请设置 32 字节的 base64 密钥,并另外保存好",
        )
    app, owner, relay = found
    return Database(app, owner, relay, app_tcp=app, master_key=os.environ["KELIU_MASTER_KEY"])


def own_database(data: Path, urls: Urls) -> Database:
    return Database(urls.app, urls.owner, urls.relay, urls.app_tcp, secrets_of(data).master_key)


def database_environment(data: Path, database: Database) -> dict[str, str]:
    """What a command needs to reach the database of a data folder."""
    return {
        "KELIU_DATA": str(data),
        "KELIU_DATABASE_URL": database.app,
        "KELIU_OWNER_DATABASE_URL": database.owner,
        "KELIU_RELAY_DATABASE_URL": database.relay,
        "KELIU_MASTER_KEY": database.master_key,
        "DJANGO_SETTINGS_MODULE": "keliu.config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def service_environment(
    data: Path, database: Database, ports: Ports, *, base_url: str, kind: str
) -> dict[str, str]:
    """The environment shared by web, gateway, worker and box; `kind` is demo or production."""
    environment = database_environment(data, database)
    environment |= {
        "KELIU_ENV": kind,
        "KELIU_BASE_URL": base_url,
        "KELIU_GATEWAY_PORT": str(ports.gateway),
        # glibc gives every thread a heap of its own and keeps what each of them frees.
        "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
    }
    # Somebody who names the address has a proxy that leads /ws to the gateway.
    if kind == "demo" or not os.environ.get("KELIU_BASE_URL"):
        environment["KELIU_GATEWAY_URL"] = f"ws://localhost:{ports.gateway}"
    if ports.box is not None:
        environment |= box_environment(secrets_of(data), ports.box)
    return environment


def box_environment(known: Secrets, port: int) -> dict[str, str]:
    """Where WeChat is when the box plays it, and the two apps it knows."""
    return {
        "KELIU_WECHAT_OA": f"{known.oa_appid}:{known.oa_secret}",
        "KELIU_WECHAT_NOTICE": NOTICE_TEMPLATE["id"],
        "KELIU_WECHAT_MINI": f"{known.mini_appid}:{known.mini_secret}",
        "KELIU_BOX_KEY": known.box_key,
        "KELIU_WECHAT_API_BASE": f"http://127.0.0.1:{port}",
        "KELIU_WECHAT_PAY_BASES": f"http://127.0.0.1:{port} http://localhost:{port}",
        "KELIU_WECHAT_OPEN_BASE": f"http://localhost:{port}",
        "KELIU_WECHAT_SCRIPT_URL": f"http://localhost:{port}/open/jweixin.js",
    }


def fitting(data: Path, least: int = LEAST_BUFFERS) -> str:
    """Memory that PostgreSQL keeps pages in: a sixth of the data there is, within reason."""
    megabytes = _size(data / "postgres" / "data" / "base") // SHARE >> 20
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // SHARE >> 20
    return f"{max(least, min(megabytes, machine, MOST_BUFFERS))}MB"


def _size(folder: Path) -> int:
    """Bytes in the files of a folder; what can not be looked at does not count."""
    found = 0
    for one in folder.rglob("*"):
        with suppress(OSError):  # temporary tables come and go
            found += one.stat().st_size
    return found


def open_database(data: Path, *, only_own: bool = False) -> tuple[Cluster | None, Database]:
    """The database of a data folder, started when it is ours and does not run yet."""
    external = None if only_own else external_database()
    if external is not None:
        return None, external
    least = DEMO_BUFFERS if only_own else LEAST_BUFFERS
    buffers = os.environ.get("KELIU_PG_SHARED_BUFFERS") or fitting(data, least)
    cluster = Cluster(data, shared_buffers=buffers)
    return cluster, own_database(data, cluster.start())

"""`keliu demo`: a whole installation in one folder, with two seeded merchants and WeChat in a box.

The first part runs in the supervisor and knows no Django. `prepare` is a process of its own
(`python -m keliu.config.demo`): it fills an empty database and makes this run's logins.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from keliu.config.cluster.vault import FILE_NAME, Secrets, secrets_of, write_private
from keliu.config.supervisor.house import House
from keliu.config.supervisor.run import Opened, Plan, Tell, open_house
from keliu.config.supervisor.services import run_once
from keliu.config.supervisor.setting import NOTICE_TEMPLATE
from keliu.config.trouble import Trouble

FACTS = "demo.json"
SUBJECT = "keliu-demo"
FOLLOWERS = ["u2", "u4", "u5", "u6"]  # 张阿姨 and 小陈 have yet to find the official account


def run(plan: Plan, tell: Tell, show: Any) -> None:
    """Run the demo until somebody stops it; `show(facts)` once its links work."""
    with House(plan.data) as house:
        (plan.data / FACTS).unlink(missing_ok=True)
        opened = open_house(house, plan, tell)
        house.wait_until(lambda: _box_ready(house), "微信盒子")
        register_apps(opened, secrets_of(plan.data))
        tell("正在准备示例商户(第一次要十几秒)")
        prepared = _prepare(opened, house.logs, wechat_people(opened, secrets_of(plan.data)))
        register_apps(opened, secrets_of(plan.data), prepared["wechat"])
        house.wait_until(house.all_ready, "服务")
        verify_addresses(opened, secrets_of(plan.data), prepared["wechat"])
        facts = facts_of(opened, prepared, secrets_of(plan.data))
        write_private(plan.data / FACTS, json.dumps(facts, ensure_ascii=False, indent=1))
        show(facts)
        try:
            house.run()
        finally:
            (plan.data / FACTS).unlink(missing_ok=True)
        tell("正在停止")


def reset(data: Path) -> None:
    """Empty a demo folder; a folder that holds anything else is refused."""
    if not data.exists():
        return
    if not any((data / name).exists() for name in (FILE_NAME, FACTS)):
        if any(data.iterdir()):
            raise Trouble(
                f"{data} 看起来不是 Keliu 的数据目录,不会清空它", "请用 --data 换一个目录"
            )
        return
    with House(data):  # nobody may be using it
        for entry in data.iterdir():
            if entry.name == "keliu.lock":
                continue
            _remove(entry)


def _remove(entry: Path) -> None:
    if entry.is_symlink():  # the cluster lies elsewhere, see Cluster
        shutil.rmtree(entry.resolve(), ignore_errors=True)
        entry.unlink()
    elif entry.is_dir():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def _box_ready(house: House) -> bool:
    return all(service.is_ready() for service in house.services if service.name == "box")


def register_apps(
    opened: Opened, known: Secrets, connected: Mapping[str, Any] | None = None
) -> None:
    """Tell the box our official account and mini program, one subject, so people are the same.

    `connected` is what the company's own accounts say, once they exist: then the box pushes too.
    """
    for kind, name, appid, secret in (
        ("oa", "official_account", known.oa_appid, known.oa_secret),
        ("mini", "mini_program", known.mini_appid, known.mini_secret),
    ):
        app = {"appid": appid, "secret": secret, "kind": kind, "name": "客流演示"}
        app |= {"subject": SUBJECT, "redirect_domains": ["localhost"]}  # type: ignore[dict-item]  # one value is a list
        if kind == "oa":
            app |= {"templates": [NOTICE_TEMPLATE], "followers": FOLLOWERS}  # type: ignore[dict-item]  # as above
        app |= _pushing((connected or {}).get(name), opened)
        _tell_box(opened, known, "/box/apps", app)


def verify_addresses(opened: Opened, known: Secrets, connected: Mapping[str, Any]) -> None:
    """WeChat checks an address when somebody saves it; the box does so once we answer."""
    for facts in connected.values():
        if "callback_url" in facts:
            _tell_box(opened, known, f"/box/apps/{facts['appid']}/verify", {})


def _tell_box(opened: Opened, known: Secrets, path: str, body: Mapping[str, Any]) -> None:
    request = Request(  # noqa: S310 - our own box on this machine
        f"http://127.0.0.1:{opened.ports.box}{path}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "X-Box-Key": known.box_key},
    )
    try:
        urlopen(request, timeout=5).close()  # noqa: S310 - as above
    except OSError as error:
        raise Trouble(f"微信盒子没有接受应用登记:{error}", "请看日志 box.log") from error


def _pushing(facts: Mapping[str, Any] | None, opened: Opened) -> dict[str, Any]:
    """Where the box sends what people do, on this machine."""
    if facts is None:
        return {}
    path = urlsplit(facts["callback_url"]).path
    return {
        **{name: facts[name] for name in ("original_id", "type", "verified")},
        "push": {
            "url": f"http://127.0.0.1:{opened.ports.web}{path}",
            "token": facts["token"],
            "aes_key": facts["encoding_aes_key"],
            "mode": facts["mode"],
            "format": "xml",
        },
    }


def wechat_people(opened: Opened, known: Secrets) -> dict[str, str]:
    """Openids of the box's people at our official account, by name: some of them work here."""
    request = Request(  # noqa: S310 - our own box on this machine
        f"http://127.0.0.1:{opened.ports.box}/box/users", headers={"X-Box-Key": known.box_key}
    )
    with urlopen(request, timeout=5) as answer:  # noqa: S310 - as above
        people = json.load(answer)["items"]
    return {
        person["name"]: identity["openid"]
        for person in people
        for identity in person["identities"]
        if identity["appid"] == known.oa_appid
    }


def _prepare(opened: Opened, logs: Path, people: Mapping[str, str]) -> dict[str, Any]:
    environment = {**opened.environment, "KELIU_NODE": "3"}
    command = ["-m", "keliu.config.demo", json.dumps(people)]
    said = run_once(command, environment, logs / "seed.log", "写入示例数据")
    prepared: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return prepared


def facts_of(opened: Opened, prepared: Mapping[str, Any], known: Secrets) -> dict[str, Any]:
    """The demo file: where everything is and who may come in."""
    base = opened.base_url
    return {
        "base_url": base,
        "console_url": f"{base}/console/",
        "mobile_url": f"{base}/m/",
        "box_url": f"http://localhost:{opened.ports.box}",
        "openapi_url": f"{base}/api/v1/openapi.json",
        "database_url": opened.database_url,
        "merchants": prepared["merchants"],
        "logins": prepared["logins"],
        "wechat": {
            "official_account": {"appid": known.oa_appid},
            "mini_program": {"appid": known.mini_appid},
            **prepared["wechat"],
        },
    }


def prepare(people: Mapping[str, str]) -> dict[str, Any]:
    """Seed an empty database and make new logins; the other half of the demo file.

    `people` are openids by name: whoever of them works here may sign in with WeChat.
    """
    import django

    django.setup()
    from keliu.config import seed
    from keliu.wechat.apps_of import official_appid

    if seed.is_empty():
        seed.learn(seed.seed())
    made: dict[str, Any] = seed.fresh_logins(os.environ["KELIU_BASE_URL"])
    seed.bind_wechat(official_appid(0), people)
    connected = seed.connect_wechat(SUBJECT, os.environ["KELIU_BASE_URL"])
    return {**made, "wechat": {**connected, "pay": seed.connect_pay()}}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(prepare(json.loads(sys.argv[1])), ensure_ascii=False) + "\n")

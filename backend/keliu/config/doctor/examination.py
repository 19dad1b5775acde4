"""Everything the doctor looks at, in the order it is shown."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from keliu.config.cluster.server import Cluster
from keliu.config.doctor.database import Addresses, database_checks
from keliu.config.doctor.processes import family, pss_kilobytes, running
from keliu.config.doctor.report import Check, bad, good, note
from keliu.config.doctor.wechat import speak_for, wechat_checks
from keliu.config.supervisor.ports import answers
from keliu.config.supervisor.setting import (
    database_environment,
    external_database,
    own_database,
)
from keliu.config.trouble import Trouble

MIN_FREE_MEGABYTES = 300
DEMO_MEGABYTES = 400
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def examine(data: Path, *, wechat: bool = False) -> list[Check]:
    """Look at one installation; starts and changes nothing. `wechat`: ask WeChat as well."""
    house = running(data)
    if wechat:
        speak_for(data, house)
    checks = [_disk(data)]
    addresses = _addresses(data)
    if isinstance(addresses, Check):
        checks.append(addresses)
    else:
        checks += database_checks(addresses, serving=house is not None)
        checks.append(_migrations())
    checks += _services(house)
    checks.append(_browser())
    checks.append(_paper())
    checks.append(_cards())
    if wechat and not isinstance(addresses, Check):
        checks += wechat_checks()
    return checks


def _cards() -> Check:
    """Reading paper cards is an extra; without it everything else works."""
    from keliu.platform import ocr

    if ocr.installed():
        return good("名片识别", "已安装")
    return note("名片识别", "没有安装,扫名片用不了", "需要时执行 make ocr,再重新启动")


def _paper() -> Check:
    """Quotes as PDF need Pango, and Chinese needs a font."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keliu.config.settings")
    django.setup()
    from keliu.sales.services.pdf import FONT_PACKAGE, ability

    able = ability()
    if not able.draws:
        fix = "Debian/Ubuntu 请执行 apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        return note("报价 PDF", f"生成不了:{able.cause}", fix)
    if not able.chinese:
        fix = f"Debian/Ubuntu 请执行 apt-get install {FONT_PACKAGE} fontconfig"
        return note("报价 PDF", "没有中文字体,PDF 里的中文会是方框", fix)
    return good("报价 PDF", "可以生成,中文字体齐全")


def _disk(data: Path) -> Check:
    place = next(p for p in (data, *data.parents) if p.exists())
    free = shutil.disk_usage(place).free // 1_000_000
    if free < MIN_FREE_MEGABYTES:
        return bad("磁盘", f"{data} 只剩 {free} MB", f"请清理到至少 {MIN_FREE_MEGABYTES} MB")
    if data.exists() and not os.access(data, os.W_OK):
        return bad("磁盘", f"{data} 不可写", "请改一下它的权限")
    return good("磁盘", f"{data} 还有 {free / 1000:.1f} GB")


def _addresses(data: Path) -> Addresses | Check:
    """Where the database is; puts it into our environment for Django's own look."""
    try:
        database = external_database() or own_database(data, Cluster(data).urls())
    except Trouble as trouble:
        return bad("数据库", trouble.cause, trouble.fix)
    os.environ.update(database_environment(data, database))
    return Addresses(database.app, database.owner, database.relay)


def _migrations() -> Check:
    import django
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import DatabaseError

    try:
        django.setup()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return bad("表结构", str(error).strip().splitlines()[0], "请运行 keliu migrate")
    if waiting:
        return bad("表结构", f"还有 {len(waiting)} 个升级没有做", "请运行 keliu migrate")
    return good("表结构", "已是最新")


def _services(house: dict[str, Any] | None) -> list[Check]:
    if house is None:
        return [note("进程", "keliu serve 没有在这个目录上运行", "需要时请运行 keliu serve")]
    near = "http://127.0.0.1"
    host = str(house["base_url"]).split("//", 1)[-1].split("/", 1)[0]
    looked = {
        "网页": answers(f"{near}:{house['web']}/readyz", host),
        "推送": answers(f"{near}:{house['gateway']}/healthz"),
    }
    if house.get("box"):
        looked["微信盒子"] = answers(f"{near}:{house['box']}/healthz")
    silent = [name for name, answered in looked.items() if not answered]
    processes = (
        bad("进程", f"{'、'.join(silent)}没有应答", "请看数据目录里的 logs")
        if silent
        else good("进程", f"{'、'.join(looked)}都在应答")
    )
    return [processes, _memory(house)]


def _memory(house: dict[str, Any]) -> Check:
    """PSS of everything the supervisor started, itself included."""
    sums: Counter[str] = Counter()
    for process in family(int(house["pid"])):
        kilobytes = pss_kilobytes(process.pid)
        if kilobytes is None:
            return note("内存", "没有权限读取进程的内存", "请用启动 keliu 的用户运行 doctor")
        sums[process.label] += kilobytes
    total = sum(sums.values()) / 1024
    parts = "、".join(f"{name} {size / 1024:.0f}" for name, size in sums.most_common())
    found = f"合计 {total:.0f} MB(PSS):{parts}"
    if house.get("kind") == "demo" and total > DEMO_MEGABYTES:
        return bad("内存", found, f"演示应在 {DEMO_MEGABYTES} MB 以内,请重启 keliu demo")
    return good("内存", found)


def _browser() -> Check:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        return note(
            "测试用浏览器",
            "没有 Chromium(只影响 make test)",
            "请执行 apt-get install chromium fonts-noto-cjk",
        )
    return good("测试用浏览器", found)

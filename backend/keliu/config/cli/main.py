"""The commands. Django is imported inside those that need it, so that the others start at once."""

from __future__ import annotations

import json
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.cells import set_cell_size
from rich.console import Console

from keliu.config.cli.audit import commands as audit_commands
from keliu.config.cli.miniprogram import commands as mini_commands
from keliu.config.cli.places import (
    BENCH,
    DEMO,
    MAIN,
    as_owner,
    database_of,
    folder_of,
    usual_folder,
)
from keliu.config.supervisor.threads import DEMO as DEMO_THREADS
from keliu.config.supervisor.threads import USUAL as THREADS
from keliu.config.trouble import Trouble

app = typer.Typer(
    name="keliu",
    help="客流 Keliu:自己部署的微信客户管理",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
screen = Console(highlight=False)

Data = Annotated[Path | None, typer.Option("--data", help="数据目录")]
Host = Annotated[str, typer.Option("--host", help="监听的地址")]
Port = Annotated[int | None, typer.Option("--port", min=1, max=65535, help="网页端口,默认 8000")]
GatewayPort = Annotated[
    int | None, typer.Option("--gateway-port", min=1, max=65535, help="推送端口,默认网页端口 + 1")
]
BoxPort = Annotated[
    int | None, typer.Option("--box-port", min=1, max=65535, help="微信盒子端口,默认网页端口 + 2")
]
Workers = Annotated[int, typer.Option("--workers", min=1, help="网页进程数")]
Threads = Annotated[int, typer.Option("--threads", min=1, help="每个网页进程的线程数")]


@app.command()
def demo(
    port: Port = None,
    data: Data = None,
    reset: Annotated[bool, typer.Option("--reset", help="清空数据目录,从头开始")] = False,  # noqa: FBT002 - a switch of the command line
    gateway_port: GatewayPort = None,
    box_port: BoxPort = None,
    host: Host = "127.0.0.1",
) -> None:
    """启动演示:两个示例商户和微信盒子,数据在一个目录里."""
    from keliu.config import demo as demonstration
    from keliu.config.supervisor.run import Plan

    folder = data.absolute() if data else usual_folder(DEMO)
    if reset:
        demonstration.reset(folder)
    _log_to(folder)
    plan = Plan(
        folder,
        kind="demo",
        host=host,
        port=port,
        gateway_port=gateway_port,
        box_port=box_port,
        with_box=True,
        threads=DEMO_THREADS,
    )
    demonstration.run(plan, _tell, _show_links)


@app.command()
def serve(
    port: Port = None,
    data: Data = None,
    gateway_port: GatewayPort = None,
    box_port: BoxPort = None,
    host: Host = "127.0.0.1",
    workers: Workers = 1,
    threads: Threads = THREADS,
) -> None:
    """启动并照看全部进程:数据库、网页、推送、后台."""
    from keliu.config.supervisor.run import Plan
    from keliu.config.supervisor.run import serve as run

    folder = folder_of(data or (None if os.environ.get("KELIU_DATA") else usual_folder(MAIN)))
    _log_to(folder)
    plan = Plan(
        folder,
        host=host,
        port=port,
        gateway_port=gateway_port,
        box_port=box_port,
        with_box=bool(os.environ.get("KELIU_BOX")),
        base_url=os.environ.get("KELIU_BASE_URL", ""),
        workers=workers,
        threads=threads,
    )
    run(plan, _tell)


@app.command()
def web(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="端口")] = 8000,
    host: Host = "127.0.0.1",
    workers: Workers = 1,
    threads: Threads = THREADS,
) -> None:
    """只运行网页进程(数据库等从环境变量读)."""
    from keliu.config.supervisor.ports import is_free
    from keliu.config.supervisor.services import web_command
    from keliu.config.trouble import port_taken

    _need_database()
    if not is_free(port, host):
        raise port_taken(port, "--port")
    command = web_command(host, port, workers, threads)
    os.execv(command[0], command)  # noqa: S606 - we become granian


@app.command()
def gateway(
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="端口,默认 KELIU_GATEWAY_PORT")
    ] = None,
    host: Host = "127.0.0.1",
) -> None:
    """只运行推送网关."""
    from keliu.config.gateway.run import main as run
    from keliu.config.supervisor.ports import is_free
    from keliu.config.trouble import port_taken

    chosen = port or int(os.environ.get("KELIU_GATEWAY_PORT", "8001"))
    if not is_free(chosen, host):
        raise port_taken(chosen, "--port")
    os.environ |= {"KELIU_GATEWAY_PORT": str(chosen), "KELIU_GATEWAY_HOST": host}
    run()


@app.command()
def worker() -> None:
    """只运行后台进程:任务、事件转发、推送编号."""
    from keliu.config.worker import main as run

    _need_database()
    run()


@app.command()
def migrate(data: Data = None) -> None:
    """把数据库升级到当前版本."""
    with database_of(folder_of(data)):
        as_owner()
        _django()
        from django.core.management import call_command

        call_command("migrate", interactive=False)


@app.command()
def seed(
    customers: Annotated[int, typer.Option("--customers", min=1, help="远航集团的客户数")] = 2000,
    remove: Annotated[bool, typer.Option("--remove", help="删掉示例商户")] = False,  # noqa: FBT002 - a switch of the command line
    data: Data = None,
) -> None:
    """写入示例商户,或用 --remove 删掉它们."""
    with database_of(folder_of(data)):
        _django()
        from keliu.config import seed as seeding

        if remove:
            seeding.remove()
            _tell("示例商户已删除")
        else:
            from keliu.config.cli.progress import shown

            with shown(screen) as progress:
                seeding.learn(seeding.seed(customers=customers, progress=progress))
            _tell("示例商户已写入")


@app.command()
def bench(
    names: Annotated[list[str] | None, typer.Argument(metavar="[场景]...")] = None,
    data: Data = None,
    customers: Annotated[int, typer.Option("--customers", min=100, help="客户数")] = 100_000,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="每个场景几秒")] = 10.0,
    json_file: Annotated[Path | None, typer.Option("--json", help="结果写到这个文件")] = None,
    events: Annotated[
        int, typer.Option("--events", min=1000, help="feed、portrait、reports 的行为条数")
    ] = 10_000_000,
) -> None:
    """压测:在单独的数据目录里启动真的服务,报告速度、CPU 和 pgbench 的上限."""
    from keliu.config.bench import SCENARIOS
    from keliu.config.bench.run import Asked
    from keliu.config.bench.run import bench as run
    from keliu.config.bench.show import show
    from keliu.config.cli.progress import shown

    folder = data.absolute() if data else usual_folder(BENCH)
    _log_to(folder)
    chosen = tuple(names or SCENARIOS)
    asked = Asked(folder, chosen, customers, seconds, json_file, events=events)
    with shown(screen) as progress:
        found = run(asked, _tell, progress)
    show(found, screen)


@app.command()
def doctor(
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,  # noqa: FBT002 - a switch of the command line
    wechat: Annotated[bool, typer.Option("--wechat", help="再请微信检查每个账号")] = False,  # noqa: FBT002 - a switch of the command line
) -> None:
    """体检:数据库、围栏、任务、转发、磁盘、时钟、内存;有一项坏就返回 1."""
    from keliu.config.doctor import examine, show

    checks = examine(folder_of(data), wechat=wechat)
    if as_json:
        sys.stdout.write(json.dumps([check.facts() for check in checks], ensure_ascii=False) + "\n")
    else:
        show(checks, screen)
    raise typer.Exit(1 if any(check.state == "bad" for check in checks) else 0)


app.add_typer(audit_commands, name="audit")
app.add_typer(mini_commands, name="miniprogram")


@app.command()
def openapi() -> None:
    """把接口文档(OpenAPI JSON)写到标准输出."""
    _django()
    from keliu.config.api import api

    text = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, default=str)
    sys.stdout.write(text + "\n")


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def box(context: typer.Context) -> None:
    """只运行微信盒子(选项见 keliu box --help)."""
    from keliu.box.__main__ import main as run

    raise typer.Exit(run(context.args))


def main() -> None:
    """The entry point: trouble is one sentence on the screen and exit code 1."""
    try:
        app()
    except Trouble as trouble:
        _complain(str(trouble))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        logging.getLogger("keliu").exception("unexpected")
        _complain("出了意料之外的错,详情在日志里。请带上 logs/keliu.log 告诉我们")
        sys.exit(1)


def _complain(sentence: str) -> None:
    screen = Console(stderr=True, highlight=False, markup=False)
    screen.print(sentence, style="red", soft_wrap=True)


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keliu.config.settings")
    import django

    django.setup()


def _need_database() -> None:
    from keliu.config.boot import refuse_weak

    if not os.environ.get("KELIU_DATABASE_URL"):
        raise Trouble("没有设置 KELIU_DATABASE_URL", "请用 keliu serve 启动,或设置这个环境变量")
    refuse_weak(os.environ)


def _log_to(folder: Path) -> None:
    """The supervisor's own log, beside those of its services."""
    from keliu.config.trouble import from_os_error

    try:
        (folder / "logs").mkdir(parents=True, exist_ok=True)
        logging.basicConfig(
            filename=folder / "logs" / "keliu.log",
            level=logging.INFO,
            format="%(asctime)s %(levelname)s %(name)s %(message)s",
        )
    except OSError as error:
        raise from_os_error(error, folder) from error


def _tell(sentence: str) -> None:
    with suppress(OSError):  # whoever watched may have gone; the installation runs on
        screen.print(sentence, soft_wrap=True)


def _show_links(facts: dict[str, Any]) -> None:
    """One link a line and never folded, so that every terminal can open it."""
    names = {
        "owner": "老板",
        "manager": "主管",
        "sales": "销售",
        "service": "客服",
        "neighbour": "老王",
    }
    rows = [
        (f"电脑端 · {names.get(key, key)}", login["console_link"])
        for key, login in facts["logins"].items()
    ]
    rows += [("手机端", facts["mobile_url"]), ("微信盒子", facts["box_url"])]
    rows += [("接口文档", facts["openapi_url"])]
    _tell("[bold]客流演示已就绪[/bold]")
    for label, link in rows:
        _tell(f"  {set_cell_size(label, 16)}{link}")
    _tell("登录链接只能用一次;账号和密码在数据目录的 demo.json。按 Ctrl-C 停止。")

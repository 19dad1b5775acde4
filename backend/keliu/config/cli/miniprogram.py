"""`keliu miniprogram check|upload`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from keliu.config.trouble import Trouble

commands = typer.Typer(help="小程序:检查构建,上传", no_args_is_help=True)
screen = Console(highlight=False)
MARKS = {"good": ("通过", "green"), "warn": ("注意", "yellow"), "bad": ("不行", "red")}

Server = Annotated[str, typer.Option("--server", help="产品的 https 地址,编译进小程序")]
Fresh = Annotated[bool, typer.Option("--build/--no-build", help="先重新构建")]


@commands.command()
def check(server: Server = "", build: Fresh = True) -> None:  # noqa: FBT001, FBT002 - a switch of the command line
    """检查大小、隐私声明、密钥、页面和服务器地址;有不行的返回 1."""
    raise typer.Exit(_report(server, build=build))


@commands.command()
def upload(
    appid: Annotated[str, typer.Option("--appid", help="小程序的 appid")] = "",
    version: Annotated[str, typer.Option("--version", help="版本号,如 1.2.3")] = "",
    key: Annotated[Path | None, typer.Option("--key", help="代码上传密钥文件")] = None,
    server: Server = "",
    about: Annotated[str, typer.Option("--desc", help="这一版的说明")] = "",
    robot: Annotated[int, typer.Option("--robot", min=1, max=30, help="机器人编号")] = 1,
    build: Fresh = True,  # noqa: FBT001, FBT002 - a switch of the command line
) -> None:
    """检查通过后,用微信的 miniprogram-ci 上传成开发版."""
    from keliu.config.miniprogram import upload as going

    going.must_be_here()
    order = going.Order(appid, key or Path("没有给"), version, about or f"客流 {version}", robot)
    going.ready(order, server)
    if _report(server, build=build):
        raise Trouble("检查没有通过,没有上传", "先改好上面标着“不行”的")
    screen.print("正在上传(第一次要先取 miniprogram-ci,一两分钟)", markup=False)
    screen.print(going.send(order), markup=False)
    screen.print(f"已上传 {version}:到公众平台的 版本管理 里设为体验版或提交审核", markup=False)


def _report(server: str, *, build: bool) -> int:
    from keliu.config.miniprogram import check as checking
    from keliu.config.miniprogram import upload as going

    going.must_be_here()
    if build:
        screen.print("正在构建小程序", markup=False)
        going.build(server)
    if not (going.BUILT / "app.json").is_file():
        raise Trouble("小程序还没有构建", "去掉 --no-build 再运行")
    guide = checking.Guide.read(going.DECLARATION, going.APIS)
    found = checking.inspect(checking.Built(going.BUILT), guide, going.hidden(os.environ))
    for one in found:
        word, colour = MARKS[one.state]
        screen.print(f"[{colour}]{word}[/{colour}] ", end="")
        screen.print(f"{one.name}  {one.words}", markup=False, soft_wrap=True)
        if one.advice:
            screen.print(f"       {one.advice}", markup=False, soft_wrap=True, style="dim")
    count = {state: sum(one.state == state for one in found) for state in MARKS}
    words = f"{count['good']} 项通过,{count['warn']} 项注意,{count['bad']} 项不行"
    screen.print(words, markup=False)
    return 1 if count["bad"] else 0

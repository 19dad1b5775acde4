"""`keliu audit verify`: nobody has touched the audit log, or where somebody has."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from keliu.config.cli.places import database_of, folder_of

commands = typer.Typer(help="操作日志:检查有没有被改动", no_args_is_help=True)
ANCHOR = re.compile(r"chain (\d+) (\d+) ([0-9a-f]{64})")
WORDS = {
    "missing": "这一行不见了",
    "link": "与上一行对不上",
    "content": "内容被改过",
    "cut": "末尾被截断",
    "place": "有的行没有按顺序登记",
}


@commands.command()
def verify(
    merchant: Annotated[int | None, typer.Option("--merchant", help="只查这家商户")] = None,
    log: Annotated[list[Path] | None, typer.Option("--log", help="后台日志,用来核对末尾")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="数据目录")] = None,
) -> None:
    """逐行核对操作日志的指纹链;发现改动就说明是哪一行,并返回 1."""
    with database_of(folder_of(data)):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keliu.config.settings")
        import django

        django.setup()
        anchors = [one for path in log or [] for one in _anchors(path)]
        broken = [one for one in _merchants(merchant) if not _whole(one, anchors)]
    raise typer.Exit(1 if broken else 0)


def _anchors(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """(merchant, place, fingerprint) of every line that the worker wrote about a chain."""
    for found in ANCHOR.finditer(path.read_text(errors="replace")):
        yield int(found[1]), int(found[2]), bytes.fromhex(found[3])


def _merchants(only: int | None) -> list[int]:
    from keliu.platform.models import Merchant

    known = list(Merchant.objects.order_by("id").values_list("id", flat=True))
    return [one for one in known if only in {None, one}]


def _whole(merchant_id: int, anchors: list[tuple[int, int, bytes]]) -> bool:
    from keliu.platform import audit_chain
    from keliu.platform.tenancy import merchant_scope

    ours = [(seq, found) for one, seq, found in anchors if one == merchant_id]
    with merchant_scope(merchant_id):
        found = audit_chain.verify(ours)
    if found.ok:
        typer.echo(f"{merchant_id}: 完好,{found.seq} 行,{found.waiting} 行待登记")
        return True
    reason = WORDS[found.reason]
    typer.echo(f"{merchant_id}: 第 {found.broken_seq} 行{reason},之前的 {found.seq} 行完好")
    return False

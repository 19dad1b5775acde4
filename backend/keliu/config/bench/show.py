"""The figures as a table."""

from typing import Any

from rich.console import Console
from rich.table import Table

TIMES = ("p50_ms", "p95_ms", "p99_ms")
STEPS = {"upload": "上传", "check": "检查", "run": "导入", "undo": "撤销", "place": "下单",
         "pay": "打开付款", "notify": "付款到入账", "whole": "全程"}  # fmt: skip
HEADS = ("场景", "次/秒", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "pgbench 次/秒", "错误")
MET = {"yes": "达到", "scaled": "按本机折算达到", "no": "没有达到"}


def show(found: dict[str, Any], screen: Console) -> None:
    """Print one run."""
    machine = found["machine"]
    title = f"{found['customers']:,} 位客户 · {machine['cpu']} · {machine['cores']} 核"
    table = Table(*HEADS, title=title)
    for one in found["results"]:
        bound = f"{one['bound_rps']:,}" if one["bound_rps"] else "-"
        spent = [one[name] if one[name] is not None else "-" for name in TIMES]
        cells = [one["scenario"], f"{one['rps']:,}", *spent]
        table.add_row(*map(str, [*cells, one["cpu_ms_per_request"], bound, one["errors"]]))
    screen.print(table)
    for one in found["results"]:
        if one["steps"]:
            known = [(STEPS[name], spent) for name, spent in one["steps"].items() if name in STEPS]
            said = "、".join(f"{name} {spent} 秒" for name, spent in known)
            screen.print(f"{one['scenario']}:{said}" if said else "")
        if one["note"]:
            screen.print(f"{one['scenario']}:{one['note']}")
        if one["budget"]:
            screen.print(f"{one['scenario']}:{_met(one['budget'])}")


def _met(budget: dict[str, Any]) -> str:
    """What was asked, how quick the raw database was meanwhile, and whether it held."""
    asked = f"预算每秒 {budget['rps']:,} 次、{budget['cpu_ms']} CPU-ms"
    return f"{asked},裸数据库是定预算时的 {budget['machine']:.2f} 倍:{MET[budget['met']]}"

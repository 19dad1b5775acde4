"""The figures as a table."""

from typing import Any

from rich.console import Console
from rich.table import Table

HEADS = ("场景", "次/秒", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "pgbench 次/秒", "错误")


def show(found: dict[str, Any], screen: Console) -> None:
    """Print one run."""
    machine = found["machine"]
    title = f"{found['customers']:,} 位客户 · {machine['cpu']} · {machine['cores']} 核"
    table = Table(*HEADS, title=title)
    for one in found["results"]:
        bound = f"{one['bound_rps']:,}" if one["bound_rps"] else "-"
        cells = [one["scenario"], f"{one['rps']:,}", one["p50_ms"], one["p95_ms"], one["p99_ms"]]
        table.add_row(*map(str, [*cells, one["cpu_ms_per_request"], bound, one["errors"]]))
    screen.print(table)

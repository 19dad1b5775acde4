"""Writes docs/proofs.md of the lines that one `make prove` left: proofs.py LINES [SECONDS]."""

import json
import platform
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from common import ROOT, finish

sys.path.insert(0, str(ROOT / "backend"))
from tests.proofs import PROOFS, Proof  # noqa: E402  the list lives beside the proofs

PAGE = ROOT / "docs/proofs.md"
HEAD = """# 证明

`make prove` 把每一项承诺真的做一遍,结果写在这一页。编号是可靠性文件里的承诺编号,没有编号的写“—”。
只有真正跑完的一行才写“通过”;没有跑完或数字超出界限的写“未通过”。每一行的测试在
`backend` 里按右边的名字就能找到:`grep -r '"名字"' backend`。

| 承诺 | 证明了什么 | 数字 | 界限 | 结果 | 日期 | 名字 |
|---|---|---|---|---|---|---|
"""


def read(path: Path) -> tuple[dict[str, list[float]], dict[str, str]]:
    """The figures of each proof, and the day it held."""
    figures: dict[str, list[float]] = defaultdict(list)
    days: dict[str, str] = {}
    for text in path.read_text().splitlines() if path.exists() else []:
        line = json.loads(text)
        figures[line["key"]].append(line["value"])
        days[line["key"]] = datetime.fromisoformat(line["at"]).strftime("%Y-%m-%d")
    return figures, days


def row(key: str, proof: Proof, values: list[float], day: str) -> tuple[str, bool]:
    """One line of the table, and whether it passed."""
    figure = proof.figure(values)
    held = proof.holds(figure)
    shown = "—" if figure is None else f"{figure:,.10g} {proof.unit}"
    cells = [proof.promise, proof.shown, shown, proof.limit(), "通过" if held else "未通过", day]
    return f"| {' | '.join(cells)} | `{key}` |", held


def main() -> int:
    figures, days = read(Path(sys.argv[1]))
    rows = [row(key, one, figures[key], days.get(key, "—")) for key, one in PROOFS.items()]
    failed = [text for text, held in rows if not held]
    took = f",用时 {int(sys.argv[2]) // 60} 分钟" if len(sys.argv) > 2 else ""
    tail = f"\n{len(rows) - len(failed)} 项通过,{len(failed)} 项未通过{took}。机器:{machine()}。\n"
    PAGE.write_text(HEAD + "\n".join(text for text, _ in rows) + "\n" + tail, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(rows) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def machine() -> str:
    import os

    return f"{os.cpu_count()} 核,{platform.system()},Python {platform.python_version()}"


if __name__ == "__main__":
    finish(main)

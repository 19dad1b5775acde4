"""Writes docs/proofs.md of docs/proofs.jsonl and the lines of one `make prove`: proofs.py LINES.

All of it takes hours, so it may be run step by step, in several sittings: of every part of a proof
the newest figure counts, and the page says its day. `tools/test.py --proofs` calls this only when
no proof of its run failed.
"""

import json
import platform
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from common import ROOT, finish

sys.path.insert(0, str(ROOT / "backend"))
from tests.proofs import PROOFS, Proof  # noqa: E402  the list lives beside the proofs

PAGE, KEPT = ROOT / "docs/proofs.md", ROOT / "docs/proofs.jsonl"
HEAD = """# 证明

`make prove` 把每一项承诺真的做一遍,结果写在这一页。全部要几个小时,可以分几次跑
(`make prove ARGS=machines` 只跑状态机);每一行是最近一次的结果,日期是那一次的。
编号是可靠性文件里的承诺编号,没有编号的写“—”。
只有真正跑完的一行才写“通过”;没有跑完或数字超出界限的写“未通过”。每一行的测试在
`backend` 里按右边的名字就能找到:`grep -r '"名字"' backend`。

| 承诺 | 证明了什么 | 数字 | 界限 | 结果 | 日期 | 名字 |
|---|---|---|---|---|---|---|
"""


def newest(lines: Iterable[str]) -> list[dict[str, Any]]:
    """Of every part of every proof the lines of the newest run."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for text in lines:
        line = json.loads(text)
        place = line["key"], line["part"]
        before = found.get(place, [])
        same = bool(before) and before[-1]["run"] == line["run"]
        found[place] = [*before, line] if same else [line]
    return [line for lines in found.values() for line in lines]


def read(lines: Iterable[dict[str, Any]]) -> tuple[dict[str, list[float]], dict[str, str]]:
    """The figures of each proof, and the day of the oldest of them."""
    figures: dict[str, list[float]] = defaultdict(list)
    days: dict[str, str] = {}
    for line in lines:
        figures[line["key"]].append(line["value"])
        day = datetime.fromisoformat(line["at"]).strftime("%Y-%m-%d")
        days[line["key"]] = min(day, days.get(line["key"], day))
    return figures, days


def row(key: str, proof: Proof, values: list[float], day: str) -> tuple[str, bool]:
    """One line of the table, and whether it passed."""
    figure = proof.figure(values)
    held = proof.holds(figure)
    shown = "—" if figure is None else f"{figure:,.10g} {proof.unit}"
    cells = [proof.promise, proof.shown, shown, proof.limit(), "通过" if held else "未通过", day]
    return f"| {' | '.join(cells)} | `{key}` |", held


def main() -> int:
    texts = [text for path in (KEPT, Path(sys.argv[1])) for text in lines_of(path)]
    kept = newest(texts)
    KEPT.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
    figures, days = read(kept)
    rows = [row(key, one, figures[key], days.get(key, "—")) for key, one in PROOFS.items()]
    failed = [text for text, held in rows if not held]
    tail = f"\n{len(rows) - len(failed)} 项通过,{len(failed)} 项未通过。机器:{machine()}。\n"
    PAGE.write_text(HEAD + "\n".join(text for text, _ in rows) + "\n" + tail, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(rows) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def machine() -> str:
    import os

    return f"{os.cpu_count()} 核,{platform.system()},Python {platform.python_version()}"


if __name__ == "__main__":
    finish(main)

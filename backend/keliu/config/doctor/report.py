"""One line of the examination, and the table of all of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

State = Literal["good", "bad", "note"]
WORDS = {"good": "[green]好[/green]", "bad": "[red]坏[/red]", "note": "[yellow]注意[/yellow]"}


@dataclass(frozen=True)
class Check:
    """What was looked at and found; `fix` says what to do when it is not well."""

    name: str
    state: State
    found: str
    fix: str = ""

    def facts(self) -> dict[str, Any]:
        return asdict(self)


def good(name: str, found: str) -> Check:
    return Check(name, "good", found)


def bad(name: str, found: str, fix: str) -> Check:
    return Check(name, "bad", found, fix)


def note(name: str, found: str, fix: str = "") -> Check:
    return Check(name, "note", found, fix)


def show(checks: list[Check], screen: Console) -> None:
    table = Table(title="体检", title_justify="left")
    for heading in ("项目", "结果", "情况", "怎么办"):
        table.add_column(heading, overflow="fold")
    for check in checks:
        table.add_row(check.name, WORDS[check.state], check.found, check.fix)
    screen.print(table)

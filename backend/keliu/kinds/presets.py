"""行业模板: what a trade usually wants, one readable file per trade in `trades/`.

A file has sections; each belongs to a part that a context registered (`Ports.preset_parts`).
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from keliu.platform.wire import Bilingual

FILES = Path(__file__).resolve().parent / "trades"
SOURCE_SLUG, SOURCE_LABEL = "found_by", "获客渠道"
MOST_FIELDS, MOST_CHOICES = 16, 20
WORDS = {
    "types": ("种客户类型", "customer types"),
    "fields": ("个字段", "fields"),
    "tags": ("个标签", "tags"),
    "pipeline": ("步销售流程", "stages"),
    "phrases": ("句常用语", "phrases"),
}


class FieldPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of a template. Slugs are fixed: applying again adds only what is missing."""

    kind: str
    slug: str
    label: str
    type: str
    choices: list[str] = []
    types: list[str] = []
    hint: str = ""
    required: bool = False
    unique: bool = False
    max_length: int | None = None
    least: float | None = None
    most: float | None = None
    precision: int = 0

    def given(self) -> dict[str, Any]:
        """The field as somebody would define it."""
        said = {name: value for name, value in msgspec.structs.asdict(self).items() if value}
        said["choices"] = [
            {"value": f"o{at}", "label": one} for at, one in enumerate(self.choices, start=1)
        ]
        del said["kind"]
        if self.least is not None:
            said["least"] = self.least
        return said if self.choices else {k: v for k, v in said.items() if k != "choices"}


@cache
def sections(trade: str) -> dict[str, Any]:
    """The file of a trade; empty for a trade without one."""
    path = FILES / f"{trade}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def trades() -> list[str]:
    """The trades that have a template."""
    return sorted(path.stem for path in FILES.glob("*.toml"))


@cache
def brings(trade: str) -> Bilingual:
    """What a template holds, in words: `5 个字段、9 个标签`."""
    found = sections(trade)
    counts = {
        "types": len(found.get("types", [])),
        "fields": len(found.get("fields", [])),
        "tags": sum(len(group["tags"]) for group in found.get("tags", [])),
        "pipeline": len(found.get("pipeline", {}).get("stages", [])),
        "phrases": len(found.get("phrases", [])),
    }
    said = [(count, *WORDS[name]) for name, count in counts.items() if count]
    zh = "、".join(f"{count} {word}" for count, word, _ in said)
    return Bilingual(zh=zh, en=", ".join(f"{count} {word}" for count, _, word in said))


def sources(names: list[str]) -> list[FieldPlan]:
    """Where customers come from, as a choice field of leads and customers: what a lead says goes
    along when it is converted, since the slug is the same."""
    return [
        FieldPlan(kind, SOURCE_SLUG, SOURCE_LABEL, "single", choices=names)
        for kind in ("customer", "lead")
    ]

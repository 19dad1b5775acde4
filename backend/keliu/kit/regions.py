"""省市区: six-digit codes of administrative regions and their names.

The list is the statistical one of 2023 (package china-division 2.7.0); Taiwan, Hong Kong and Macao
stand at their first level. A code may name any level: a province, a city or a district.
"""

import functools
from pathlib import Path

import msgspec

Region = list[str | list["Region"]]
FILE = Path(__file__).with_name("regions.json")
UNSPOKEN = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
"""Levels of the list that nobody says aloud."""


def tree_json() -> bytes:
    """The whole tree as it is sent: [code, name, [children]]."""
    return FILE.read_bytes()


@functools.cache
def _paths() -> dict[str, tuple[str, ...]]:
    """The names from the province down, by code."""
    found: dict[str, tuple[str, ...]] = {}

    def walk(nodes: list[Region], above: tuple[str, ...]) -> None:
        for code, name, *rest in nodes:
            found[str(code)] = path = (*above, str(name))
            for children in rest:
                walk(children, path)  # type: ignore[arg-type]  # the third member is the children

    walk(msgspec.json.decode(tree_json()), ())
    return found


def name_of(code: str) -> str | None:
    """`广东省深圳市南山区`, or None for a code that is not on the list."""
    path = _paths().get(code)
    if path is None:
        return None
    said = [part for part in path if part not in UNSPOKEN]
    return "".join(said)


@functools.cache
def _codes() -> dict[str, str]:
    return {name_of(code) or "": code for code in reversed(_paths())}


def code_of(name: str) -> str | None:
    """The code of a name as `name_of` writes it; spaces and slashes between levels are fine."""
    return _codes().get("".join(ch for ch in name if ch not in " /-,,、"))


def within(code: str) -> tuple[str, str]:
    """The first and last code below a code: a district is itself, a province all its districts."""
    if code.endswith("0000"):
        return code, f"{code[:2]}9999"
    return (code, f"{code[:4]}99") if code.endswith("00") else (code, code)

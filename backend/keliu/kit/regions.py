"""省市区: six-digit codes of administrative regions and their names.

The list is the statistical one of 2023 (package china-division 2.7.0); Taiwan, Hong Kong and Macao
stand at their first level. A code may name any level: a province, a city or a district.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
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


SUFFIX = re.compile(
    r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|林区|地区|新区|省|市|盟|县|区)$"
)
NEAR = 6  # how many other characters may stand between two levels of an address


@dataclass(frozen=True)
class _Place:
    code: str
    name: str
    short: str
    children: tuple["_Place", ...]


@functools.cache
def _places() -> tuple[_Place, ...]:
    """The tree with the levels that nobody says aloud left out."""

    def grown(nodes: list[Region]) -> tuple[_Place, ...]:
        found: list[_Place] = []
        for code, name, *rest in nodes:
            below = grown(rest[0]) if rest else ()  # type: ignore[arg-type]  # children stand third
            if name in UNSPOKEN:
                found += below
            else:
                short = SUFFIX.sub("", str(name))
                shortened = short if len(short) > 1 else str(name)
                found.append(_Place(str(code), str(name), shortened, below))
        return tuple(found)

    return grown(msgspec.json.decode(tree_json()))


def of_address(text: str) -> str | None:
    """The code of the smallest region that an address names from its beginning, or None.

    `深圳市南山区科技园` and `广东深圳南山科技园` are both 440305; a district alone counts when
    there is only one of that name.
    """
    rest = "".join(text.split()).removeprefix("中国")
    level, code = _places(), None
    while level:
        found = _next(rest, level)
        if found is None:
            below = tuple(child for place in level for child in place.children)
            found = _next(rest, below) if below else None
        if found is None or (code is None and _named()[found[0].name] > 1):
            return code or _lone(rest)
        place, rest = found
        level, code = place.children, place.code
    return code


def _next(text: str, level: tuple[_Place, ...]) -> tuple[_Place, str] | None:
    """The place of a level that the text names first, and the text after it."""
    best: tuple[int, int, _Place] | None = None
    for place in level:
        at = text.find(place.name, 0, NEAR + len(place.name))
        length = len(place.name)
        if at < 0 and text.startswith(place.short):
            at, length = 0, len(place.short)
        if at >= 0 and (best is None or (at, -length) < (best[0], -best[1])):
            best = at, length, place
    return (best[2], text[best[0] + best[1] :]) if best else None


@functools.cache
def _named() -> Counter[str]:
    """How many places have a name."""

    def names(level: tuple[_Place, ...]) -> Iterator[str]:
        for place in level:
            yield place.name
            yield from names(place.children)

    return Counter(names(_places()))


def _lone(text: str) -> str | None:
    """A district at the very beginning, when no other has its name."""
    districts = [d for p in _places() for c in (p, *p.children) for d in c.children]
    named = {d.code for d in districts if text.startswith(d.name)}
    return named.pop() if len(named) == 1 else None

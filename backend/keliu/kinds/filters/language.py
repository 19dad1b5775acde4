"""Reading a filter: groups and conditions, every one checked against the kind's fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from keliu.kinds.filters import values
from keliu.kinds.filters.looks import Unfit
from keliu.kinds.filters.operators import OPERATORS, operators_of
from keliu.kinds.ports import Field
from keliu.kit.errors import Invalid

DEEPEST, MOST_CONDITIONS, LONGEST_TEXT = 5, 50, 40_000


@dataclass(frozen=True)
class Condition:
    """条件: one field, one comparison, one checked value."""

    field: Field
    op: str
    value: Any


@dataclass(frozen=True)
class Group:
    """All of the parts, or any of them; a group without parts narrows nothing."""

    every: bool
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Opposite:
    """Not the part."""

    part: "Node"


Node = Condition | Group | Opposite
EVERYTHING = Group(every=True, parts=())


def wrong(sentence: str) -> Invalid:
    """The refusal of a filter: `sentence` says which field and why."""
    return Invalid(fields={"filter": sentence})


def read(text: str | None) -> dict[str, Any] | None:
    """The filter of a query string. Raises Invalid."""
    if text is None or not text.strip():
        return None
    if len(text) > LONGEST_TEXT:
        raise wrong("筛选条件太长,请分成几个视图")
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.MsgspecError as broken:
        raise wrong("筛选条件不是完整的 JSON") from broken


def parse(given: Any, fields: Mapping[str, Field]) -> Node:
    """The tree of a filter. Raises Invalid naming the field and the cause."""
    if given in (None, {}):
        return EVERYTHING
    return _Reader(fields).node(given, 1)


class _Reader:
    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = fields
        self.conditions = 0

    def node(self, given: Any, depth: int) -> Node:
        if not isinstance(given, dict):
            raise wrong('每个条件都要写成 {"field", "op", "value"}')
        if depth > DEEPEST:
            raise wrong(f"条件最多套 {DEEPEST} 层")
        if set(given) == {"not"}:
            return Opposite(self.node(given["not"], depth + 1))
        for name in ("all", "any"):
            if set(given) == {name}:
                return self._group(given[name], depth, every=name == "all")
        return self._condition(given)

    def _group(self, parts: Any, depth: int, *, every: bool) -> Group:
        if not isinstance(parts, list):
            raise wrong("all 和 any 后面要跟一组条件")
        return Group(every, tuple(self.node(part, depth + 1) for part in parts))

    def _condition(self, given: dict[str, Any]) -> Condition:
        self.conditions += 1
        if self.conditions > MOST_CONDITIONS:
            raise wrong(f"最多 {MOST_CONDITIONS} 个条件")
        field, name = self._field(given.get("field")), given.get("op")
        if not isinstance(name, str) or name not in operators_of(field):
            asked = OPERATORS[name].zh if isinstance(name, str) and name in OPERATORS else name
            raise wrong(f"“{field.zh}”不能用“{asked}”来比较")
        strange = set(given) - {"field", "op", "value"}
        if strange:
            raise wrong(f"“{field.zh}”的条件里多了“{sorted(strange)[0]}”")
        return Condition(field, name, self._value(field, name, given.get("value")))

    def _field(self, key: Any) -> Field:
        field = self.fields.get(key) if isinstance(key, str) else None
        if field is None:
            raise wrong(f"没有“{key}”这个字段,可能已被删除或你看不到它")
        if not field.filterable:
            raise wrong(f"“{field.zh}”不能用来筛选")
        return field

    def _value(self, field: Field, name: str, given: Any) -> Any:
        try:
            return values.checked(field, name, given)
        except Unfit as unfit:
            raise wrong(f"“{field.zh}”:{unfit}") from unfit


def walk(node: Node, visit: Callable[[Condition], None]) -> None:
    """Call `visit` for every condition, in order."""
    if isinstance(node, Condition):
        visit(node)
    elif isinstance(node, Opposite):
        walk(node.part, visit)
    else:
        for part in node.parts:
            walk(part, visit)

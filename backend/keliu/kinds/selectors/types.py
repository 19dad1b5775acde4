"""The types that a merchant's records may have."""

from collections.abc import Sequence
from typing import Any

from keliu.kinds.models import RecordType
from keliu.kinds.ports import Choice
from keliu.kit import scope


def _memory(kind_name: str) -> str:
    return f"types of {kind_name}"


def forget(kind_name: str) -> None:
    """What was looked up is different now."""
    scope.memory().pop(_memory(kind_name), None)


def types_of(kind_name: str) -> list[RecordType]:
    """Every type in order, those put away too; looked up once per scope."""
    memory, name = scope.memory(), _memory(kind_name)
    if name not in memory:
        memory[name] = list(RecordType.objects.filter(kind=kind_name).order_by("position", "id"))
    found: list[RecordType] = memory[name]
    return found


def type_of(kind_name: str, slug: str) -> RecordType | None:
    """The type with this slug, put away or not."""
    return next((row for row in types_of(kind_name) if row.slug == slug), None) if slug else None


class LiveTypes(Sequence[Choice]):
    """The merchant's types as choices, asked for when somebody really looks."""

    def __init__(self, kind_name: str) -> None:
        self.kind_name = kind_name

    def _all(self) -> list[Choice]:
        return [
            Choice(row.slug, row.name, row.name, retired=not row.active)
            for row in types_of(self.kind_name)
        ]

    def __len__(self) -> int:
        return len(self._all())

    def __getitem__(self, at: Any) -> Any:
        return self._all()[at]

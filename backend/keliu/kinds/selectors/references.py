"""The names behind ids that stand in fields: colleagues, departments, files."""

from dataclasses import dataclass
from typing import Literal

from keliu.accounts import public as accounts
from keliu.kit import ids
from keliu.platform import files

Type = Literal["person", "department", "file"]
MOST = 100


@dataclass(frozen=True)
class Reference:
    """One thing that a field points at."""

    type: Type
    id: int
    name: str
    url: str | None = None


def _ids(text: str) -> list[int]:
    found = [ids.parse(one) for one in text.split(",")[:MOST]]
    return [one for one in found if one]


def named(person: str, department: str, file: str) -> list[Reference]:
    """Everything that is known among these ids, in three queries; strangers are left out."""
    people = accounts.names(set(_ids(person)))
    places = accounts.department_names(_ids(department))
    stored = files.cards(_ids(file))
    return [
        *(Reference("person", key, name) for key, name in people.items()),
        *(Reference("department", key, name) for key, name in places.items()),
        *(Reference("file", one.id, one.name, one.url) for one in stored.values()),
    ]

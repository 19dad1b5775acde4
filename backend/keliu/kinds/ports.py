"""What a context tells about its kind of record: fields, table, permissions and verbs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from django.db import models

from keliu.kit.errors import KeliuError, NotFound
from keliu.platform.undo import Journal

FieldType = Literal[
    "text", "long_text", "number", "money", "date", "moment", "bool", "single", "multi",
    "phone", "email", "link", "region", "person", "department", "file", "record", "looks",
]  # fmt: skip
Sql = tuple[str, list[Any]]
"""A piece of a statement and its values."""
CUSTOM = "custom."
"""What the keys of custom fields begin with."""


@dataclass(frozen=True)
class Choice:
    """One value of a single or multiple choice."""

    value: str
    zh: str
    en: str
    retired: bool = False  # no longer offered; records that have it still show it


@dataclass(frozen=True)
class Group:
    """A part of a form under one heading."""

    key: str
    zh: str
    en: str


@dataclass(frozen=True)
class Field:
    """字段: one built-in or custom field of a kind.

    `key` is its name on the wire (`level`; a custom one is `custom.<slug>`), `column` the column of
    the kind's table, alias-free, that filters and orders use (None: neither). `label` of a custom
    field is the same in both languages.
    """

    key: str
    zh: str
    en: str
    type: FieldType
    column: str | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = False
    unique: bool = False
    sortable: bool = False
    filterable: bool = True
    importable: bool = True
    editable: bool = True  # by people, in forms and bulk edits
    max_length: int | None = None
    least: int | float | None = None
    most: int | float | None = None
    precision: int = 0  # decimals of a number
    default: Any = None
    hint: str = ""
    group: str = "basic"
    width: Literal["half", "full"] = "half"
    hidden: bool = False  # not on forms
    active: bool = True
    shown: tuple[str, ...] = ()
    """Its names in answers, when it is not `key` (`phone` is shown as `phone_masked`)."""
    fixed: bool = False  # a built-in one whose `required` and place on the form nobody changes
    custom: bool = False
    id: int | None = None  # of a custom field's definition
    version: int = 0
    types: tuple[str, ...] = ()
    """The types of record it belongs to; none: to all of them."""
    sql: Callable[[str, Any, str], Sql] | None = None
    """For what is not a column (tags, things of other tables): (op, value, alias) → condition."""
    called: Callable[[list[int]], dict[int, str]] | None = None
    """What the things are called that a condition on `looks` names."""
    near: Callable[[str, str], Sql | None] | None = None
    """For a text that an index knows: (text, alias) → what every row that contains it passes."""

    @property
    def slug(self) -> str:
        """The name of a custom field's values in the `custom` column."""
        return self.key.removeprefix(CUSTOM)

    @property
    def names(self) -> tuple[str, ...]:
        """Its names in answers."""
        return self.shown or (self.key,)


@dataclass(frozen=True)
class Veil:
    """What records hide because of where they are, whatever the role's rules say.

    `drawn` tells quickly whether anything can be hidden from the acting person; `cover` takes it
    out of records as answers show them (with `id` and `owner`).
    """

    drawn: Callable[[], bool]
    cover: Callable[[list[dict[str, Any]]], None]


BASIC = (Group("basic", "基本信息", "Basics"), Group("more", "更多信息", "More"))


@dataclass(frozen=True)
class Sheets:
    """How a kind takes part in imports and exports, beyond its plain fields.

    `matchers` find the records that rows of values mean, living ones of the whole merchant, by the
    key people choose (`phone`); `create_many` makes many at once, a refusal in the place of an id;
    `clear` reads values that are sealed, `reveal` names the permission that lets them go out
    unmasked; `more` are columns only sheets have (who made it, when).
    """

    matchers: dict[str, Callable[[list[dict[str, Any]]], list[int | None]]] = field(
        default_factory=dict
    )
    create_many: Callable[[list[dict[str, Any]]], list[int | KeliuError]] | None = None
    clear: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    reveal: dict[str, str] = field(default_factory=dict)
    more: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Kind:
    """对象: one kind of record.

    `create` makes one from values by field key and returns its id; `change` sets values on one;
    both check like the API does, act as the acting person, and raise KeliuError. `find` gives the
    row within reach of a permission or raises NotFound.
    """

    name: str
    zh: str
    en: str
    model: type[models.Model]
    fields: tuple[Field, ...]
    read: str
    write: str
    delete: str
    assign: str | None
    find: Callable[[int, str], Any]
    create: Callable[[dict[str, Any]], int]
    change: Callable[[int, dict[str, Any]], None]
    remove: Callable[[int], None]
    hand_to: Callable[[int, int], None] | None = None
    """Give a record (id) to a colleague (staff id)."""
    hand_all_to: Callable[[int, int], None] | None = None
    """The same, and the open business around it goes along."""
    journal: Callable[[Sequence[int]], list[tuple[type[models.Model], Sequence[int]]]] | None = None
    """Which rows beside the records themselves a change, hand-over or delete of these touches."""
    name_column: str = "name"
    groups: tuple[Group, ...] = BASIC
    soft_delete: bool = True
    sheets: Sheets = Sheets()
    veil: Veil | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Addition:
    """One thing that a trade's template would add: its name, and what it is in both languages."""

    label: str
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class PresetPart:
    """What a context takes from the templates of trades: a section of their files.

    `shape` is what the section must be (msgspec). `missing` says what of it is not there yet and
    changes nothing; `add` adds just that and notes the rows in the journal.
    """

    section: str
    zh: str
    en: str
    shape: Any
    missing: Callable[[Any], list[Addition]]
    add: Callable[[Any, Journal], None]
    careful: bool = False
    """Changes how existing records fare: added only when somebody asks for it by name."""


class Ports:
    """Filled by config.wiring."""

    kinds: ClassVar[dict[str, Kind]] = {}
    """Every kind by name, in the order people see them."""
    preset_parts: ClassVar[list[PresetPart]] = []
    """The sections of a trade's template, in the order they are added."""


def kind_of(name: str) -> Kind:
    """The kind with this name. Raises NotFound."""
    found = Ports.kinds.get(name)
    if found is None:
        raise NotFound
    return found

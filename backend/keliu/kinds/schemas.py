"""Shapes of the endpoints of fields and forms."""

from typing import Any, Literal

from ninja import Schema
from pydantic import Field as Limit
from pydantic import field_validator

from keliu.kinds.models import FieldDefinition
from keliu.kinds.ports import Choice, Field, FieldType, Group, Kind
from keliu.kinds.selectors import fields as questions
from keliu.kinds.selectors import rights
from keliu.platform.wire import Asked, Bilingual, Id, Text, Wire

Width = Literal["half", "full"]
MOST_CHOICES = 200
LARGEST = 100_000_000_000


class KindOut(Wire):
    """A kind of record that has fields."""

    name: str
    label: Bilingual
    read: str
    write: str


class ChoiceOut(Wire):
    value: str
    label: Bilingual
    retired: bool

    @staticmethod
    def of(choice: Choice) -> "ChoiceOut":
        label = Bilingual(zh=choice.zh, en=choice.en)
        return ChoiceOut(value=choice.value, label=label, retired=choice.retired)


class GroupOut(Wire):
    key: str
    label: Bilingual

    @staticmethod
    def of(group: Group) -> "GroupOut":
        return GroupOut(key=group.key, label=Bilingual(zh=group.zh, en=group.en))


class FieldOut(Wire):
    """A field as the acting person has it: with their right to it, and where it is masked."""

    key: str
    id: Id | None
    label: Bilingual
    type: FieldType
    group: str
    width: Width
    required: bool
    hidden: bool
    unique: bool
    default: Any
    hint: str
    max_length: int | None
    least: float | None
    most: float | None
    precision: int
    choices: list[ChoiceOut]
    custom: bool
    active: bool
    fixed: bool
    editable: bool
    sortable: bool
    filterable: bool
    importable: bool
    right: Literal["none", "read", "write"]
    mask: Literal["none", "list", "always"]
    types: list[str]
    version: int

    @staticmethod
    def of(kind_name: str, field: Field) -> "FieldOut":
        return FieldOut(
            **{name: getattr(field, name) for name in PLAIN},
            label=Bilingual(zh=field.zh, en=field.en),
            choices=[ChoiceOut.of(one) for one in field.choices],
            right=rights.right_of(kind_name, field.key),  # type: ignore[arg-type]  # checked here
            mask=rights.mask_of(kind_name, field.key),  # type: ignore[arg-type]  # checked here
        )


PLAIN = [
    name for name in FieldOut.model_fields if name not in {"label", "choices", "right", "mask"}
]


def _offered(field: Field) -> bool:
    """A merchant without types of its own is not asked for one."""
    return field.key != "type" or len(field.choices) > 0


class FieldsOut(Wire):
    """A form: its headings and fields in order, and its version."""

    kind: str
    label: Bilingual
    groups: list[GroupOut]
    items: list[FieldOut]
    version: int

    @staticmethod
    def of(kind: Kind, fields: list[Field]) -> "FieldsOut":
        return FieldsOut(
            kind=kind.name,
            label=Bilingual(zh=kind.zh, en=kind.en),
            groups=[GroupOut.of(group) for group in questions.groups_of(kind.name)],
            items=[FieldOut.of(kind.name, field) for field in fields if _offered(field)],
            version=questions.form_row(kind.name).version,
        )


class ReferenceOut(Wire):
    """What stands behind an id in a field."""

    type: Literal["person", "department", "file"]
    id: Id
    name: str
    url: str | None


class ReferencesAsked(Schema):
    """Ids by what they are, separated by commas; at most a hundred of each."""

    person: str = Limit("", max_length=2_000)
    department: str = Limit("", max_length=2_000)
    file: str = Limit("", max_length=2_000)


class ChoiceIn(Asked):
    """A choice; without a value it is a new one, or the one that had this label before."""

    value: Text | None = Limit(None, min_length=1, max_length=40)
    label: Text = Limit(min_length=1, max_length=40)


class FieldShape(Asked):
    """What a field is, beside its name and type."""

    required: bool = False
    unique: bool = False
    default: Any = None
    hint: Text = Limit("", max_length=100)
    max_length: int | None = Limit(None, ge=1, le=5_000)
    least: float | None = Limit(None, ge=-LARGEST, le=LARGEST)
    most: float | None = Limit(None, ge=-LARGEST, le=LARGEST)
    precision: int = Limit(0, ge=0, le=4)
    choices: list[ChoiceIn] = Limit([], max_length=MOST_CHOICES)
    types: list[str] = Limit([], max_length=20)

    def given(self) -> dict[str, Any]:
        """The members really sent."""
        return self.model_dump(exclude_unset=True, exclude={"version"})


class FieldIn(FieldShape):
    label: Text = Limit(min_length=1, max_length=30)
    type: FieldType
    slug: Text | None = Limit(None, max_length=32)


class FieldPatch(FieldShape):
    label: Text = Limit("", min_length=1, max_length=30)
    type: FieldType | None = None
    version: int

    @field_validator("type")
    @classmethod
    def _named(cls, value: FieldType | None) -> FieldType | None:
        if value is None:
            raise ValueError("没有这种类型")
        return value


class GroupIn(Asked):
    key: Text = Limit(min_length=1, max_length=32)
    label: Text = Limit(min_length=1, max_length=20)


class FormItem(Asked):
    """Where a field stands; `required` and `label` are for built-in fields only."""

    key: Text = Limit(max_length=40)
    group: Text = Limit(max_length=32)
    width: Width = "half"
    required: bool = False
    hidden: bool = False
    label: Text = Limit("", max_length=30)


class FormIn(Asked):
    version: int
    groups: list[GroupIn] = Limit(max_length=20)
    items: list[FormItem] = Limit(max_length=300)


def definition_out(row: FieldDefinition) -> FieldOut:
    """A custom field as it stands now, on its form."""
    found = {field.id: field for field in questions.all_fields(row.kind)}
    return FieldOut.of(row.kind, found[row.pk])

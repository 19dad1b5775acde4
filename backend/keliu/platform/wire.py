"""Shapes on the wire: ids are strings, moments end in Z, lists come in pages."""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from ninja.params.models import ParamModel
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from keliu.kit import clock, ids, language

_T = TypeVar("_T")

# A model's validator is made when it is first used: a process never uses most of them, and all
# together they are some 32 MB and half a second of its start.
_bases: list[type[BaseModel]] = [Schema, ParamModel, *ParamModel.__subclasses__()]
for _base in _bases:
    _base.model_config["defer_build"] = True


def _id(value: Any) -> int:
    found = ids.parse(value)
    if found is None:
        raise ValueError("编号不对")
    return found


ID_SCHEMA = {"type": "string", "pattern": "^[0-9]{1,19}$", "examples": ["7301933187072000"]}
Id = Annotated[int, BeforeValidator(_id), PlainSerializer(str), WithJsonSchema(ID_SCHEMA)]
Moment = Annotated[
    datetime,
    PlainSerializer(clock.iso),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def _utc(value: datetime) -> datetime:
    """In UTC; PostgreSQL refuses offsets that Python takes, and people mean this century or so."""
    if not FIRST_YEAR < value.year < LAST_YEAR:
        raise ValueError("这个时间太早或太晚了")
    return value.astimezone(UTC)


FIRST_YEAR, LAST_YEAR = 1900, 2200
When = Annotated[AwareDatetime, AfterValidator(_utc)]
"""A moment that somebody sends: with a zone, within reason."""

CUSTOM_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            {"type": "string"},
            {"type": "number"},
            {"type": "boolean"},
            {"type": "array", "items": {"type": "string"}},
            {"type": "null"},
        ]
    },
}
Said = Annotated[str, AfterValidator(language.say)]
"""A sentence of ours that leaves in the reader's language, where it was kept in Chinese."""

Custom = Annotated[dict[str, Any], WithJsonSchema(CUSTOM_SCHEMA)]
"""Values of custom fields by slug."""


class Wire(Schema):
    """Base of every answer."""

    model_config = ConfigDict(from_attributes=True)


class Asked(Schema):
    """Base of every request body: unknown fields are refused, text is trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        """A body is plain JSON: once through, where ninja's own looks for attributes as well."""
        return handler(values)


class Ref(Wire):
    """Something with a name, by reference."""

    id: Id
    name: str


class Page(Wire, Generic[_T]):
    items: list[_T]
    next: str | None = None
    total: int | None = None


class Items(Wire, Generic[_T]):
    items: list[_T]


class VersionIn(Asked):
    """Acts on the version that the person saw."""

    version: int


class Problem(Wire):
    """RFC 9457, with our `code` and one entry per wrong field."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, str]] = []


class ListAsked(Schema):
    """What every list understands."""

    limit: int | None = None
    cursor: str | None = None
    sort: str | None = None
    q: str | None = None
    total: bool = False


def text_field(value: str) -> str:
    """Text without control characters: PostgreSQL refuses NUL and people never mean the others."""
    if value.isprintable():  # nearly always
        return value.strip()
    return "".join(ch for ch in value if ch >= " " or ch in "\n\t").strip()


Text = Annotated[str, BeforeValidator(lambda v: text_field(v) if isinstance(v, str) else v)]


class Bilingual(Wire):
    """A label in both interface languages."""

    zh: str
    en: str


class FileRef(Wire):
    """A stored picture."""

    id: Id
    url: str
    name: str
    mime: str
    size: int
    width: int | None
    height: int | None

"""Shapes of the tags endpoints."""

from typing import Any

from pydantic import Field

from keliu.platform.wire import Asked, Id, Moment, Said, Text, Wire
from keliu.tags.models import Segment, Tag, TagRule


class TagOut(Wire):
    id: Id
    name: str
    color: str
    version: int
    count: int = 0


class TagGroupOut(Wire):
    id: Id
    name: str
    exclusive: bool
    version: int
    tags: list[TagOut]


class TagMark(Wire):
    """A tag as records show it."""

    id: Id
    name: str
    color: str

    @staticmethod
    def of(row: Tag) -> "TagMark":
        return TagMark(id=row.pk, name=row.name, color=row.color)


class RecordTags(Wire):
    record_id: Id
    tags: list[TagMark]


class TagGroupIn(Asked):
    name: Text = Field(min_length=1, max_length=20)
    exclusive: bool = False


class TagGroupPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=20)
    exclusive: bool | None = None
    position: int | None = Field(None, ge=0, le=999)
    version: int


class TagIn(Asked):
    group_id: Id
    name: Text = Field(min_length=1, max_length=20)
    color: str = "slate"


class TagPatch(Asked):
    group_id: Id | None = None
    name: Text | None = Field(None, min_length=1, max_length=20)
    color: str | None = None
    position: int | None = Field(None, ge=0, le=999)
    version: int


class TagsOfIn(Asked):
    kind: str
    ids: list[Id] = Field(max_length=100)


class TagsChangeIn(Asked):
    kind: str
    ids: list[Id] = Field(min_length=1, max_length=100)
    add: list[Id] = Field(default_factory=list, max_length=50)
    remove: list[Id] = Field(default_factory=list, max_length=50)


class TagBulkIn(Asked):
    """Records by id, or `all` that a list shows for a filter and a search."""

    kind: str
    ids: list[Id] | None = Field(None, max_length=10_000)
    all: bool = False
    filter: dict[str, Any] = Field(default_factory=dict)
    q: Text | None = Field(None, max_length=60)
    add: list[Id] = Field(default_factory=list, max_length=50)
    remove: list[Id] = Field(default_factory=list, max_length=50)


class TagBulkOut(Wire):
    operation_id: Id
    title: str
    total: int


class TagRuleOut(Wire):
    id: Id
    name: str
    kind: str
    tag: TagMark
    filter: dict[str, Any]
    said: str
    takes_back: bool
    active: bool
    count: int
    last_run_at: Moment | None
    problem: Said
    version: int

    @staticmethod
    def of(row: TagRule, *, said: str, count: int) -> "TagRuleOut":
        plain = ("name", "kind", "filter", "takes_back", "active", "last_run_at", "problem",
                 "version")  # fmt: skip
        return TagRuleOut(
            id=row.pk, tag=TagMark.of(row.tag), said=said, count=count,
            **{name: getattr(row, name) for name in plain},
        )  # fmt: skip


class TagRuleIn(Asked):
    name: Text = Field(min_length=1, max_length=40)
    kind: str
    tag_id: Id
    filter: dict[str, Any]
    takes_back: bool = True


class TagRulePatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=40)
    tag_id: Id | None = None
    filter: dict[str, Any] | None = None
    takes_back: bool | None = None
    active: bool | None = None
    version: int


class SegmentOut(Wire):
    id: Id
    name: str
    kind: str
    filter: dict[str, Any]
    said: str
    note: str
    count: int
    more: bool
    version: int

    @staticmethod
    def of(row: Segment, *, said: str, count: tuple[int, bool]) -> "SegmentOut":
        plain = ("name", "kind", "filter", "note", "version")
        return SegmentOut(
            id=row.pk, said=said, count=count[0], more=count[1],
            **{name: getattr(row, name) for name in plain},
        )  # fmt: skip


class SegmentIn(Asked):
    name: Text = Field(min_length=1, max_length=40)
    kind: str
    filter: dict[str, Any]
    note: Text = Field("", max_length=200)


class SegmentPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=40)
    filter: dict[str, Any] | None = None
    note: Text | None = Field(None, max_length=200)
    version: int


def given(payload: Asked) -> dict[str, Any]:
    """The fields really sent."""
    return payload.model_dump(exclude_unset=True, exclude={"version"}, exclude_none=True)

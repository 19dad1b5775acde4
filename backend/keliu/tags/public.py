"""The front door of tags for the contexts above."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.db import models

from keliu.kinds.ports import Choice, Field, Kind, Sql
from keliu.kit import scope
from keliu.platform.undo import Journal
from keliu.tags import rules
from keliu.tags.models import Tag, TagLink
from keliu.tags.services import automatic, segments
from keliu.tags.services.tags import group_add, hang, of, tag_add

MEMORY = "tags as choices"
Related = list[tuple[type[models.Model], Sequence[int]]]


class LiveChoices(Sequence[Choice]):
    """The merchant's tags as choices, asked for when somebody really looks."""

    def _all(self) -> tuple[Choice, ...]:
        memory = scope.memory()
        if MEMORY not in memory:
            rows = Tag.objects.order_by("group__position", "position", "id")
            memory[MEMORY] = tuple(Choice(str(row.pk), row.name, row.name) for row in rows)
        found: tuple[Choice, ...] = memory[MEMORY]
        return found

    def __len__(self) -> int:
        return len(self._all())

    def __getitem__(self, at: Any) -> Any:
        return self._all()[at]


HAS = """EXISTS (SELECT FROM tags_taglink l WHERE l.merchant_id = {alias}.merchant_id
 AND l.kind = %s AND l.record_id = {alias}.id{which})"""


def tags_field(kind_name: str) -> Field:
    """标签 as a field of a kind: lists and filters know it, forms do not."""

    def condition(op: str, value: Any, alias: str) -> Sql:
        if op in {"empty", "not_empty"}:
            text = HAS.format(alias=alias, which="")
            return (f"NOT {text}" if op == "empty" else text), [kind_name]
        wanted = [int(one) for one in (value if isinstance(value, list) else [value])]
        text = HAS.format(alias=alias, which=" AND l.tag_id = ANY(%s)")
        return (f"NOT {text}" if op == "not_in" else text), [kind_name, wanted]

    vars(condition)["ops"] = ("in", "not_in", "empty", "not_empty")
    return Field(
        "tags", "标签", "Tags", "multi", None, cast("tuple[Choice, ...]", LiveChoices()),
        editable=False, importable=False, group="system", sql=condition,
    )  # fmt: skip


def tagged(kind: Kind) -> Kind:
    """The kind with tags, when it is one that tags hang on."""
    if kind.name not in rules.KINDS:
        return kind
    beside = kind.journal

    def journal(record_ids: Sequence[int]) -> Related:
        return [*(beside(record_ids) if beside else []), *links_of(kind.name, record_ids)]

    return replace(kind, fields=(*kind.fields, tags_field(kind.name)), journal=journal)


def links_of(kind_name: str, record_ids: Sequence[int]) -> Related:
    """The rows that tie tags to records, for a journal."""
    links = TagLink.objects.filter(kind=kind_name, record_id__in=record_ids)
    return [(TagLink, list(links.values_list("id", flat=True)))]


def move(kind_name: str, keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Tags of merged records hang on the one that stays."""
    gone = TagLink.objects.filter(kind=kind_name, record_id__in=gone_ids)
    have = TagLink.objects.filter(kind=kind_name, record_id=keep_id).values("tag_id")
    journal.watch(TagLink, list(gone.values_list("id", flat=True)))
    for link in gone.exclude(tag_id__in=have).order_by("id").distinct("tag_id").order_by("tag_id"):
        TagLink.objects.filter(pk=link.pk).update(record_id=keep_id)


def count(kind_name: str, record_ids: Sequence[int]) -> int:
    """How many tags hang on records."""
    return TagLink.objects.filter(kind=kind_name, record_id__in=record_ids).count()


def counts(kind_name: str, rows: "models.QuerySet[Any]") -> dict[int, int]:
    """How many of these records each tag hangs on, by tag."""
    links = TagLink.objects.filter(kind=kind_name, record_id__in=rows.order_by().values("id"))
    found = links.values_list("tag_id").annotate(n=models.Count("id")).order_by()
    return dict(found)


rule_add = automatic.rule_add
segment_add, segment_find = segments.segment_add, segments.segment_find
segment_names = segments.segment_names

__all__ = ["Tag", "count", "counts", "group_add", "hang", "links_of", "move", "of", "rule_add",
           "segment_add", "segment_find", "segment_names", "tag_add", "tagged"]  # fmt: skip

"""Groups, tags, and hanging tags on records."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction

from keliu.kinds import public as kinds
from keliu.kit import actor, clock, ids, scope
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit, records, sql
from keliu.platform.undo import Journal
from keliu.tags import rules
from keliu.tags.errors import GroupInUse, NameTaken, TooManyTags
from keliu.tags.models import Tag, TagGroup, TagLink

_Row = TypeVar("_Row", bound=models.Model)
HANG = """INSERT INTO tags_taglink (id, merchant_id, tag_id, kind, record_id, by_id, at)
 SELECT x.id, %s, x.tag, %s, x.record, %s, %s
 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS x(id, tag, record)
 ON CONFLICT (merchant_id, kind, record_id, tag_id) DO UPDATE SET rule_id = NULL
 RETURNING record_id"""


def named(what: str, name: str, save: Callable[[], _Row]) -> _Row:
    """Run `save`. Raises NameTaken when somebody was first with the name."""
    taken = NameTaken(name=name, what=what, fields={"name": "已有这个名字"})
    with records.unique("one_name", taken):
        return save()


@transaction.atomic
def group_add(*, name: str, exclusive: bool) -> TagGroup:
    """A new group at the end. Raises NameTaken."""
    at = TagGroup.objects.count()

    def save() -> TagGroup:
        return TagGroup.objects.create(name=name, exclusive=exclusive, position=at)

    row = named("标签组", name, save)
    audit.record("taggroup.create", "taggroup", row.pk, name)
    return row


@transaction.atomic
def group_change(row: TagGroup, *, version: int, changes: dict[str, Any], current: Any) -> TagGroup:
    """Another name or order. Raises Stale, NameTaken."""
    return named(
        "标签组",
        str(changes.get("name", row.name)),
        lambda: records.save_changes(row, version=version, changes=changes, current=current),
    )


@transaction.atomic
def group_remove(row: TagGroup) -> None:
    """An empty group goes. Raises GroupInUse."""
    count = Tag.objects.filter(group_id=row.pk).count()
    if count:
        raise GroupInUse(name=row.name, count=count)
    audit.record("taggroup.delete", "taggroup", row.pk, row.name)
    row.delete()


@transaction.atomic
def tag_add(*, group: TagGroup, name: str, color: str) -> Tag:
    """A new tag at the end of its group. Raises NameTaken, TooManyTags, Invalid."""
    _check_color(color)
    if Tag.objects.count() >= rules.MOST_TAGS:
        raise TooManyTags(most=rules.MOST_TAGS)
    at = Tag.objects.filter(group_id=group.pk).count()

    def save() -> Tag:
        return Tag.objects.create(group_id=group.pk, name=name, color=color, position=at)

    row = named("标签", name, save)
    audit.record("tag.create", "tag", row.pk, name)
    return row


@transaction.atomic
def tag_change(row: Tag, *, version: int, changes: dict[str, Any], current: Any) -> Tag:
    """Another name, colour or group. Raises Stale, NameTaken, Invalid."""
    _check_color(changes.get("color", row.color))
    if "group_id" in changes and not TagGroup.objects.filter(pk=changes["group_id"]).exists():
        raise Invalid(fields={"group_id": "没有这个标签组"})
    return named(
        "标签",
        str(changes.get("name", row.name)),
        lambda: records.save_changes(row, version=version, changes=changes, current=current),
    )


def _check_color(color: str) -> None:
    if color not in rules.COLORS:
        raise Invalid(fields={"color": "没有这个颜色"})


@transaction.atomic
def tag_remove(row: Tag) -> None:
    """A tag goes, from every record too."""
    count = TagLink.objects.filter(tag_id=row.pk).count()
    audit.record("tag.delete", "tag", row.pk, row.name, {"records": (count, 0)})
    row.delete()


def in_reach(kind_name: str, record_ids: Sequence[int]) -> list[int]:
    """The records, if the acting person may change each of them. Raises NotFound, Invalid."""
    if kind_name not in rules.KINDS:
        raise Invalid(fields={"kind": "这种记录不能打标签"})
    kind = kinds.kind_of(kind_name)
    for one in record_ids:
        kind.find(one, kind.write)
    return sorted(set(record_ids))


def tags_named(tag_ids: Sequence[int]) -> list[Tag]:
    """Tags by id, all of them. Raises NotFound."""
    found = list(Tag.objects.filter(pk__in=tag_ids).select_related("group"))
    if len(found) != len(set(tag_ids)):
        raise NotFound
    return found


@transaction.atomic
def hang(
    kind_name: str,
    record_ids: Sequence[int],
    *,
    add: Sequence[Tag] = (),
    remove: Sequence[Tag] = (),
    journal: Journal | None = None,
) -> None:
    """Hang tags on records and take others off; of an exclusive group only the last stays."""
    if not record_ids:
        return
    exclusive = {tag.group_id for tag in add if tag.group.exclusive}
    off = TagLink.objects.filter(kind=kind_name, record_id__in=record_ids)
    gone = off.filter(tag_id__in=[tag.pk for tag in remove]) | off.filter(
        tag__group_id__in=exclusive
    ).exclude(tag_id__in=[tag.pk for tag in add])
    before = list(gone.values_list("id", "record_id", "tag__name"))
    if journal is not None:
        journal.watch(TagLink, [one for one, _, _ in before])
        known = off.filter(tag_id__in=[tag.pk for tag in add])
        journal.watch(TagLink, list(known.values_list("id", flat=True)))
    TagLink.objects.filter(pk__in=[one for one, _, _ in before]).delete()
    pairs = [(ids.new(), tag.pk, record) for record in record_ids for tag in add]
    if pairs:
        columns = [list(column) for column in zip(*pairs, strict=True)]
        who = actor.current().staff_id
        sql.do(HANG, [scope.current(), kind_name, who, clock.now(), *columns])
    if journal is not None:
        journal.created(TagLink, [one for one, _, _ in pairs])
    _audit(kind_name, record_ids, add, {(record, name) for _, record, name in before})


def _audit(
    kind_name: str, record_ids: Sequence[int], add: Sequence[Tag], gone: set[tuple[int, str]]
) -> None:
    for one in record_ids:
        taken = sorted(name for record, name in gone if record == one)
        hung = sorted(tag.name for tag in add)
        audit.record(f"{kind_name}.tag", kind_name, one, "", {"tags": (taken, hung)})


def of(kind_name: str, record_ids: Sequence[int]) -> dict[int, list[Tag]]:
    """The tags of each record, in the order of groups, in one query."""
    links = TagLink.objects.filter(kind=kind_name, record_id__in=record_ids)
    rows = links.select_related("tag__group").order_by(
        "tag__group__position", "tag__position", "tag_id"
    )
    found: dict[int, list[Tag]] = {one: [] for one in record_ids}
    for link in rows:
        found[link.record_id].append(link.tag)
    return found

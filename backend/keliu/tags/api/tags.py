"""Tags in groups, on records; rules; segments."""

from django.db.models import Count, Q
from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.kinds import public as kinds
from keliu.kit import actor
from keliu.kit.errors import Forbidden
from keliu.platform import records
from keliu.platform.wire import Items
from keliu.tags.models import Segment, Tag, TagGroup, TagLink, TagRule
from keliu.tags.schemas import (
    RecordTags,
    SegmentIn,
    SegmentOut,
    SegmentPatch,
    TagBulkIn,
    TagBulkOut,
    TagGroupIn,
    TagGroupOut,
    TagGroupPatch,
    TagIn,
    TagMark,
    TagOut,
    TagPatch,
    TagRuleIn,
    TagRuleOut,
    TagRulePatch,
    TagsChangeIn,
    TagsOfIn,
    given,
)
from keliu.tags.services import automatic, bulk, segments, tags

router = Router(tags=["tags"])


def _groups() -> list[TagGroupOut]:
    """Every group with its tags and how often each hangs, in three queries."""
    counts = dict(TagLink.objects.values_list("tag_id").annotate(n=Count("id")))
    known: dict[int, list[TagOut]] = {}
    for row in Tag.objects.order_by("position", "id"):
        shown = TagOut(
            id=row.pk, name=row.name, color=row.color, version=row.version,
            count=counts.get(row.pk, 0),
        )  # fmt: skip
        known.setdefault(row.group_id, []).append(shown)
    return [
        TagGroupOut(
            id=row.pk, name=row.name, exclusive=row.exclusive, version=row.version,
            tags=known.get(row.pk, []),
        )
        for row in TagGroup.objects.order_by("position", "id")
    ]  # fmt: skip


def _group(row: TagGroup) -> TagGroupOut:
    return next(one for one in _groups() if one.id == row.pk)


def _tag(row: Tag) -> TagOut:
    count = TagLink.objects.filter(tag_id=row.pk).count()
    plain = {name: getattr(row, name) for name in ("name", "color", "version")}
    return TagOut(id=row.pk, count=count, **plain)


def _wire(shown: object) -> object:
    return shown.model_dump(mode="json")  # type: ignore[attr-defined]  # one of our schemas


@router.get("/tags", response=Items[TagGroupOut])
@door.staff()
def tag_list(request: HttpRequest) -> Items[TagGroupOut]:
    """Every group with its tags."""
    return Items[TagGroupOut](items=_groups())


@router.post("/tag-groups", response=TagGroupOut)
@door.staff("tag.write")
def tag_group_create(request: HttpRequest, payload: TagGroupIn) -> TagGroupOut:
    """A new group."""
    return _group(tags.group_add(name=payload.name, exclusive=payload.exclusive))


@router.patch("/tag-groups/{group_id}", response=TagGroupOut)
@door.staff("tag.write")
def tag_group_update(request: HttpRequest, group_id: int, payload: TagGroupPatch) -> TagGroupOut:
    """Another name, order, or one tag at most."""
    row = records.find(TagGroup.objects.all(), group_id)
    saved = tags.group_change(
        row, version=payload.version, changes=given(payload), current=lambda now: _wire(_group(now))
    )
    return _group(saved)


@router.delete("/tag-groups/{group_id}", response={204: None})
@door.staff("tag.write")
def tag_group_delete(request: HttpRequest, group_id: int) -> None:
    """An empty group goes."""
    tags.group_remove(records.find(TagGroup.objects.all(), group_id))


@router.post("/tags", response=TagOut)
@door.staff("tag.write")
def tag_create(request: HttpRequest, payload: TagIn) -> TagOut:
    """A new tag."""
    group = records.find(TagGroup.objects.all(), payload.group_id)
    return _tag(tags.tag_add(group=group, name=payload.name, color=payload.color))


@router.patch("/tags/{tag_id}", response=TagOut)
@door.staff("tag.write")
def tag_update(request: HttpRequest, tag_id: int, payload: TagPatch) -> TagOut:
    """Another name, colour, group or order."""
    row = records.find(Tag.objects.all(), tag_id)
    saved = tags.tag_change(
        row, version=payload.version, changes=given(payload), current=lambda now: _wire(_tag(now))
    )
    return _tag(saved)


@router.delete("/tags/{tag_id}", response={204: None})
@door.staff("tag.write")
def tag_delete(request: HttpRequest, tag_id: int) -> None:
    """A tag goes, from every record too."""
    tags.tag_remove(records.find(Tag.objects.all(), tag_id))


@router.post("/record-tags", response=Items[RecordTags])
@door.staff()
def tags_of(request: HttpRequest, payload: TagsOfIn) -> Items[RecordTags]:
    """The tags of up to a hundred records within reach (one page of a list)."""
    kind = kinds.kind_of(payload.kind)
    if not actor.current().may(kind.read):
        raise Forbidden(permission=kind.read)
    seen = _seen(payload)
    found = tags.of(payload.kind, seen)
    return Items[RecordTags](
        items=[
            RecordTags(record_id=one, tags=[TagMark.of(tag) for tag in found[one]]) for one in seen
        ]
    )


def _seen(payload: TagsOfIn) -> list[int]:
    """Those of the asked records that the acting person sees."""
    kind = kinds.kind_of(payload.kind)
    rows = kind.model._default_manager.filter(pk__in=payload.ids)
    mine = door.within_reach(rows, kind.read, kind=kind.name)
    return list(mine.values_list("pk", flat=True))


@router.post("/record-tags/change", response=Items[RecordTags])
@door.staff()
def tags_change(request: HttpRequest, payload: TagsChangeIn) -> Items[RecordTags]:
    """Hang tags on records one may change, and take others off."""
    kind = kinds.kind_of(payload.kind)
    if not actor.current().may(kind.write):
        raise Forbidden(permission=kind.write)
    wanted = tags.in_reach(payload.kind, payload.ids)
    add, remove = tags.tags_named(payload.add), tags.tags_named(payload.remove)
    tags.hang(payload.kind, wanted, add=add, remove=remove)
    found = tags.of(payload.kind, wanted)
    return Items[RecordTags](
        items=[
            RecordTags(record_id=one, tags=[TagMark.of(tag) for tag in found[one]])
            for one in wanted
        ]
    )


@router.post("/record-tags/bulk", response=TagBulkOut)
@door.staff()
def tags_bulk(request: HttpRequest, payload: TagBulkIn) -> TagBulkOut:
    """Tags on many records in the background; it can be undone."""
    kind = kinds.kind_of(payload.kind)
    if not actor.current().may(kind.write):
        raise Forbidden(permission=kind.write)
    which = kinds.Chosen("tag", payload.ids, payload.all, payload.filter, payload.q)
    started = bulk.start(payload.kind, which, add=payload.add, remove=payload.remove)
    return TagBulkOut(operation_id=started.pk, title=started.title, total=started.total)


def _rules() -> list[TagRuleOut]:
    links = Q(rule_id__isnull=False)
    counts = dict(TagLink.objects.filter(links).values_list("rule_id").annotate(n=Count("id")))
    rows = TagRule.objects.select_related("tag").order_by("id")
    return [
        TagRuleOut.of(row, said=kinds.describe(row.kind, row.filter), count=counts.get(row.pk, 0))
        for row in rows
    ]


def _rule(row: TagRule) -> TagRuleOut:
    return next(one for one in _rules() if one.id == row.pk)


@router.get("/tag-rules", response=Items[TagRuleOut])
@door.staff("tag.write")
def tag_rule_list(request: HttpRequest) -> Items[TagRuleOut]:
    """Rules with how many records each one tags."""
    return Items[TagRuleOut](items=_rules())


@router.post("/tag-rules", response=TagRuleOut)
@door.staff("tag.write")
def tag_rule_create(request: HttpRequest, payload: TagRuleIn) -> TagRuleOut:
    """A new rule; it runs at once and then every ten minutes."""
    return _rule(automatic.rule_add(**payload.model_dump()))


@router.patch("/tag-rules/{rule_id}", response=TagRuleOut)
@door.staff("tag.write")
def tag_rule_update(request: HttpRequest, rule_id: int, payload: TagRulePatch) -> TagRuleOut:
    """Change a rule, or pause it."""
    row = records.find(TagRule.objects.all(), rule_id)
    saved = automatic.rule_change(
        row, version=payload.version, changes=given(payload), current=lambda now: _wire(_rule(now))
    )
    return _rule(saved)


@router.delete("/tag-rules/{rule_id}", response={204: None})
@door.staff("tag.write")
def tag_rule_delete(request: HttpRequest, rule_id: int) -> None:
    """A rule goes, and what it hung with it."""
    automatic.rule_remove(records.find(TagRule.objects.all(), rule_id))


def _segment(row: Segment) -> SegmentOut:
    count = kinds.count_matching(row.kind, row.filter)
    return SegmentOut.of(row, said=kinds.describe(row.kind, row.filter), count=count)


@router.get("/segments", response=Items[SegmentOut])
@door.staff("customer.read")
def segment_list(request: HttpRequest) -> Items[SegmentOut]:
    """Segments with how many of the records in one's own reach are in them now."""
    may = [row for row in Segment.objects.order_by("name") if _readable(row.kind)]
    return Items[SegmentOut](items=[_segment(row) for row in may])


def _readable(kind_name: str) -> bool:
    return actor.current().may(kinds.kind_of(kind_name).read)


@router.post("/segments", response=SegmentOut)
@door.staff("tag.write")
def segment_create(request: HttpRequest, payload: SegmentIn) -> SegmentOut:
    """Keep a filter under a name."""
    return _segment(segments.segment_add(**payload.model_dump()))


@router.patch("/segments/{segment_id}", response=SegmentOut)
@door.staff("tag.write")
def segment_update(request: HttpRequest, segment_id: int, payload: SegmentPatch) -> SegmentOut:
    """Another name, filter or note."""
    row = records.find(Segment.objects.all(), segment_id)
    saved = segments.segment_change(
        row, version=payload.version, changes=given(payload),
        current=lambda now: _wire(_segment(now)),
    )  # fmt: skip
    return _segment(saved)


@router.delete("/segments/{segment_id}", response={204: None})
@door.staff("tag.write")
def segment_delete(request: HttpRequest, segment_id: int) -> None:
    """Forget a segment."""
    segments.segment_remove(records.find(Segment.objects.all(), segment_id))

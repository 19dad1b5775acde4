"""The groups and tags of a trade's template."""

from collections.abc import Sequence

import msgspec

from keliu.kinds.ports import Addition, PresetPart
from keliu.platform.undo import Journal
from keliu.tags.models import Tag, TagGroup
from keliu.tags.services.tags import group_add, tag_add


class GroupPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group and the colours of its tags by name."""

    name: str
    tags: dict[str, str]
    exclusive: bool = False


def _wanted(plan: Sequence[GroupPlan]) -> list[tuple[GroupPlan, dict[str, str]]]:
    """Groups with the tags that are not there, under whatever group."""
    known = set(Tag.objects.values_list("name", flat=True))
    wanted = [
        (one, {name: color for name, color in one.tags.items() if name not in known})
        for one in plan
    ]
    return [(one, fresh) for one, fresh in wanted if fresh]


def _missing(plan: Sequence[GroupPlan]) -> list[Addition]:
    wanted = _wanted(plan)
    return [Addition(name, one.name, one.name) for one, fresh in wanted for name in fresh]


def _add(plan: Sequence[GroupPlan], journal: Journal) -> None:
    for one, fresh in _wanted(plan):
        group = TagGroup.objects.filter(name=one.name).first()
        if group is None:
            group = group_add(name=one.name, exclusive=one.exclusive)
            journal.created(TagGroup, [group.pk])
        for name, color in fresh.items():
            journal.created(Tag, [tag_add(group=group, name=name, color=color).pk])


PART = PresetPart("tags", "标签", "Tags", list[GroupPlan], _missing, _add)

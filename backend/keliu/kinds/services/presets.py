"""Giving a merchant what its trade usually wants: adds, never changes or removes what is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction

from keliu.kinds import presets
from keliu.kinds.errors import LabelTaken
from keliu.kinds.models import FieldDefinition
from keliu.kinds.ports import Addition, Ports, PresetPart
from keliu.kinds.presets import FieldPlan
from keliu.kinds.selectors.fields import fields_of
from keliu.kinds.services.fields import field_define
from keliu.kit import scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, merchants, sql, undo
from keliu.platform.undo import Journal

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('presets ' || %s::text, 0))"


@dataclass(frozen=True)
class Missing:
    """What one part of a template would add."""

    part: PresetPart
    additions: list[Addition]


@dataclass(frozen=True)
class Applied:
    """What was added, by section, and the operation that takes it back."""

    added: dict[str, int]
    operation_id: int | None


def plans(trade: str) -> list[tuple[PresetPart, Any]]:
    """The sections of a trade's template with the parts they belong to. Raises Invalid."""
    found = presets.sections(trade)
    if not found:
        raise Invalid(fields={"trade": "没有这个行业的模板"})
    return [
        (part, msgspec.convert(found[part.section], part.shape))
        for part in Ports.preset_parts
        if part.section in found
    ]


def missing(trade: str) -> list[Missing]:
    """What of a template is not there yet; what a merchant put away counts as there."""
    return [Missing(part, part.missing(plan)) for part, plan in plans(trade)]


@transaction.atomic
def preset_apply(trade: str, sections: Sequence[str] | None = None) -> Applied:
    """Add what is missing of a template: of `sections`, else of all but the careful parts.

    A second time adds nothing. Raises Invalid.
    """
    sql.do(ONE_AT_A_TIME, [scope.current()])
    chosen = [
        (part, plan, len(additions))
        for part, plan in plans(trade)
        if (not part.careful if sections is None else part.section in sections)
        and (additions := part.missing(plan))
    ]
    if not chosen:
        return Applied({}, None)
    title = f"行业模板:{merchants.TRADES[trade][0]}"
    total = sum(count for _, _, count in chosen)
    english = f"Template of a trade: {merchants.TRADES[trade][1]}"
    recording = undo.recording("preset", title, {"trade": trade}, title_en=english, total=total)
    with recording as journal:
        for part, plan, _ in chosen:
            part.add(plan, journal)
    said = "、".join(f"{part.zh} {count}" for part, _, count in chosen)
    audit.record("preset.apply", "merchant", scope.current(), title, {"added": (None, said)})
    return Applied({part.section: count for part, _, count in chosen}, journal.operation.pk)


def _wanted(plan: Sequence[FieldPlan]) -> list[FieldPlan]:
    """The fields that are not there: neither their slug, nor a field of the same name."""
    known = set(FieldDefinition.objects.values_list("kind", "slug"))
    kinds = {one.kind for one in plan} & Ports.kinds.keys()
    labels = {(kind, field.zh) for kind in kinds for field in fields_of(kind)}
    return [
        one
        for one in plan
        if one.kind in kinds
        and (one.kind, one.slug) not in known
        and (one.kind, one.label) not in labels
    ]


def _additions(plan: Sequence[FieldPlan]) -> list[Addition]:
    return [
        Addition(one.label, Ports.kinds[one.kind].zh, Ports.kinds[one.kind].en)
        for one in _wanted(plan)
    ]


def _define(plan: Sequence[FieldPlan], journal: Journal) -> None:
    for one in _wanted(plan):
        try:
            with transaction.atomic():
                row = field_define(one.kind, given=one.given())
        except LabelTaken:  # two fields of the template have one name
            continue
        journal.created(FieldDefinition, [row.pk])


FIELDS = PresetPart("fields", "字段", "Fields", list[FieldPlan], _additions, _define)
SOURCES = PresetPart(
    "sources",
    "来源渠道",
    "Sources",
    list[str],
    lambda names: _additions(presets.sources(names)),
    lambda names, journal: _define(presets.sources(names), journal),
)

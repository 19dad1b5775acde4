"""Giving a merchant the fields that its trade usually wants."""

from django.db import transaction

from keliu.kinds.errors import LabelTaken
from keliu.kinds.models import FieldDefinition
from keliu.kinds.ports import Ports
from keliu.kinds.presets import PRESETS, Wanted
from keliu.kinds.services.fields import field_define
from keliu.kit.errors import Invalid


def missing(trade: str) -> list[Wanted]:
    """What of a template is not there yet; fields that were put away count as there."""
    if trade not in PRESETS:
        raise Invalid(fields={"trade": "没有这个行业的模板"})
    rows = FieldDefinition.objects.values_list("kind", "slug")
    known = set(rows)
    return [
        one
        for one in PRESETS[trade]
        if one.kind in Ports.kinds and (one.kind, one.slug) not in known
    ]


@transaction.atomic
def preset_apply(trade: str) -> list[FieldDefinition]:
    """Add what is missing of a trade's template; a second time adds nothing. Raises Invalid."""
    return [row for one in missing(trade) if (row := _added(one)) is not None]


def _added(one: Wanted) -> FieldDefinition | None:
    """The field, or nothing when the merchant has one of this name already."""
    try:
        with transaction.atomic():
            return field_define(one.kind, given=one.given)
    except LabelTaken:
        return None

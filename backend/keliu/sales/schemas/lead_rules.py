"""Shapes of the assignment rules."""

from typing import Any, Literal, cast

from pydantic import Field

from keliu.kinds import public as kinds
from keliu.kit.errors import Invalid
from keliu.platform.wire import Asked, Id, Ref, Text, Wire
from keliu.sales.models import AssignmentRule

Mode = Literal["round_robin", "least_load", "region", "fixed"]


class RegionDuty(Wire):
    """Who looks after a region: its six-digit code, or how its name begins."""

    region: str
    staff: Ref


class LeadRuleOut(Wire):
    id: Id
    name: str
    position: int
    active: bool
    filter: dict[str, Any]
    sentence: str
    """The conditions in words; empty when every lead fits."""
    broken: str
    """Why the conditions can not be read any more, e.g. a field was put away."""
    mode: Mode
    people: list[Ref]
    away: list[Id]
    """Which of the people are not at work and are passed over."""
    regions: list[RegionDuty]
    turn: int
    version: int

    @staticmethod
    def of(row: AssignmentRule, cards: dict[int, Any]) -> "LeadRuleOut":
        sentence, broken = _said(row.filter)
        named = [one for one in row.staff_ids if one in cards]
        duties = [(one["region"], int(one["staff_id"])) for one in row.regions]
        everybody = {*named, *(staff for _, staff in duties if staff in cards)}
        return LeadRuleOut(
            id=row.pk,
            name=row.name,
            position=row.position,
            active=row.active,
            filter=row.filter,
            sentence=sentence,
            broken=broken,
            mode=cast(Mode, row.mode),
            people=[Ref(id=one, name=cards[one].name) for one in named],
            away=sorted(one for one in everybody if not cards[one].active),
            regions=[
                RegionDuty(region=region, staff=Ref(id=staff, name=cards[staff].name))
                for region, staff in duties
                if staff in cards
            ],
            turn=row.turn,
            version=row.version,
        )


def _said(given: dict[str, Any]) -> tuple[str, str]:
    try:
        return kinds.describe("lead", given), ""
    except Invalid as wrong:
        return "", wrong.fields.get("filter", wrong.text)


class RegionDutyIn(Asked):
    region: Text = Field(min_length=1, max_length=60)
    staff_id: Id


class LeadRuleFields(Asked):
    active: bool | None = None
    filter: dict[str, Any] | None = None
    staff_ids: list[Id] | None = Field(None, max_length=100)
    regions: list[RegionDutyIn] | None = Field(None, max_length=400)

    def given(self) -> dict[str, Any]:
        """What was really sent, ready for the columns: ids as numbers, in JSON as text."""
        sent = {name: getattr(self, name) for name in self.model_fields_set - {"version"}}
        if self.regions is not None:
            sent["regions"] = [one.model_dump() for one in self.regions]
        return {name: value for name, value in sent.items() if value is not None}


class LeadRuleIn(LeadRuleFields):
    name: Text = Field(min_length=1, max_length=40)
    mode: Mode


class LeadRulePatch(LeadRuleFields):
    name: Text | None = Field(None, min_length=1, max_length=40)
    mode: Mode | None = None
    version: int


class LeadRuleOrderIn(Asked):
    ids: list[Id] = Field(max_length=50)

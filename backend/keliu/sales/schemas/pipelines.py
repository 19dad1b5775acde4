"""Shapes of the pipeline editor and of the merchant's lists."""

from typing import Any, Literal

from pydantic import Field

from keliu.platform.wire import Asked, Bilingual, Id, Text, Wire
from keliu.sales.models import CloseReason, Competitor

Strength = Literal["high", "medium", "low"]
Name = Field(min_length=1, max_length=40)
Required: Any = Field(default=[], max_length=40)


class StageIn(Asked):
    """An open stage; without an id it is new."""

    id: Id | None = None
    name: Text = Name
    rate: int = Field(ge=0, le=99)
    required: list[str] = Required


class EndIn(Asked):
    """What can be changed of the won or lost stage."""

    name: Text = Name
    required: list[str] = Required


class PipelineIn(Asked):
    name: Text = Name
    department_ids: list[Id] = Field(default=[], max_length=200)


class PipelinePatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=40)
    department_ids: list[Id] | None = Field(None, max_length=200)
    backward: bool | None = None
    reopening: bool | None = None
    stages: list[StageIn] | None = Field(None, max_length=40)
    won: EndIn | None = None
    lost: EndIn | None = None
    version: int


class RetireIn(Asked):
    """Put `stage_id` away; what stands in it goes to `to_stage_id`."""

    stage_id: Id
    to_stage_id: Id
    version: int


class RequirableField(Wire):
    """Something that a stage may ask for."""

    key: str
    name: Bilingual


class CompetitorOut(Wire):
    id: Id
    name: str
    strength: str
    note: str
    version: int

    @staticmethod
    def of(row: Competitor) -> "CompetitorOut":
        return CompetitorOut.model_validate(row)


class CompetitorIn(Asked):
    name: Text = Name
    strength: Strength = "medium"
    note: Text = Field("", max_length=500)


class CompetitorPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=40)
    strength: Strength | None = None
    note: Text | None = Field(None, max_length=500)
    version: int


class CloseReasonOut(Wire):
    id: Id
    kind: str
    name: str
    position: int
    version: int

    @staticmethod
    def of(row: CloseReason) -> "CloseReasonOut":
        return CloseReasonOut.model_validate(row)


class CloseReasonIn(Asked):
    kind: Literal["won", "lost"]
    name: Text = Name


class CloseReasonPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=40)
    position: int | None = Field(None, ge=0, le=1000)
    version: int

"""Shapes of targets."""

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import Field

from keliu.platform.wire import Asked, Id, Wire
from keliu.sales.rules import targets as law

Metric = Literal["won_amount", "received", "won_count"]


class TargetsAsked(Schema):
    metric: Metric = "won_amount"
    year: int | None = Field(None, ge=2000, le=2100)


class TargetCell(Wire):
    """One month; `page` lists what makes `actual`."""

    month: date
    target: int | None
    actual: int
    page: str


class TargetLine(Wire):
    """`id` is null for the company."""

    subject: str
    id: Id | None
    name: str
    cells: list[TargetCell]


class TargetsOut(Wire):
    metric: str
    year: int
    lines: list[TargetLine]


class TargetCellIn(Asked):
    subject: Literal["company", "department", "staff"]
    id: Id | None = None
    month: date
    value: int | None = Field(None, ge=0, le=law.MOST_VALUE)


class TargetsIn(Asked):
    metric: Metric
    cells: list[TargetCellIn] = Field(max_length=2000)


class TargetProgress(Wire):
    """`percent` is cut, so that 100 means reached."""

    metric: str
    subject: str
    name: str
    target: int
    actual: int
    percent: int
    page: str


class TargetProgressOut(Wire):
    month: date
    items: list[TargetProgress]

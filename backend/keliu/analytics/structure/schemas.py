"""Shapes of the customers' structure."""

from ninja import Schema

from keliu.analytics.schemas import Drill
from keliu.platform.wire import Bilingual, Wire


class StructureAsked(Schema):
    """`filter` narrows everything to some of the customers (the list's own language)."""

    filter: str | None = None


class StructureSlice(Wire):
    """One figure; `share` in thousandths of the part's whole; the drill lists its customers."""

    key: str
    label: Bilingual
    count: int
    share: int
    drill: Drill


class StructurePart(Wire):
    """One way of splitting, the largest slices first; `more` slices hold `rest` customers."""

    key: str
    slices: list[StructureSlice]
    more: int
    rest: int


class StructureMonth(Wire):
    """A month's new customers, and how many there were at its end of those who are here now."""

    month: str
    count: int
    total: int
    drill: Drill


class StructureTie(Wire):
    """An owner's customers by stage of life."""

    id: str
    name: str
    count: int
    stages: list[StructureSlice]


class StructureOut(Wire):
    """The customers within reach, every way; parts whose field the role hides are left out."""

    total: int
    drill: Drill
    growth: list[StructureMonth]
    parts: list[StructurePart]
    ties: list[StructureTie]

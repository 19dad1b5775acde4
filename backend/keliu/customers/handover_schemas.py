"""Shapes of the hand-over endpoints."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from keliu.accounts import public as accounts
from keliu.customers.ports import HandoverPart
from keliu.customers.rules import handover as law
from keliu.customers.services.handover import planning
from keliu.customers.services.handover.planning import Dealt, Facet
from keliu.platform.wire import Asked, Bilingual, Id, Ref, Wire

Method = Literal["one", "round_robin", "even", "by"]
By = Literal["level", "region", "department"]


class HandoverPlanIn(Asked):
    staff_id: Id
    method: Method = "one"
    by: By | None = None
    receiver_ids: list[Id] = Field(min_length=1, max_length=50)
    table: dict[str, Id] = Field({}, max_length=200)
    kinds: list[str] | None = Field(None, max_length=40)

    def plan(self) -> law.Plan:
        """As the law knows it."""
        return law.Plan(self.method, tuple(self.receiver_ids), self.by, self.table)


class HandoverIn(HandoverPlanIn):
    disable: bool = False


class HandoverCount(Wire):
    kind: str
    label: Bilingual
    count: int

    @staticmethod
    def of(part: HandoverPart, count: int) -> "HandoverCount":
        return HandoverCount(kind=part.kind, label=Bilingual(zh=part.zh, en=part.en), count=count)


class HandoverFacet(Wire):
    value: str
    name: str
    count: int

    @staticmethod
    def of(facet: Facet) -> "HandoverFacet":
        return HandoverFacet(value=facet.value, name=facet.name, count=facet.count)


class HandoverScope(Wire):
    """Everything somebody holds, and by what their customers can be dealt out."""

    staff: Ref
    active: bool
    counts: list[HandoverCount]
    total: int
    level: list[HandoverFacet]
    region: list[HandoverFacet]
    department: list[HandoverFacet]

    @staticmethod
    def of(card: accounts.StaffCard) -> "HandoverScope":
        counts = [HandoverCount.of(part, len(part.items(card.id))) for part in planning.parts()]
        facets = {
            by: [HandoverFacet.of(one) for one in some]
            for by, some in planning.facets(card.id).items()
        }
        return HandoverScope(
            staff=Ref(id=card.id, name=card.name),
            active=card.active,
            counts=counts,
            total=sum(one.count for one in counts),
            level=facets["level"],
            region=facets["region"],
            department=facets["department"],
        )


class HandoverReceiver(Wire):
    """What one colleague would get, beside the customers they have already."""

    staff: Ref
    has: int
    counts: list[HandoverCount]


class HandoverPreview(Wire):
    receivers: list[HandoverReceiver]
    total: int

    @staticmethod
    def of(dealt: Dealt) -> "HandoverPreview":
        totals = law.totals(dealt)
        names, loads = accounts.names({*totals}), planning.loads(list(totals))
        known = {part.kind: part for part in planning.parts()}
        rows = [
            HandoverReceiver(
                staff=Ref(id=one, name=names[one]), has=loads.get(one, 0),
                counts=_counts(known, counts),
            )
            for one, counts in totals.items()
        ]  # fmt: skip
        return HandoverPreview(receivers=rows, total=sum(len(moves) for moves in dealt.values()))


def _counts(known: Mapping[str, HandoverPart], counts: Mapping[str, int]) -> list[HandoverCount]:
    return [HandoverCount.of(known[kind], count) for kind, count in counts.items()]


class HandoverStarted(Wire):
    operation_id: Id
    total: int

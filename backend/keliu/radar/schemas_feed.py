"""Shapes of the feed by person and by behaviour, of alerts, and of who looked at a trail."""

from ninja import Schema
from pydantic import Field

from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Ref, Wire
from keliu.radar.schemas import FeedLine


class PersonLine(Wire):
    """One person: their newest visit, the ones before, and sums of the last 30 days."""

    id: Id
    line: FeedLine
    earlier: list[FeedLine]
    visits: int
    dwell_ms: int


class DeedCount(Wire):
    """In how many visits something was done."""

    kind: str
    name: Bilingual
    line: str
    visits: int


class DeedsOut(Wire):
    """`begins` (from): where the first of the asked days begins in the merchant's zone."""

    begins: Moment = Field(serialization_alias="from")
    items: list[DeedCount]


class DeedsAsked(Schema):
    """The last `days` whole days in the merchant's zone, today included."""

    days: int = Field(1, ge=1, le=31)
    staff: str | None = None


class NowLooking(Wire):
    """Known people who did something within the last two minutes; `count` may be more."""

    count: int
    items: list[FeedLine]


class Unseen(Wire):
    """Visits begun since the person saw the feed, up to a hundred; never seen: since today."""

    count: int
    since: Moment


class AlertNumber(Wire):
    name: str
    value: int
    least: int
    most: int


class AlertRuleOut(Wire):
    """`on` is the merchant's choice, `mine` the person's own (null: as the merchant has it)."""

    rule: str
    name: Bilingual
    on: bool
    mine: bool | None
    numbers: list[AlertNumber]
    picks_products: bool
    products: list[Ref]


class AlertsOut(Wire):
    rules: list[AlertRuleOut]
    version: int
    may_set: bool


class AlertRuleIn(Asked):
    rule: str = Field(max_length=16)
    on: bool
    numbers: dict[str, int] = Field({}, max_length=4)
    products: list[Id] = Field([], max_length=200)


class AlertsIn(Asked):
    rules: list[AlertRuleIn] = Field(max_length=20)
    version: int


class AlertChoicesIn(Asked):
    """{rule: true, false, or null for the merchant's choice}."""

    wanted: dict[str, bool | None] = Field(max_length=20)


class TrailAsked(ListAsked):
    customer: str | None = None
    staff: str | None = None


class TrailView(Wire):
    """A colleague looked at a person's trail."""

    id: Id
    at: Moment
    staff: Ref | None
    customer: Ref | None

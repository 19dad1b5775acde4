"""Shapes of the radar's endpoints."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, When, Wire


class RejectedEvent(Wire):
    id: str
    code: str
    message: str


class EventsOut(Wire):
    stored: int
    repeated: int
    rejected: list[RejectedEvent]


class EventIn(Schema):
    """One event as the document shows it; bad ones are reported, not refused as a whole."""

    id: str = Field(min_length=26, max_length=36, description="UUIDv7, time part first")
    kind: str
    at: datetime
    object_kind: str | None = None
    object_id: str | None = None
    dwell_ms: int | None = None


class EventsIn(Schema):
    """A batch; also accepted as text/plain, then with the visitor's token in `token`."""

    code: str
    events: list[EventIn] = Field(max_length=20)
    share_id: str | None = None
    token: str | None = None
    sent_at: datetime | None = Field(None, description="The sender's clock; a wrong one is made up")
    scene: str | None = Field(None, max_length=16, description="How the page was opened")


class DeedSaid(Wire):
    """What a sentence is made of; `product` is null for the card itself."""

    deed: str
    product: str | None
    times: int
    dwell_ms: int
    sharer: str
    fen: int | None


class SuggestedAct(Wire):
    """One tap: call, message, followup or plan; `words` is a draft, `days` when a plan is due."""

    act: str
    words: str
    days: int


class FeedLine(Wire):
    id: Id
    at: Moment
    last_at: Moment
    customer: Ref | None
    visitor_name: str
    avatar_url: str | None
    card: Ref
    staff: Ref
    kind: str
    object: Ref | None
    times: int
    dwell_ms: int
    sentence: str
    said: DeedSaid
    advice: str
    suggested: list[SuggestedAct]
    hot: bool


class FeedAsked(ListAsked):
    """`kind` is what was done last, as the feed shows it; `did` a kind that happened at all."""

    staff: str | None = None
    customer: str | None = None
    kind: str | None = None
    did: str | None = None
    since: When | None = Field(None, alias="from")
    until: When | None = Field(None, alias="to")


class VisitEvent(Wire):
    id: Id
    at: Moment
    kind: str
    label: str
    object: Ref | None
    dwell_ms: int


class InterestOut(Wire):
    object: Ref
    views: int
    dwell_ms: int


class VisitDetail(Wire):
    id: Id
    customer: Ref | None
    visitor_name: str
    started_at: Moment
    last_at: Moment
    code: str
    channel: str
    share_path: list[str]
    events: list[VisitEvent]
    interests: list[InterestOut]


class RadarSummary(Wire):
    visits: int
    visitors: int
    anonymous_views: int
    shares: int
    hot: list[FeedLine]


class DayAsked(Schema):
    day: date | None = None


class ShareIn(Asked):
    code: str = Field(max_length=20)
    object_kind: str = Field(pattern="^(card|product)$")
    object_id: Id
    parent_share_id: Id | None = None


class ShareOut(Wire):
    share_id: Id
    url: str
    title: str
    summary: str
    picture_url: str | None

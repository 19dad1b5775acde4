"""Shapes of what stands behind the radar: refused rows, websites, how long things are kept."""

from pydantic import Field

from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Ref, Wire


class QuarantineAsked(ListAsked):
    reason: str | None = None


class QuarantinedRow(Wire):
    id: Id
    at: Moment
    reason: str
    words: str
    event_id: str
    raw: str
    code: str
    card: Ref


class RefusedSum(Wire):
    reason: str
    words: str
    count: int


class IntakeHour(Wire):
    at: Moment
    events: int
    visitors: int
    anonymous: int
    dwell_ms: int


class IntakeState(Wire):
    """A day of events: by the hour, by where people came from, and what was refused in 30 days."""

    day: str
    hours: list[IntakeHour]
    sources: list["SourceSum"]
    stored: int
    refused: list[RefusedSum]
    dictionary_version: int
    kinds: int


class SourceSum(Wire):
    source: str
    name: Bilingual
    events: int


class SiteOut(Wire):
    id: Id
    host: str
    code: str
    code_id: Id
    channel: str
    card: Ref
    pages: int
    seen_at: Moment | None
    snippet: str


class SiteIn(Asked):
    host: str = Field(min_length=3, max_length=120)
    code_id: Id


class KeepingOut(Wire):
    days: int
    least: int
    most: int
    version: int


class KeepingIn(Asked):
    days: int
    version: int


class SiteLinkIn(Asked):
    code: str = Field(max_length=20)
    url: str = Field(max_length=500)


class SiteLinkOut(Wire):
    url: str


IntakeState.model_rebuild()

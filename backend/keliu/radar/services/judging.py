"""Reading a batch and judging it event by event; nothing is stored here."""

from dataclasses import dataclass
from typing import Any

import msgspec

from keliu.kit import clock, ids
from keliu.kit.errors import Invalid
from keliu.radar.errors import BatchTooBig
from keliu.radar.rules import intake, kinds
from keliu.radar.rules.intake import Good
from keliu.radar.services import known, sites
from keliu.radar.services.known import Place


class Batch(msgspec.Struct):
    """A request body; its events are looked at one by one.

    `sent_at` is the client's clock when it sends, `scene` how the page was opened.
    """

    code: str
    events: list[msgspec.Raw]
    share_id: str | int | None = None
    token: str | None = None
    sent_at: str | None = None
    scene: str | int | None = None


class Page(msgspec.Struct):
    """A page of a website, as its script names it."""

    path: str
    title: str = ""


class Sent(msgspec.Struct):
    """An event as clients send it."""

    id: str
    kind: str
    at: str
    object_kind: str | None = None
    object_id: str | int | None = None
    dwell_ms: int | float | None = None
    page: Page | None = None


class Rejected(msgspec.Struct):
    id: str
    code: str
    message: str


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken in, as it came."""

    said: Rejected
    raw: bytes


@dataclass(frozen=True)
class Judged:
    """A batch after the judgement; `repeated` came twice within it."""

    good: list[Good]
    refused: list[Refusal]
    repeated: int


_batch = msgspec.json.Decoder(Batch)
_event = msgspec.json.Decoder(Sent)


def read(body: bytes) -> Batch:
    """The batch in a body. Raises BatchTooBig, Invalid."""
    if len(body) > intake.MOST_BYTES:
        raise BatchTooBig
    try:
        return _batch.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise Invalid(fields={"body": "请求内容读不懂,请检查"}) from wrong


def _name_of(raw: msgspec.Raw) -> str:
    """The client's id of an event that can not be read otherwise."""
    try:
        found: Any = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def _dwell(given: float | None) -> int:
    return min(max(int(given or 0), 0), intake.MOST_DWELL_MS)


Why = tuple[str, str]


@dataclass(frozen=True)
class Here:
    """Where and when a batch is judged."""

    place: Place
    now_ms: int
    skew: int
    host: str | None
    from_site: bool  # with a website's ticket, which speaks of its own pages only


def _judged(raw: msgspec.Raw, here: Here) -> Good | Why:
    try:
        event = _event.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return intake.MALFORMED
    known_kind = kinds.KINDS.get(event.kind)
    if known_kind is None or known_kind.ours:
        return intake.UNKNOWN_KIND
    of_site = known_kind.needs == kinds.PAGE_OBJECT
    if here.from_site and not of_site:
        return intake.NOT_HERE
    client_id, at_ms = intake.plain_id(event.id), intake.moment(event.at)
    if client_id is None or at_ms is None:
        return intake.MALFORMED
    at_ms += here.skew
    if not intake.in_time(at_ms, here.now_ms):
        return intake.BAD_TIME
    if of_site:
        page = sites.page_id(here.host, event.page.path, event.page.title) if event.page else None
        if page is None:
            return intake.FOREIGN_SITE
        event.object_kind, event.object_id = kinds.PAGE_OBJECT, page
    return _good(event, client_id, at_ms, here.place)


def _good(event: Sent, client_id: str, at_ms: int, place: Place) -> Good | Why:
    try:
        asked = str(event.object_id) if event.object_id is not None else None
        about = intake.object_of(event.kind, event.object_kind, asked)
        dwell_ms = _dwell(event.dwell_ms) if event.dwell_ms else 0
    except ValueError:
        return intake.MALFORMED
    if about is not None and not _ours(about, place):
        return intake.FOREIGN
    kind, thing = about if about and about[0] != kinds.CARD_OBJECT else (None, None)
    row_id, key = intake.row_id(client_id, at_ms)
    return Good(client_id, row_id, key, event.kind, at_ms, kind, thing, dwell_ms)


def _ours(about: tuple[str, int], place: Place) -> bool:
    """Whether an event is about this card, or about something of its merchant."""
    if about[0] == kinds.CARD_OBJECT:
        return about[1] == place.code.card_id
    return known.thing(about) is not None


def judge(batch: Batch, place: Place, host: str | None = None) -> Judged:
    """Every event of the batch is either good or refused with a reason.

    `host` is the website that the batch came from, for pages that have no id yet.
    """
    now_ms = clock.now_ms()
    skew = intake.skew(intake.moment(batch.sent_at) if batch.sent_at else None, now_ms)
    from_site = (batch.token or "").startswith(sites.PREFIX)
    here = Here(place, now_ms, skew, host, from_site)
    good, refused, repeated = dict[str, Good](), list[Refusal](), 0
    for raw in batch.events[: intake.MOST_EVENTS]:
        found = _judged(raw, here)
        if isinstance(found, tuple):
            refused.append(_refusal(raw, found))
        elif found.client_id in good:
            repeated += 1
        else:
            good[found.client_id] = found
    refused += [_refusal(raw, intake.TOO_MANY) for raw in batch.events[intake.MOST_EVENTS :]]
    return Judged(list(good.values()), refused, repeated)


def _refusal(raw: msgspec.Raw, why: Why) -> Refusal:
    return Refusal(Rejected(_name_of(raw)[:40], *why), bytes(raw))


def share_of(batch: Batch, place: Place) -> tuple[int | None, int | None]:
    """(share a visitor came by, whose it is); other cards' shares lead nowhere."""
    share_id = ids.parse(batch.share_id)
    found = known.share(share_id) if share_id else None
    if found is None or found[0] != place.code.card_id:
        return None, None
    return share_id, found[1]

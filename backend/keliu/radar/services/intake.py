"""Taking in a batch: judged event by event, stored with or without the person, answered in full."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.kit import clock, ids, scope
from keliu.kit.errors import Invalid
from keliu.platform import sql
from keliu.radar.errors import BatchTooBig
from keliu.radar.rules import intake, kinds
from keliu.radar.rules.intake import Good
from keliu.radar.services import known, storing, visits
from keliu.radar.services.known import Place
from keliu.radar.services.storing import Stored

CONSENT = "radar"
FENCE = "SELECT set_config('keliu.merchant_id', %s, true)"
# Shared by the person's batches, taken alone by their withdrawal: a batch that began with consent
# is wholly in before the withdrawal takes its names out, and none is half way between.
HELD = "SELECT pg_advisory_xact_lock_shared(%s, %s)"
LOCK_SPACE = 0x72616461  # "rada"


class Batch(msgspec.Struct):
    """A request body; its events are looked at one by one."""

    code: str
    events: list[msgspec.Raw]
    share_id: str | int | None = None
    token: str | None = None


class Sent(msgspec.Struct):
    """An event as clients send it."""

    id: str
    kind: str
    at: str
    object_kind: str | None = None
    object_id: str | int | None = None
    dwell_ms: int | float | None = None


class Rejected(msgspec.Struct):
    id: str
    code: str
    message: str


class Answer(msgspec.Struct):
    """What became of a batch."""

    stored: int
    repeated: int
    rejected: list[Rejected]


_batch = msgspec.json.Decoder(Batch)
_event = msgspec.json.Decoder(Sent)
Identify = Callable[[str | None, int], int | None]


def lock_of(customer_id: int) -> list[int]:
    """Key of the lock between a person's batches and their withdrawal."""
    return [LOCK_SPACE, (customer_id ^ scope.current()) % (1 << 31)]


def read(body: bytes) -> Batch:
    """The batch in a body. Raises BatchTooBig, Invalid."""
    if len(body) > intake.MOST_BYTES:
        raise BatchTooBig
    try:
        return _batch.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise Invalid(fields={"body": "请求内容读不懂,请检查"}) from wrong


def _refused(identifier: str, why: tuple[str, str]) -> Rejected:
    return Rejected(identifier[:40], *why)


def _name_of(raw: msgspec.Raw) -> str:
    """The client's id of an event that can not be read otherwise."""
    try:
        found: Any = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def _dwell(given: float | None) -> int:
    return min(max(int(given or 0), 0), intake.MOST_DWELL_MS)


def _judge(raw: msgspec.Raw, place: Place, now_ms: int) -> Good | Rejected:
    try:
        event = _event.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _refused(_name_of(raw), intake.MALFORMED)
    client_id, at_ms = intake.plain_id(event.id), intake.moment(event.at)
    if event.kind not in kinds.KINDS or kinds.KINDS[event.kind].ours:
        return _refused(event.id, intake.UNKNOWN_KIND)
    if client_id is None or at_ms is None:
        return _refused(event.id, intake.MALFORMED)
    if not intake.in_time(at_ms, now_ms):
        return _refused(event.id, intake.BAD_TIME)
    try:
        asked = str(event.object_id) if event.object_id is not None else None
        about = intake.object_of(event.kind, event.object_kind, asked)
    except ValueError:
        return _refused(event.id, intake.MALFORMED)
    product = about[1] if about and about[0] == kinds.PRODUCT_OBJECT else None
    if not _ours(about, product, place):
        return _refused(event.id, intake.FOREIGN)
    row_id, key = intake.row_id(client_id, at_ms)
    kind = kinds.PRODUCT_OBJECT if product else None
    return Good(client_id, row_id, key, event.kind, at_ms, kind, product, _dwell(event.dwell_ms))


def _ours(about: tuple[str, int] | None, product: int | None, place: Place) -> bool:
    """Whether an event is about this card or a product of its merchant."""
    if about is None:
        return True
    return known.product(product) is not None if product else about[1] == place.code.card_id


def judge(batch: Batch, place: Place) -> tuple[list[Good], list[Rejected], int]:
    """(good events, refused ones, repeats inside the batch)."""
    now_ms = clock.now_ms()
    good, refused, repeated = dict[str, Good](), list[Rejected](), 0
    for raw in batch.events[: intake.MOST_EVENTS]:
        found = _judge(raw, place, now_ms)
        if isinstance(found, Rejected):
            refused.append(found)
        elif found.client_id in good:
            repeated += 1
        else:
            good[found.client_id] = found
    refused += [
        _refused(_name_of(raw), intake.TOO_MANY) for raw in batch.events[intake.MOST_EVENTS :]
    ]
    return list(good.values()), refused, repeated


def _share(batch: Batch, place: Place, customer_id: int) -> int | None:
    """The share a visitor came by; one's own and other cards' shares lead nowhere."""
    share_id = ids.parse(batch.share_id)
    found = known.share(share_id) if share_id else None
    if found is None or found[0] != place.code.card_id or found[1] == customer_id:
        return None
    return share_id


def _agreed(customer_id: int) -> bool:
    sql.do(HELD, lock_of(customer_id))
    return customers.has_consent(customer_id, CONSENT)


def known_visitor(customer_id: int | None) -> int | None:
    """The visitor when they agree to be remembered now, else None."""
    return customer_id if customer_id is not None and _agreed(customer_id) else None


def _store(batch: Batch, place: Place, identify: Identify) -> Answer:
    with transaction.atomic(), scope.entered(place.merchant_id):
        customer_id = identify(batch.token, place.merchant_id)
        if customer_id is None:  # else the session's own look-up has opened the fence
            sql.do(FENCE, [str(place.merchant_id)])
        good, refused, repeated = judge(batch, place)
        if not good:
            return Answer(0, repeated, refused)
        customer_id = known_visitor(customer_id)
        if customer_id is not None:
            share_id = _share(batch, place, customer_id)
            stored = visits.batch_store(place, customer_id, share_id, good)
        else:
            stored = storing.store_anonymous(place, good)
        _count(place, stored)
        return Answer(len(stored.new), repeated + stored.repeated, refused)


def _count(place: Place, stored: Stored) -> None:
    """Last of all, because everybody at this card waits for the same row until we commit."""
    cards, products = intake.views_of(stored.new)
    if cards or products:
        catalog.count_views(place.code.card_id, cards, products)


def take_in(body: bytes, identify: Identify) -> Answer:
    """Store a batch once. `identify(token, merchant id)` names the known visitor, if there is one.

    Raises BatchTooBig, Invalid, NotFound, CodeGone; a bad event never fails the batch.
    """
    batch = read(body)
    place = known.place(batch.code)
    try:
        return _store(batch, place, identify)
    except OperationalError as wrong:
        if not isinstance(wrong.__cause__, DeadlockDetected):
            raise
        return _store(batch, place, identify)

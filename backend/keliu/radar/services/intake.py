"""Taking in a batch: stored with or without the person, answered in full, digested a moment later.

The request writes the events and one mark; services.digest makes of them what people see.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from django.db import IntegrityError, OperationalError, transaction
from psycopg.errors import DeadlockDetected

from keliu.customers import public as customers
from keliu.kit import scope
from keliu.platform import sql
from keliu.platform.bus import bus
from keliu.platform.pipeline import Question
from keliu.radar.rules import origins
from keliu.radar.rules.intake import Good
from keliu.radar.services import judging, known, quarantine, sites, storing
from keliu.radar.services.judging import Batch, Judged, Rejected
from keliu.radar.services.known import Place, Recent
from keliu.radar.services.storing import NotAgreed, Origin, Stored

CONSENT = storing.RADAR
CHANNEL = "keliu_radar"
FENCE = "SELECT set_config('keliu.merchant_id', %s, true)"
FENCE_AND_HELD = """SELECT set_config('keliu.merchant_id', %s, true),
 pg_advisory_xact_lock_shared(%s, %s)"""
# Shared by the person's batches, taken alone by their withdrawal: a batch that began with consent
# is wholly in before the withdrawal takes its names out, and none is half way between.
HELD = "SELECT pg_advisory_xact_lock_shared(%s, %s)"
LOCK_SPACE = 0x72616461  # "rada"
# The digest works on for a moment when it was called; nobody needs to call it more often.
CALL_SECONDS = 0.1
_called: dict[int, float] = {}
# Whose session it was a moment ago, by (merchant, digest). It is never believed: the statement that
# stores asks whether it still is.
_met: Recent[int] = Recent(60.0)
# Batches that were stored by this process: a phone that missed our answer sends again. Nothing but
# a refusal less in the database's log depends on it.
_sent: Recent[bool] = Recent(60.0)


class Answer(msgspec.Struct):
    """What became of a batch."""

    stored: int
    repeated: int
    rejected: list[Rejected]


def _anybody(merchant_id: int, customer_id: int) -> None:
    """Nobody sends too often."""


@dataclass(frozen=True)
class Sender:
    """Who sends a batch: `identify(token, merchant id)` names the known visitor, if any.

    `session` is the digest by which they are found, where there is one; `paced(merchant id, who)`
    raises TooMany for somebody who is recognised by it alone and sends too often.
    """

    identify: Callable[[str | None, int], int | None]
    agent: str = ""
    host: str | None = None  # the website that sent it, where a browser says so
    session: Callable[[str | None], bytes | None] = lambda _: None
    paced: Callable[[int, int], None] = _anybody

    def who(self, token: str | None, merchant_id: int) -> int | None:
        if token and token.startswith(sites.PREFIX):
            return sites.customer_of(token, merchant_id)
        return self.identify(token, merchant_id)


def lock_of(customer_id: int) -> list[int]:
    """Key of the lock between a person's batches and their withdrawal."""
    return [LOCK_SPACE, (customer_id ^ scope.current()) % (1 << 31)]


def held(customer_id: int) -> Question:
    """Keeps the person's withdrawal out until the transaction ends that asks it."""
    return Question(HELD, lock_of(customer_id))


def known_visitor(customer_id: int | None) -> int | None:
    """The visitor when they agree to be remembered now, else None."""
    if customer_id is None:
        return None
    sql.ask(held(customer_id))
    return customer_id if customers.has_consent(customer_id, CONSENT) else None


def call() -> None:
    """Wake the digest once this transaction commits."""
    merchant_id, now = scope.current(), time.monotonic()
    if now - _called.get(merchant_id, 0.0) < CALL_SECONDS:
        return
    _called[merchant_id] = now
    for question in bus.call(CHANNEL):
        sql.at_the_end(question)


def _origin(batch: Batch, place: Place, sender: Sender, customer_id: int | None) -> Origin:
    opened, sharer = judging.share_of(batch, place)
    own = customer_id is not None and sharer == customer_id
    return Origin(
        place.code.card_id,
        place.code.id,
        None if own else opened,
        opened,
        origins.source_of(
            str(batch.scene or ""),
            forwarded=opened is not None and not own,
            channel=place.code.channel,
        ),
        origins.device_of(sender.agent) if sender.agent else None,
        sender.agent[:200],
    )


def _keep(origin: Origin, customer_id: int | None, good: list[Good]) -> tuple[Stored, bool]:
    """What was stored, and whether it was with the person."""
    if customer_id is not None:
        try:
            return storing.store_known(origin, customer_id, good, held(customer_id)), True
        except NotAgreed:
            pass
    return storing.store_anonymous(origin, good), False


def _store(batch: Batch, place: Place, sender: Sender) -> Answer:
    by_ticket = (batch.token or "").startswith(sites.PREFIX)
    with transaction.atomic(), scope.entered(place.merchant_id):
        customer_id = sender.who(batch.token, place.merchant_id)
        if customer_id is None or by_ticket:
            # Else the session's own look-up has opened the fence.
            sql.do(FENCE, [str(place.merchant_id)])
        judged = judging.judge(batch, place, sender.host)
        if judged.refused:
            quarantine.keep(place, judged.refused)
        stored = Stored(0, 0)
        if judged.good:
            origin = _origin(batch, place, sender, customer_id)
            stored, known_one = _keep(origin, customer_id, judged.good)
            if customer_id is not None and known_one and not (by_ticket or stored.repeated):
                _meet(batch, place, sender, customer_id)
        if stored.new:
            call()
    refused = [one.said for one in judged.refused]
    return Answer(stored.new, judged.repeated + stored.repeated, refused)


def _meet(batch: Batch, place: Place, sender: Sender, customer_id: int) -> None:
    session = sender.session(batch.token)
    if session is not None:
        _met.keep((place.merchant_id, session), customer_id)


def _judge_quietly(
    batch: Batch, place: Place, sender: Sender, customer_id: int
) -> tuple[Judged, Origin] | None:
    """What judging and `_origin` say when nothing is to be asked or refused, else None."""
    try:
        with sql.silence():
            judged = judging.judge(batch, place, sender.host)
            origin = _origin(batch, place, sender, customer_id)
    except sql.Spoke:
        return None
    plain = judged.good and not judged.refused and storing.takes_one(judged.good)
    return (judged, origin) if plain else None


def _store_at_once(batch: Batch, place: Place, sender: Sender) -> Answer | None:
    """The usual batch, in one round trip: all good and new, its sender known from a moment ago.

    None when it is another kind of batch; nothing was stored then.
    """
    session = sender.session(batch.token)
    met = (place.merchant_id, session)
    customer_id = _met.peek(met) if session else None
    if session is None or customer_id is None:
        return None
    with scope.entered(place.merchant_id):
        found = _judge_quietly(batch, place, sender, customer_id)
        if found is None or _sent.has(_name(found[0].good)):
            return None
        judged, origin = found
        sender.paced(place.merchant_id, customer_id)
        held_fence = Question(FENCE_AND_HELD, [str(place.merchant_id), *lock_of(customer_id)])
        try:
            storing.store_all_new(origin, customer_id, judged.good, held_fence, session)
        except (NotAgreed, IntegrityError):
            _met.forget(met)
            return None
        _sent.keep(_name(judged.good), value=True)
        call()
    return Answer(len(judged.good), judged.repeated, [])


def _name(good: list[Good]) -> tuple[int, int]:
    """What a batch is known by when it is sent again."""
    return scope.current(), good[0].id


def take_in(body: bytes, sender: Sender) -> Answer:
    """Store a batch once; a bad event never fails the batch.

    Raises BatchTooBig, Invalid, NotFound, CodeGone.
    """
    batch = judging.read(body)
    place = known.place(batch.code)
    try:
        return _store_at_once(batch, place, sender) or _store(batch, place, sender)
    except OperationalError as wrong:
        if not isinstance(wrong.__cause__, DeadlockDetected):
            raise
        return _store(batch, place, sender)

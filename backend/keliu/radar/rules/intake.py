"""What is taken in: which events are good, which row an event becomes, what a visit adds up to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from operator import attrgetter

import msgspec

from keliu.kit import clock, ids
from keliu.radar.rules.kinds import CARD_OBJECT, KINDS, OBJECTS, PRODUCT_OBJECT, is_hot

CARD_VIEW = "card_view"

MOST_EVENTS = 20
MOST_BYTES = 64 * 1024
SILENCE = timedelta(minutes=30)
FUTURE_MS, PAST_MS = 5 * 60_000, 3 * 86_400_000
DAY_MS = 86_400_000
WAY_MS, JITTER_MS = 5_000, 10 * 60_000
LOW_BITS = (1 << ids.SHIFT) - 1
MOST_DWELL_MS = 30 * 60_000
CLIENT_ID = re.compile(r"[0-9a-f]{26,32}")
RETENTION_DAYS = 180

UNKNOWN_KIND = ("unknown_kind", "没有这种行为")
MALFORMED = ("malformed", "这条行为的写法不对")
BAD_TIME = ("bad_time", "时间不在可收的范围里")
FOREIGN_SITE = ("foreign_site", "这个网站没有登记在“官网”里")
NOT_HERE = ("not_here", "网站只能报告自己页面的访问")
FOREIGN = ("foreign_object", "这个名片或产品不在这里")
TOO_MANY = ("too_many", f"一次最多 {MOST_EVENTS} 条")
WORDS = dict([UNKNOWN_KIND, MALFORMED, BAD_TIME, FOREIGN_SITE, NOT_HERE, FOREIGN, TOO_MANY])


class Good(msgspec.Struct, frozen=True, array_like=True):
    """An event that will be stored. `key` tells two events apart that would share a row id."""

    client_id: str
    id: int
    key: int
    kind: str
    at_ms: int
    object_kind: str | None
    object_id: int | None
    dwell_ms: int
    fen: int | None = None  # of an order


IN_TURN = attrgetter("at_ms", "id")
_unpack = msgspec.msgpack.Decoder(list[Good])


def pack(events: Iterable[Good]) -> bytes:
    """Events for a mark; what told them apart is not needed any more."""
    return msgspec.msgpack.encode(
        [("", e.id, 0, e.kind, e.at_ms, e.object_kind, e.object_id, e.dwell_ms, e.fen)
         for e in events]
    )  # fmt: skip


def unpack(payload: bytes) -> list[Good]:
    return _unpack.decode(payload)


def row_id(client_id: str, at_ms: int, probe: int = 0) -> tuple[int, int]:
    """(row id, key) of a client's event: always the same for the same event, whenever it comes.

    The id's time part is the client's own when it lies within a day of `at` (which is held to the
    server's clock), else the day of `at`; the rest is a digest of the whole client id. `probe` 1,
    2 … are the next places to try when another event has the first.
    """
    made_ms = int(client_id[:12], 16)
    time_ms = made_ms if abs(made_ms - at_ms) <= DAY_MS else at_ms // DAY_MS * DAY_MS
    digest = int.from_bytes(blake2b(client_id.encode(), digest_size=16).digest(), "big")
    key, rest = digest >> 64, digest
    if probe:
        rest = int.from_bytes(
            blake2b(f"{client_id}{probe}".encode(), digest_size=8).digest(), "big"
        )
    return ids.at_ms(time_ms) | rest & LOW_BITS, key - (1 << 63)


def moment(text: str) -> int | None:
    """Milliseconds of an ISO time with a zone, or None."""
    try:
        found = datetime.fromisoformat(text)
        return clock.to_ms(found) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def plain_id(text: str) -> str | None:
    """A client id without dashes in lower case, or None when it is none."""
    bare = text.replace("-", "").lower()
    return bare if CLIENT_ID.fullmatch(bare) else None


def object_of(kind: str, object_kind: str | None, object_id: str | None) -> tuple[str, int] | None:
    """What an event is about: None for the card it happened on. Raises ValueError."""
    if not object_kind and not object_id:
        if KINDS[kind].needs:
            raise ValueError
        return None
    found = ids.parse(object_id)
    if object_kind not in OBJECTS or found is None or KINDS[kind].needs not in {"", object_kind}:
        raise ValueError
    return str(object_kind), found


def skew(sent_ms: int | None, now_ms: int) -> int:
    """How far a client's clock is behind ours; what the way may have taken is no skew."""
    if sent_ms is None or abs(now_ms - sent_ms) <= WAY_MS:
        return 0
    return now_ms - sent_ms


def other_rows(good: Good) -> list[int]:
    """Rows that an event may have met before, when its own clock was wrong by days.

    Then only the corrected time decides, which differs a little from try to try: two tries around
    midnight would fall into different days.
    """
    made_ms = int(good.client_id[:12], 16)
    if abs(made_ms - good.at_ms) <= DAY_MS:
        return []
    near = (good.at_ms - JITTER_MS, good.at_ms + JITTER_MS)
    return [one for one in {row_id(good.client_id, at)[0] for at in near} if one != good.id]


def apart(events: Iterable[Good], rows: Iterable[int]) -> tuple[list[Good], list[Good]]:
    """(events that got one of the new `rows`, events that did not), in their order.

    Of two events of a batch that would share a row the first has it.
    """
    free, got, left = set(rows), list[Good](), list[Good]()
    for one in events:
        if one.id in free:
            free.discard(one.id)
            got.append(one)
        else:
            left.append(one)
    return got, left


def in_time(at_ms: int, now_ms: int) -> bool:
    return now_ms - PAST_MS <= at_ms <= now_ms + FUTURE_MS


# --- what a visit adds up to ------------------------------------------------------------------


@dataclass
class Tally:
    """A visit so far. The headline is the last thing done; `line_dwell_ms` the time spent on it."""

    events: int = 0
    dwell_ms: int = 0
    heat: int = 0
    shares: int = 0
    last_ms: int = 0
    kind: str = ""
    object_kind: str | None = None
    object_id: int | None = None
    line_dwell_ms: int = 0
    line_fen: int | None = None

    @property
    def hot(self) -> bool:
        return is_hot(self.heat, self.dwell_ms)


def _headline(tally: Tally, event: Good, *, leaves: bool) -> None:
    """What the line is about now; what came late is counted but no headline."""
    if leaves and tally.kind:
        if (tally.object_kind, tally.object_id) == (event.object_kind, event.object_id):
            tally.line_dwell_ms += event.dwell_ms
    elif not tally.kind or event.at_ms >= tally.last_ms:
        tally.kind = event.kind
        tally.object_kind = event.object_kind
        tally.object_id = event.object_id
        tally.line_dwell_ms = event.dwell_ms
        tally.line_fen = event.fen


def add_up(before: Tally, events: Iterable[Good]) -> Tally:
    """`before` with newly stored events, in the order they happened."""
    tally = replace(before)
    for event in sorted(events, key=IN_TURN):
        kind = KINDS[event.kind]
        _headline(tally, event, leaves=kind.leaves)
        tally.events += 1
        tally.dwell_ms += event.dwell_ms
        tally.heat += kind.heat
        tally.shares += event.kind == "share"
        tally.last_ms = max(tally.last_ms, event.at_ms)
    return tally


def looked_at(events: Iterable[Good], card_id: int) -> dict[tuple[str, int], tuple[int, int]]:
    """Views and dwell per object: {(kind, id): (views, milliseconds)}."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for event in events:
        known = KINDS[event.kind]
        if known.views or event.dwell_ms:
            thing = (event.object_kind or CARD_OBJECT, event.object_id or card_id)
            views, dwell = found.get(thing, (0, 0))
            found[thing] = (views + known.views, dwell + event.dwell_ms)
    return found


def views_of(events: Iterable[Good]) -> tuple[int, dict[int, int]]:
    """(views of the card, views per product)."""
    cards, products = 0, dict[int, int]()
    for event in events:
        if KINDS[event.kind].views and event.object_kind == PRODUCT_OBJECT and event.object_id:
            products[event.object_id] = products.get(event.object_id, 0) + 1
        else:
            cards += event.kind == CARD_VIEW
    return cards, products

"""Events: written with the change they tell of, delivered after commit, at least once, in order."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec

from keliu.kit import ids, scope
from keliu.platform import sql
from keliu.platform.bus import bus
from keliu.platform.pipeline import Question

INSERT = """INSERT INTO platform_outbox (id, merchant_id, kind, aggregate_id, payload)
 VALUES (%s, %s, %s, %s, %s)"""

CLAIM_ALL = """INSERT INTO platform_inbox (id, merchant_id, source, key)
 SELECT x.id, %s, x.source, x.key
 FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS x (id, source, key)
 ON CONFLICT (merchant_id, source, key) DO NOTHING RETURNING source, key"""


class Event(msgspec.Struct, frozen=True):
    """A past-tense fact. Subclasses carry ids only; the first field is the aggregate's id."""

    kinds: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Event.kinds[cls.__name__] = cls

    @property
    def kind(self) -> str:
        return type(self).__name__

    @property
    def aggregate_id(self) -> int:
        value: int = getattr(self, self.__struct_fields__[0])
        return value


def letter(event: Event) -> Question:
    """The statement that writes `event` to the outbox."""
    payload = sql.jsonb(event)
    return Question(INSERT, [ids.new(), scope.current(), event.kind, event.aggregate_id, payload])


def letters(event: Event) -> list[Question]:
    """What `publish` says, for a round trip of one's own in the running transaction."""
    bus.wake("keliu_outbox")
    return [letter(event)]


def publish(event: Event, *along: Question) -> None:
    """Write `event` to the outbox in the caller's transaction; who reacts is config's table.

    `along`: statements that may travel in the same round trip, done before.
    """
    sql.ask(*along, *letters(event))


def first_times(claims: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Claim many (source, key) at once; returns those that nobody had claimed before.

    Who claims in another transaction meanwhile is waited for: give them in one order everywhere.
    """
    sources, keys = [source for source, _ in claims], [key for _, key in claims]
    rows = sql.rows(CLAIM_ALL, [scope.current(), sql.array(ids.some(len(claims))), sources, keys])
    return {(source, key) for source, key in rows}


def first_time(source: str, key: str) -> bool:
    """Claim a thing that must count once; False when it was claimed before."""
    added = sql.do(
        """INSERT INTO platform_inbox (id, merchant_id, source, key) VALUES (%s, %s, %s, %s)
           ON CONFLICT (merchant_id, source, key) DO NOTHING""",
        [ids.new(), scope.current(), source, key],
    )
    return added == 1

"""Events: written with the change they tell of, delivered after commit, at least once, in order."""

from typing import Any, ClassVar

import msgspec

from keliu.kit import ids, scope
from keliu.platform import sql
from keliu.platform.bus import bus
from keliu.platform.pipeline import Question

INSERT = """INSERT INTO platform_outbox (id, merchant_id, kind, aggregate_id, payload)
 VALUES (%s, %s, %s, %s, %s)"""


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
    """What `publish` says, for a round trip of one's own."""
    return [letter(event), *bus.call("keliu_outbox")]


def publish(event: Event, *along: Question) -> None:
    """Write `event` to the outbox in the caller's transaction; who reacts is config's table.

    `along`: statements that may travel in the same round trip, done before.
    """
    sql.ask(*along, *letters(event))


def first_time(source: str, key: str) -> bool:
    """Claim a thing that must count once; False when it was claimed before."""
    added = sql.do(
        """INSERT INTO platform_inbox (id, merchant_id, source, key) VALUES (%s, %s, %s, %s)
           ON CONFLICT (merchant_id, source, key) DO NOTHING""",
        [ids.new(), scope.current(), source, key],
    )
    return added == 1

"""A generator of events that knows what must come of them: new ones, repeats, disorder, rubbish."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from keliu.kit import clock
from keliu.radar.rules import intake

KINDS = ("card_view", "product_view", "product_leave", "list_view", "phone_tap", "company_view",
         "card_leave", "share")  # fmt: skip
BAD = ("teleport", "order_paid")
Batch = tuple[int | None, list[dict[str, Any]]]
"""(place of the visitor or None for nobody, events)."""


@dataclass
class Expected:
    """What the generator knows."""

    stored: int = 0
    repeated: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    dwell_ms: int = 0
    known: int = 0


@dataclass
class Crowd:
    """So many events of so many visitors, from a seed; `expected` is right once all are sent."""

    many: int
    visitors: int
    products: list[str]
    now: datetime
    seed: int = 7
    expected: Expected = field(default_factory=Expected)

    def batches(self) -> Iterator[Batch]:
        """Batches of up to 20, every tenth sent again at once or much later, a few rows bad."""
        chance = random.Random(self.seed)  # noqa: S311  the same crowd every time
        kept: list[Batch] = []
        made = 0
        while made < self.many:
            size = min(chance.randint(1, intake.MOST_EVENTS), self.many - made)
            who = chance.randrange(self.visitors) if chance.random() < 0.7 else None
            batch = who, [self._event(chance, who) for _ in range(size)]
            made += size
            yield batch
            if chance.random() < 0.1:
                kept.append(batch)
            if kept and chance.random() < 0.1:
                again = kept.pop(chance.randrange(len(kept)))
                good = sum("bad" not in one for one in again[1])
                self.expected.repeated += good
                yield again

    def _event(self, chance: random.Random, who: int | None) -> dict[str, Any]:
        at = self.now - timedelta(milliseconds=chance.randrange(2 * 86_400_000))
        name = f"{clock.to_ms(at):012x}7{chance.randrange(16**19):019x}"
        event: dict[str, Any] = {"id": name, "kind": chance.choice(KINDS), "at": clock.iso(at)}
        if event["kind"].startswith("product"):
            event |= {"object_kind": "product", "object_id": chance.choice(self.products)}
        if event["kind"].endswith("leave"):
            event["dwell_ms"] = chance.randrange(100_000)
        if chance.random() < 0.03:
            return self._bad(chance, event)
        self.expected.stored += 1
        self.expected.known += who is not None
        self.expected.kinds[event["kind"]] += 1
        self.expected.dwell_ms += event.get("dwell_ms", 0)
        return event

    def _bad(self, chance: random.Random, event: dict[str, Any]) -> dict[str, Any]:
        why = chance.choice(["unknown_kind", "malformed", "bad_time", "foreign_object"])
        self.expected.refused[why] += 1
        wrong: dict[str, dict[str, Any]] = {
            "unknown_kind": {"kind": chance.choice(BAD)},
            "malformed": {"at": "gestern"},
            "bad_time": {"at": clock.iso(self.now - timedelta(days=9))},
            "foreign_object": {"object_kind": "product", "object_id": "77"},
        }
        kind = {"kind": "product_view"} if why == "foreign_object" else {}
        return event | kind | wrong[why] | {"bad": True}

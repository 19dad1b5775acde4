"""Visits of known customers and of people who did not agree, added up by the radar's own rules."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from keliu.config.seed.person import Life
from keliu.config.seed.tables import Tables
from keliu.config.seed.talks import Talks
from keliu.config.seed.world import CardPlace, CodePlace, World
from keliu.customers import public as customers
from keliu.kit import clock
from keliu.radar.rules import did, intake, kinds, sentences
from keliu.radar.rules.intake import Good, Tally
from keliu.radar.rules.origins import FORWARD

BACK_DAYS = 30
MOST_VISITORS = 9_000
TODAY = 0.04  # share of visitors who come today even when today has just begun
ANONYMOUS_A_DAY = 3
REMEMBERED_SHARES = 40
SMALL = 500  # customers of a small shop
Seen = tuple[int, datetime, datetime, CodePlace, int | None]  # visit, from, to, code, share
# Where visits come from: what a card's channel makes likely; "" is any other channel.
SOURCES = {
    "展会": (("scan", "chat", "recent"), (80, 12, 8)),
    "门店台卡": (("scan", "menu", "recent"), (82, 8, 10)),
    "朋友圈": (("moments", "chat", "article"), (66, 20, 14)),
    "": (("scan", "chat", "menu", "message", "search", "article", "direct"),
         (26, 20, 15, 14, 9, 6, 10)),
}  # fmt: skip
USUAL = ("ios-mp", "android-mp", "android-wx", "ios-wx", "android-mp", "harmony-mp", "ios-mp")
DEVICES = (("ios-mp", "android-mp", "windows-wx", "mac-wx", "android-wx"), (5, 5, 3, 1, 3))
CONTACTS = ("phone_tap", "wechat_copy", "contact_save", "address_tap", "email_tap")


@dataclass(frozen=True)
class Share:
    """Something forwarded, waiting for somebody to open it."""

    id: int
    path: tuple[int, ...]
    sharer_id: int
    sharer: str
    code: CodePlace
    product_id: int | None
    at: datetime


class Looks:
    """Writes what people did on name cards in the last 30 days."""

    def __init__(self, world: World, tables: Tables, talks: Talks, total: int) -> None:
        self.world, self.tables, self.talks = world, tables, talks
        self.dice = random.Random(73)  # noqa: S311  demo data
        self.ways = random.Random(89)  # noqa: S311  its own, so that it changes nothing else
        self.share = min(0.3, MOST_VISITORS / total)
        # In a small shop most guests know one another: its share tree shall have branches too.
        self.passes_on, self.came_by = (0.4, 0.75) if total <= SMALL else (0.1, 0.25)
        self.shares: dict[int, list[Share]] = defaultdict(list)
        self.opens: dict[int, int] = {}
        self.share_rows: list[tuple[object, ...]] = []

    def chosen(self) -> bool:
        """Whether the next customer is one who looks at cards."""
        return self.dice.random() < self.share

    # --- known people -------------------------------------------------------------------------

    def consent(self, life: Life) -> None:
        """They agreed before anything was kept."""
        version, texts = customers.consent_texts()
        purposes = [one for one in texts if one.asked == "card"]
        for purpose in purposes:
            self.tables.consents.add(
                self.world.ids(life.created_at), life.id, purpose.code, version, purpose.text_hash,
                "h5", life.created_at,
            )  # fmt: skip
        self.talks.line(
            life, "consent", life.created_at, "客户同意了隐私说明",
            text="、".join(purpose.title_zh for purpose in purposes),
            data={"purposes": [purpose.code for purpose in purposes]},
        )  # fmt: skip

    def visits(self, life: Life) -> None:
        """One to six visits at the owner's card, in order, with everything they add up to."""
        owner, calendar = life.owner, self.world.calendar
        if owner is None:
            return
        self.consent(life)
        since = max(life.created_at, calendar.now - timedelta(days=BACK_DAYS - 1))
        card, liked = self.world.cards[owner.pk], dict[tuple[str, int], list[int]]()
        many = self.dice.choices([1, 2, 3, 4, 6], [34, 28, 20, 12, 6])[0]
        starts = sorted(calendar.between(since, calendar.now) for _ in range(many))
        if self.dice.random() < TODAY:
            starts = sorted([*starts[1:], max(life.created_at, calendar.moment(0))])
        starts = [at for at, after in zip(starts, [*starts[1:], None], strict=True)
                  if after is None or after - at > 2 * intake.SILENCE]  # fmt: skip
        seen = [self._visit(life, card, times, at, liked) for times, at in enumerate(starts, 1)]
        self._visitor(life, card, seen)
        for (kind, thing), (views, dwell, last) in liked.items():
            at = clock.from_ms(last)
            self.tables.interests.add(self.world.ids(at), life.id, kind, thing, views, dwell, at)

    def _visitor(self, life: Life, card: CardPlace, seen: list[Seen]) -> None:
        first, last = seen[0], seen[-1]
        first[3].visitors += 1
        shared = [one[4] for one in seen if one[4]]
        self.tables.visitors.add(
            self.world.ids(first[1]), life.id, card.id, last[0], first[1], first[3].id, first[4],
            last[2], last[3].id, shared[-1] if shared else None,
        )  # fmt: skip
        life.visit_count, life.last_visit_at = len(seen), last[2]

    def _visit(
        self, life: Life, card: CardPlace, times: int, start: datetime,
        liked: dict[tuple[str, int], list[int]],
    ) -> Seen:  # fmt: skip
        came = self._came_by(life, card, start) if times == 1 else None
        code = came.code if came else life.code or self.dice.choice(card.codes)
        code.opens += 1
        events = self._events(card, start, came)
        tally = intake.add_up(Tally(), events)
        for thing, (views, dwell) in intake.looked_at(events, card.id).items():
            known = liked.setdefault(thing, [0, 0, 0])
            known[0], known[1] = known[0] + views, known[1] + dwell
            known[2] = tally.last_ms
        self._count(card, events)
        visit_id, share_id = self.world.ids(start), came.id if came else None
        done = did.mask(one.kind for one in events)
        origin = self._origin(code, life.id, came)
        self._visit_row(life, card, code, visit_id, share_id, (times, start), tally, liked, done)
        for event in events:
            self._event_row(event, card, code, (visit_id, life.id, share_id), origin)
        self._line(life, card, visit_id, times, start, tally, liked, came)
        self._pass_on(life, card, code, came, events, visit_id, tally)
        return visit_id, start, _last(tally), code, share_id

    def _events(self, card: CardPlace, start: datetime, came: Share | None) -> list[Good]:
        """What somebody does in a visit: look, look closer, perhaps get in touch or pass it on."""
        dice, at = self.dice, clock.to_ms(start)
        found: list[Good] = []

        def step(kind: str, product: int | None = None, dwell: int = 0) -> None:
            nonlocal at
            made = "product" if product else None
            found.append(
                Good("", self.world.ids(clock.from_ms(at)), dice.getrandbits(62), kind, at, made,
                     product, dwell)
            )  # fmt: skip
            at = min(
                at + dice.randrange(1_200, 9_000), clock.to_ms(self.world.calendar.now) - 1_000
            )
            at = max(at, found[-1].at_ms)

        if came:
            step("share_open", came.product_id)
        step("card_view")
        if dice.random() < 0.4:
            step("list_view")
        for product in dice.sample(
            card.product_ids, dice.choices([0, 1, 2, 3], [15, 40, 30, 15])[0]
        ):
            step("product_view", product)
            step("product_leave", product, dice.randrange(4_000, 70_000))
        if dice.random() < 0.16:
            step(dice.choice(CONTACTS))
        if dice.random() < self.passes_on:
            step("share", dice.choice([None, *card.product_ids[:2]]))
        step("card_leave", None, dice.randrange(3_000, 40_000))
        return found

    def _count(self, card: CardPlace, events: list[Good]) -> None:
        views, products = intake.views_of(events)
        card.views += views
        for product_id, many in products.items():
            self.world.views[product_id] += many

    def _visit_row(
        self, life: Life, card: CardPlace, code: CodePlace, visit_id: int, share_id: int | None,
        when: tuple[int, datetime], tally: Tally, liked: dict[tuple[str, int], list[int]],
        done: int,
    ) -> None:  # fmt: skip
        self.tables.visits.add(
            visit_id, life.id, card.id, code.id, share_id, card.owner.pk, card.owner.department_id,
            when[1], _last(tally), when[0], tally.events, tally.dwell_ms, tally.shares, tally.heat,
            tally.hot, tally.kind, tally.object_kind, tally.object_id, _views(tally, card, liked),
            tally.line_dwell_ms, done,
        )  # fmt: skip

    def _event_row(
        self, event: Good, card: CardPlace, code: CodePlace,
        whose: tuple[int | None, int | None, int | None], origin: tuple[str, str | None],
    ) -> None:  # fmt: skip
        self.tables.events.add(
            event.id, event.key, whose[0], whose[1], card.id, code.id, event.kind,
            event.object_kind, event.object_id, event.dwell_ms, whose[2], _at(event), *origin,
        )  # fmt: skip

    def _origin(self, code: CodePlace, who: int, came: Share | None) -> tuple[str, str | None]:
        """Where a visit came from, by the code's channel, and the phone somebody always holds."""
        device = self.ways.choices(*DEVICES)[0] if who % 3 == 0 else USUAL[who % len(USUAL)]
        if came:
            return FORWARD, device
        names, weights = SOURCES.get(code.channel, SOURCES[""])
        return self.ways.choices(names, weights)[0], device

    def _line(
        self, life: Life, card: CardPlace, visit_id: int, times: int, start: datetime, tally: Tally,
        liked: dict[tuple[str, int], list[int]], came: Share | None,
    ) -> None:  # fmt: skip
        deed: dict[str, Any] = {
            "product": self.world.products.get(tally.object_id or 0),
            "times": _views(tally, card, liked),
            "dwell_ms": tally.line_dwell_ms,
            "sharer": came.sharer if came else "",
        }
        done = sentences.deed(tally.kind, **deed)
        said = {"key": "visit", "visits": times, "deed": tally.kind, "fen": None, **deed}
        text = sentences.timeline_text(done, tally.events, tally.dwell_ms)
        self.talks.line(
            life, "visit", start, sentences.visit_title(times), text=text, ref=("visit", visit_id),
            data=_data(visit_id, card, tally) | {"said": said},
        )  # fmt: skip
        life.touch(_last(tally))

    # --- passing on ---------------------------------------------------------------------------

    def _came_by(self, life: Life, card: CardPlace, start: datetime) -> Share | None:
        """A first visit may begin with something a friend forwarded."""
        if self.dice.random() > self.came_by:
            return None
        ready = [one for one in self.shares[card.id] if one.at < start]
        if not ready:
            return None
        share = self.dice.choice(ready)
        self.opens[share.id] += 1
        self.tables.openings.add(self.world.ids(start), share.id, life.id, start)
        return share

    def _pass_on(
        self, life: Life, card: CardPlace, code: CodePlace, came: Share | None, events: list[Good],
        visit_id: int, tally: Tally,
    ) -> None:  # fmt: skip
        forwards = [one for one in events if one.kind == "share"]
        if not forwards:
            return
        event = forwards[-1]
        name = self.world.products.get(event.object_id or 0)
        self.talks.line(
            life, "share", _at(event), f"转发了 {name}" if name else "转发了名片",
            ref=("visit", visit_id), data=_data(visit_id, card, tally),
        )  # fmt: skip
        mine = [one for one in self.shares[card.id] if one.sharer_id == life.id]
        if any(one.product_id == event.object_id and one.code is code for one in mine):
            return
        path = (*came.path, came.id) if came else ()
        made = Share(
            self.world.ids(_at(event)), path, life.id, life.name, code, event.object_id, _at(event)
        )
        self.opens[made.id] = 0
        self.shares[card.id] = [*self.shares[card.id], made][-REMEMBERED_SHARES:]
        self.share_rows.append(
            (made.id, came.id if came else None, list(path), len(path), life.id, card.id, code.id,
             card.owner.pk, card.owner.department_id, "product" if name else "card",
             event.object_id or card.id, 0, _at(event))
        )  # fmt: skip

    def write_shares(self) -> None:
        """Shares of this batch, with how many opened them so far."""
        for row in self.share_rows:
            *head, apart, at = row
            self.tables.shares.add(*head, self.opens[int(str(row[0]))], apart, at)
        self.share_rows = []

    # --- people who did not agree -------------------------------------------------------------

    def anonymous(self) -> None:
        """Counted by card, day and kind; the rows say only that it happened."""
        calendar, zone = self.world.calendar, self.world.calendar.zone
        for card in self.world.cards.values():
            counts: dict[tuple[date, str], int] = defaultdict(int)
            for back in range(BACK_DAYS):
                for _ in range(self.dice.randrange(ANONYMOUS_A_DAY + 1)):
                    code = self.dice.choice(card.codes)
                    code.opens += 1
                    origin = (self._origin(code, 1, None)[0], None)
                    for event in self._glance(card, calendar.moment(back)):
                        self._event_row(event, card, code, (None, None, None), origin)
                        counts[(clock.local_day(_at(event), zone), event.kind)] += 1
            for (day, kind), many in counts.items():
                made = self.world.ids(clock.day_bounds(day, zone)[0])
                self.tables.anonymous.add(made, card.id, day, kind, many)

    def _glance(self, card: CardPlace, at: datetime) -> list[Good]:
        events = self._events(card, at, None)
        kept = [event for event in events if kinds.KINDS[event.kind].line != kinds.SHARE]
        self._count(card, kept)
        return kept


def _at(event: Good) -> datetime:
    return clock.from_ms(event.at_ms)


def _last(tally: Tally) -> datetime:
    return clock.from_ms(tally.last_ms)


def _views(tally: Tally, card: CardPlace, liked: dict[tuple[str, int], list[int]]) -> int:
    """How often the person has looked at what the visit ended with."""
    thing = (tally.object_kind or kinds.CARD_OBJECT, tally.object_id or card.id)
    return max(liked.get(thing, [1])[0], 1)


def _data(visit_id: int, card: CardPlace, tally: Tally) -> dict[str, object]:
    return {
        "visit_id": str(visit_id),
        "card_id": str(card.id),
        "events": tally.events,
        "dwell_ms": tally.dwell_ms,
        "hot": tally.hot,
    }

"""Shapes of the portrait, the list of whom to contact and the report on who came back."""

from datetime import date
from typing import Any, Literal, cast

from ninja import Schema
from pydantic import Field

from keliu.analytics.chances import selectors
from keliu.analytics.chances.rules import buying, contacting
from keliu.analytics.chances.selectors import Liking, Portrait, Source
from keliu.analytics.models import Learned
from keliu.customers import public as customers
from keliu.customers.public import Customer
from keliu.platform.wire import Bilingual, Id, Moment, Ref, Wire
from keliu.radar import public as radar

Segment = Literal["best", "growing", "keep", "win_back", "regular", "new", "fading", "gone"]
State = Literal["few", "worse", "shown"]


class PortraitReason(Wire):
    """A part of the score; all points add up to it."""

    label: Bilingual
    points: int


class LikingOut(Wire):
    """`share`: of all the time spent on things of this kind, in permille."""

    id: Id
    name: str
    views: int
    dwell_ms: int
    last_at: Moment
    share: int

    @staticmethod
    def all(found: list[Liking]) -> "list[LikingOut]":
        whole = sum(one.dwell_ms for one in found)
        return [
            LikingOut(
                id=one.id,
                name=one.name,
                views=one.views,
                dwell_ms=one.dwell_ms,
                last_at=one.last_at,
                share=one.dwell_ms * 1000 // whole if whole else 0,
            )
            for one in found
        ]


class LikingsOut(Wire):
    products: list[LikingOut]
    categories: list[LikingOut]
    tags: list[LikingOut]


class SourceOut(Wire):
    """A card and its channel; `forwarded`: somebody passed it on to them."""

    name: str
    forwarded: bool
    visits: int
    last_at: Moment

    @staticmethod
    def of(one: Source) -> "SourceOut":
        return SourceOut(
            name=one.name, forwarded=one.forwarded, visits=one.visits, last_at=one.last_at
        )


class DeviceOut(Wire):
    label: Bilingual
    visits: int


class HourOut(Wire):
    """Visits begun in an hour (0 to 23) of a weekday (1 is Monday), in the merchant's zone."""

    weekday: int
    hour: int
    visits: int


class TrailOut(Wire):
    visits: int
    dwell_ms: int
    shares: int
    first_at: Moment | None
    last_at: Moment | None
    hours: list[HourOut]
    sources: list[SourceOut]
    devices: list[DeviceOut]

    @staticmethod
    def of(trail: radar.Trail, sources: list[Source]) -> "TrailOut":
        hours = [HourOut(weekday=day, hour=hour, visits=n) for day, hour, n in trail.hours]
        return TrailOut(
            visits=trail.visits,
            dwell_ms=trail.dwell_ms,
            shares=trail.shares,
            first_at=trail.first_at,
            last_at=trail.last_at,
            hours=hours,
            sources=[SourceOut.of(one) for one in sources],
            devices=[
                DeviceOut(label=Bilingual(zh=zh, en=en), visits=n) for zh, en, n in trail.devices
            ],
        )


class ValueOut(Wire):
    """RFM: 5 is best. Among `buyers` people; null while too few have bought."""

    days_since_order: int
    orders: int
    total_fen: int
    recency: int | None
    frequency: int | None
    money: int | None
    segment: Segment | None
    buyers: int

    @staticmethod
    def of(found: Portrait) -> "ValueOut | None":
        days, row, at = found.days_since_order, found.customer, found.standing
        if days is None or not row.order_count:
            return None
        kept = found.learned.get(Learned.Kind.FIFTHS)
        return ValueOut(
            days_since_order=days,
            orders=row.order_count,
            total_fen=row.order_total_fen,
            recency=at.recency if at else None,
            frequency=at.frequency if at else None,
            money=at.money if at else None,
            segment=cast(Segment, at.segment) if at else None,
            buyers=kept.data["buyers"] if kept else 0,
        )


class FactorOut(Wire):
    """What moved the guess; `weight` in log-odds, above zero speaks for buying."""

    label: Bilingual
    weight: float


class BuysOut(Wire):
    """The probability of an order within 30 days; `chance` is null unless `state` is `shown`.

    `few`: not enough people bought yet (`fewest` are needed in each month). `worse`: the guesses
    did not beat the base rate on the latest month, so they stay hidden. `brier` and `base_brier`
    were measured on `people` customers, `buyers` of whom bought, in a month not learned from.
    """

    state: State
    chance: float | None
    base: float | None
    factors: list[FactorOut]
    brier: float | None
    base_brier: float | None
    people: int
    buyers: int
    fewest: int
    learned_at: Moment | None

    @staticmethod
    def of(found: Portrait) -> "BuysOut":
        kept = found.learned.get(Learned.Kind.BUYS)
        data: dict[str, Any] = kept.data if kept else {}
        chance = found.chance
        return BuysOut(
            state=data.get("state", "few"),
            chance=chance.buys if chance else None,
            base=data.get("base"),
            factors=_factors(chance.factors if chance else []),
            brier=data.get("brier"),
            base_brier=data.get("base_brier"),
            people=data.get("people", 0),
            buyers=data.get("buyers", 0),
            fewest=buying.FEWEST_BUYERS,
            learned_at=kept.at if kept else None,
        )


def _factors(kept: list[list[Any]]) -> list[FactorOut]:
    named = [(buying.FACTORS[name], weight) for name, weight in kept if name in buying.FACTORS]
    return [FactorOut(label=Bilingual(zh=zh, en=en), weight=by) for (zh, en), by in named]


class ComesOut(Wire):
    """BG/NBD and Gamma-Gamma: still a customer, orders in 90 days, money in a year."""

    state: State
    alive: float | None
    orders_90: float | None
    year_fen: int | None
    buyers: int
    repeaters: int
    fewest: int
    learned_at: Moment | None

    @staticmethod
    def of(found: Portrait) -> "ComesOut":
        kept = found.learned.get(Learned.Kind.REPEATS)
        data: dict[str, Any] = kept.data if kept else {}
        chance = found.chance
        return ComesOut(
            state=data.get("state", "few"),
            alive=chance.alive if chance else None,
            orders_90=chance.orders_90 if chance else None,
            year_fen=chance.year_fen if chance else None,
            buyers=data.get("buyers", 0),
            repeaters=data.get("repeaters", 0),
            fewest=selectors.FEWEST_REPEATERS,
            learned_at=kept.at if kept else None,
        )


class PortraitOut(Wire):
    """画像. Without `judged` the customer wants no conclusions: there is only what happened.

    `trail` is null for people whose role does not open the radar.
    """

    customer: Ref
    avatar_url: str | None
    judged: bool
    score: int
    scored_at: Moment
    reasons: list[PortraitReason]
    trail: TrailOut | None
    likings: LikingsOut
    value: ValueOut | None
    buys: BuysOut | None
    comes: ComesOut | None

    @staticmethod
    def of(found: Portrait) -> "PortraitOut":
        row, likings, judged = found.customer, found.likings, found.judged
        return PortraitOut(
            customer=Ref(id=row.pk, name=row.name),
            avatar_url=row.avatar_url or None,
            judged=judged,
            score=row.score,
            scored_at=row.scored_at,
            reasons=[
                PortraitReason(label=Bilingual(zh=one.zh, en=one.en), points=one.points)
                for one in customers.score_reasons(row)
            ],
            trail=TrailOut.of(found.trail, found.sources) if found.trail else None,
            likings=LikingsOut(
                products=LikingOut.all(likings.products),
                categories=LikingOut.all(likings.categories),
                tags=LikingOut.all(likings.tags),
            ),
            value=ValueOut.of(found) if judged else None,
            buys=BuysOut.of(found) if judged else None,
            comes=ComesOut.of(found) if judged and row.order_count else None,
        )


class ContactsAsked(Schema):
    """`mine`: one's own customers; `all`: everybody's within reach."""

    scope: Literal["mine", "all"] = "mine"


class ContactReason(Wire):
    key: str
    label: Bilingual
    points: int


class ContactAct(Wire):
    """One tap: call, message, followup; `words` is a draft, `days` when a plan is due."""

    act: str
    words: str
    days: int


class ContactRow(Wire):
    customer: Ref
    avatar_url: str | None
    phone_masked: str
    owner: Ref | None
    score: int
    points: int
    reasons: list[ContactReason]
    suggested: list[ContactAct]

    @staticmethod
    def of(one: contacting.Contact, row: Customer) -> "ContactRow":
        owner = Ref(id=row.owner.pk, name=row.owner.name) if row.owner else None
        return ContactRow(
            customer=Ref(id=row.pk, name=row.name),
            avatar_url=row.avatar_url or None,
            phone_masked=row.phone_masked,
            owner=owner,
            score=row.score,
            points=one.points,
            reasons=[
                ContactReason(key=why.key, label=Bilingual(zh=why.zh, en=why.en), points=why.points)
                for why in one.reasons
            ],
            suggested=[
                ContactAct(act=act, words=words, days=days)
                for act, words, days in contacting.acts(one, phone=bool(row.phone_masked))
            ],
        )


class ContactList(Wire):
    """Whom to contact today, the most pressing first; who was contacted today is not in it."""

    day: date
    items: list[ContactRow]


class RetentionAsked(Schema):
    months: int = Field(12, ge=3, le=24)


class CohortCell(Wire):
    """How many of a month's first-time buyers bought `after` months later, and for how much."""

    after: int
    customers: int
    fen: int


class Cohort(Wire):
    month: date
    customers: int
    cells: list[CohortCell]


class OftenOut(Wire):
    """Customers with `orders` orders, 5 standing for five and more."""

    orders: int
    customers: int


class SoonOut(Wire):
    """Of `customers` who first bought at least `days` ago, `again` bought again within them."""

    days: int
    customers: int
    again: int


class RetentionOut(Wire):
    months: list[Cohort]
    often: list[OftenOut]
    soon: list[SoonOut]

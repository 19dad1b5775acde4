"""A visit as one line of the feed, from names that were looked up together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from keliu.accounts import public as accounts
from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.customers.public import CustomerCard
from keliu.kit import clock
from keliu.radar.models import Share, Visit
from keliu.radar.rules import kinds, sentences


@dataclass
class Names:
    """What ids are called."""

    people: dict[int, CustomerCard] = field(default_factory=dict)
    cards: dict[int, str] = field(default_factory=dict)
    products: dict[int, str] = field(default_factory=dict)
    staff: dict[int, str] = field(default_factory=dict)
    sharers: dict[int, int | None] = field(default_factory=dict)  # share id → customer id

    def person(self, customer_id: int | None) -> str:
        found = self.people.get(customer_id) if customer_id else None
        return found.name if found else ""

    def sharer(self, share_id: int | None) -> str:
        return self.person(self.sharers.get(share_id)) if share_id else ""

    def thing(self, kind: str | None, identifier: int | None, card_id: int) -> dict[str, Any]:
        """A card or product as a reference."""
        if kind == kinds.PRODUCT_OBJECT and identifier:
            return {"id": str(identifier), "name": self.products.get(identifier, "")}
        return {"id": str(card_id), "name": self.cards.get(card_id, "")}


def names_for(visits: Iterable[Visit], products: Iterable[int | None] = ()) -> Names:
    """Everything the lines of `visits` mention, in a fixed number of questions."""
    rows = list(visits)
    share_ids = {row.share_id for row in rows if row.share_id}
    sharers: dict[int, int | None] = {}
    if share_ids:
        sharers = dict(Share.objects.filter(pk__in=share_ids).values_list("id", "sharer_id"))
    wanted = {row.last_object_id for row in rows if row.last_object_kind == kinds.PRODUCT_OBJECT}
    return Names(
        people=customers.cards([row.customer_id for row in rows] + list(sharers.values())),
        cards={one.id: one.name for one in catalog.cards(row.card_id for row in rows).values()},
        products=catalog.product_names([*wanted, *products]),
        staff=accounts.names({row.owner_id for row in rows}),
        sharers=sharers,
    )


def people(customer_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Names of customers by id."""
    return {one.id: one.name for one in customers.cards(customer_ids).values()}


def deed(visit: Visit, names: Names) -> str:
    """What was done last, in words, without the person."""
    product = None
    if visit.last_object_kind == kinds.PRODUCT_OBJECT and visit.last_object_id:
        product = names.products.get(visit.last_object_id) or "产品"
    return sentences.deed(
        visit.last_kind,
        product=product,
        times=visit.last_times,
        dwell_ms=visit.last_dwell_ms,
        sharer=names.sharer(visit.share_id),
        fen=visit.last_fen,
    )


def said(visit: Visit, names: Names) -> dict[str, Any]:
    """The same without words: what a page needs to say it in another language."""
    product = None
    if visit.last_object_kind == kinds.PRODUCT_OBJECT and visit.last_object_id:
        product = names.products.get(visit.last_object_id, "")
    return {
        "deed": visit.last_kind,
        "product": product,
        "times": visit.last_times,
        "dwell_ms": visit.last_dwell_ms,
        "sharer": names.sharer(visit.share_id),
        "fen": visit.last_fen,
    }


def line(visit: Visit, names: Names) -> dict[str, Any]:
    """A FeedLine, ready for JSON."""
    person = names.people.get(visit.customer_id) if visit.customer_id else None
    who = person.name if person else sentences.SOMEBODY
    fresh = visit.last_at > clock.now() - timedelta(hours=kinds.HOT_HOURS)
    return {
        "id": str(visit.pk),
        "at": clock.iso(visit.started_at),
        "last_at": clock.iso(visit.last_at),
        "customer": {"id": str(person.id), "name": person.name} if person else None,
        "visitor_name": who,
        "avatar_url": (person.avatar_url or None) if person else None,
        "card": names.thing(None, None, visit.card_id),
        "staff": {"id": str(visit.owner_id), "name": names.staff.get(visit.owner_id, "")},
        "kind": kinds.KINDS[visit.last_kind].line,
        "object": names.thing(visit.last_object_kind, visit.last_object_id, visit.card_id),
        "times": visit.times,
        "dwell_ms": visit.dwell_ms,
        "sentence": sentences.sentence(who, deed(visit, names)),
        "said": said(visit, names),
        "advice": kinds.advice(visit.last_kind, visit.last_times),
        "hot": visit.hot and fresh,
    }

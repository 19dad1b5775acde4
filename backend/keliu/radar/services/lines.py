"""A visit as one line of the feed, from names that were looked up together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from keliu.accounts import public as accounts
from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.customers.public import CustomerCard
from keliu.kit import actor, clock
from keliu.radar.models import Share, Visit
from keliu.radar.rules import kinds, sentences, suggest
from keliu.radar.services import things
from keliu.radar.services.things import Thing


@dataclass(slots=True)
class Latest:
    """A visit as its newest events leave it: what a line says, at a tenth of a model's price."""

    pk: int
    customer_id: int | None
    card_id: int
    code_id: int
    share_id: int | None
    owner_id: int
    department_id: int | None
    started_at: datetime
    last_at: datetime
    event_count: int
    dwell_ms: int
    share_count: int
    heat: int
    hot: bool
    last_kind: str
    last_object_kind: str | None
    last_object_id: int | None
    last_dwell_ms: int
    last_fen: int | None
    last_times: int = 1
    times: int = 1


Shown = Visit | Latest


@dataclass
class Names:
    """What ids are called."""

    people: dict[int, CustomerCard] = field(default_factory=dict)
    cards: dict[int, str] = field(default_factory=dict)
    products: dict[int, str] = field(default_factory=dict)
    staff: dict[int, str] = field(default_factory=dict)
    sharers: dict[int, int | None] = field(default_factory=dict)  # share id → customer id
    things: dict[Thing, str] = field(default_factory=dict)  # what else events are about

    def person(self, customer_id: int | None) -> str:
        found = self.people.get(customer_id) if customer_id else None
        return found.name if found else ""

    def sharer(self, share_id: int | None) -> str:
        return self.person(self.sharers.get(share_id)) if share_id else ""

    def thing(self, kind: str | None, identifier: int | None, card_id: int) -> dict[str, Any]:
        """A card, a product or another thing as a reference."""
        if kind and kind != kinds.CARD_OBJECT and identifier:
            return {"id": str(identifier), "name": self.called((kind, identifier))}
        return {"id": str(card_id), "name": self.cards.get(card_id, "")}

    def called(self, thing: Thing) -> str:
        if thing[0] == kinds.PRODUCT_OBJECT and thing[1] in self.products:
            return self.products[thing[1]]
        return self.things.get(thing, "")


def about(visit: Shown) -> Thing | None:
    """What the line of a visit is about; None for the card itself."""
    if visit.last_object_kind in {None, kinds.CARD_OBJECT} or not visit.last_object_id:
        return None
    return str(visit.last_object_kind), visit.last_object_id


def names_for(visits: Iterable[Visit], others: Iterable[Thing] = ()) -> Names:
    """Everything the lines of `visits` mention, in a fixed number of questions."""
    rows = list(visits)
    share_ids = {row.share_id for row in rows if row.share_id}
    sharers: dict[int, int | None] = {}
    if share_ids:
        sharers = dict(Share.objects.filter(pk__in=share_ids).values_list("id", "sharer_id"))
    seen = {one for one in map(about, rows) if one} | set(others)
    wanted = {one for kind, one in seen if kind == kinds.PRODUCT_OBJECT}
    return Names(
        people=customers.cards([row.customer_id for row in rows] + list(sharers.values())),
        cards={one.id: one.name for one in catalog.cards(row.card_id for row in rows).values()},
        products=catalog.product_names(wanted),
        staff=accounts.names({row.owner_id for row in rows}),
        sharers=sharers,
        things=things.names(one for one in seen if one[0] != kinds.PRODUCT_OBJECT),
    )


def people(customer_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Names of customers by id."""
    return {one.id: one.name for one in customers.cards(customer_ids).values()}


def deed(visit: Shown, names: Names) -> str:
    """What was done last, in words, without the person."""
    thing = about(visit)
    product = (names.called(thing) or kinds.NOUNS[thing[0]]) if thing else None
    return sentences.deed(
        visit.last_kind,
        product=product,
        times=visit.last_times,
        dwell_ms=visit.last_dwell_ms,
        sharer=names.sharer(visit.share_id),
        fen=visit.last_fen,
    )


def said(visit: Shown, names: Names) -> dict[str, Any]:
    """The same without words: what a page needs to say it in another language."""
    thing = about(visit)
    product = names.called(thing) if thing else None
    return {
        "deed": visit.last_kind,
        "product": product,
        "times": visit.last_times,
        "dwell_ms": visit.last_dwell_ms,
        "sharer": names.sharer(visit.share_id),
        "fen": visit.last_fen,
    }


NEEDED = sorted({one for some in suggest.NEEDS.values() for one in some})


def _open_acts(visit: Shown, person: CustomerCard, *, live: bool) -> frozenset[str]:
    """What the reader may do with this customer; a live line is read by whose card it is."""
    if live:
        return frozenset(suggest.ACTS if person.owner_id == visit.owner_id else ())
    place = (person.owner_id, person.department_id, "customer", person.id)
    return suggest.within(accounts.covered(actor.current(), NEEDED, *place))


def _suggested(
    visit: Shown, done: str, product: str | None, person: CustomerCard | None, *, live: bool
) -> list[dict[str, Any]]:
    """What one tap could do about it; nothing for somebody who is not known."""
    if person is None:
        return []
    may = _open_acts(visit, person, live=live)
    acts = suggest.suggested(
        visit.last_kind,
        done=done,
        product=product or None,
        times=visit.last_times,
        hot=visit.hot,
        may=may if person.phone_masked else may - {suggest.CALL},
    )
    return [vars(act) for act in acts]


def line(visit: Shown, names: Names, *, live: bool = False) -> dict[str, Any]:
    """A FeedLine, ready for JSON: for the acting person, or as it is told `live`."""
    person = names.people.get(visit.customer_id) if visit.customer_id else None
    who = person.name if person else sentences.SOMEBODY
    fresh = visit.last_at > clock.now() - timedelta(hours=kinds.HOT_HOURS)
    done, facts = deed(visit, names), said(visit, names)
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
        "sentence": sentences.sentence(who, done),
        "said": facts,
        "advice": kinds.advice(visit.last_kind, visit.last_times),
        "suggested": _suggested(visit, done, facts["product"], person, live=live),
        "hot": visit.hot and fresh,
    }


def shown(rows: Sequence[Visit]) -> list[dict[str, Any]]:
    """Visits as the feed shows them, in a fixed number of questions."""
    names = names_for(rows)
    return [line(row, names) for row in rows]

"""The share tree with its figures, within what the acting person may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, F, Sum

from keliu.accounts import public as accounts
from keliu.analytics.spread import rules
from keliu.analytics.spread.rules import Figures, Node
from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.kit import actor
from keliu.orders import public as orders
from keliu.radar.public import share_rows, spread

ORDERS = "order.read"
EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
Money = Mapping[int, tuple[int, int]]  # customer → (orders, fen)


@dataclass(frozen=True)
class Spread:
    """The tree that was asked for, or one branch of it; `below` holds every place.

    `money` says whether the acting person may see orders, `cut` that there are older openings.
    """

    tree: spread.Tree
    forwards: Mapping[int, spread.Forward]
    parents: Mapping[Node, Node]
    own: Mapping[Node, Figures]
    below: Mapping[Node, Figures]
    money: bool
    cut: bool

    def all(self, node: Node) -> Figures:
        """A place's own figures and what lies below it."""
        return self.own.get(node, rules.NOTHING).plus(self.below.get(node, rules.NOTHING))

    @property
    def total(self) -> Figures:
        """Everything in the picture."""
        found = rules.NOTHING
        for node in self.below:
            found = found.plus(self.own.get(node, rules.NOTHING))
        return found


@dataclass(frozen=True)
class Asked:
    """Which forwards, and of which branch."""

    rows: share_rows.Narrowed
    root: Node | None = None


def spread_of(asked: Asked) -> Spread:
    """The share tree of a span, with everybody's figures in that span."""
    found, cut = share_rows.openings(asked.rows)
    forwards = share_rows.forwards({one.share_id for one in found})
    tree = spread.grow(found, forwards)
    parents = {node: place.above for node, place in tree.places.items()}
    if asked.root is not None:
        parents = rules.branch(parents, asked.root)
    own = _own(tree, {*parents, *parents.values()}, asked.rows)
    money = actor.current().may(ORDERS)
    return Spread(tree, forwards, parents, own, rules.sums_below(parents, own), money, cut)


def _own(
    tree: spread.Tree, nodes: Collection[Node], asked: share_rows.Narrowed
) -> dict[Node, Figures]:
    """What everybody did themselves."""
    people = {number for kind, number in nodes if kind == spread.PERSON}
    if not people:
        return {}
    visits = share_rows.visits_of(people, asked.start, asked.end, asked.staff_id)
    first, bought = share_rows.came_by(people), _bought(people, asked)
    found: dict[Node, Figures] = {}
    for one in people:
        node = (spread.PERSON, one)
        place = tree.places.get(node)
        by = place.share_id if place else None
        fresh = by is not None and first.get(one) == by
        found[node] = Figures(1, int(fresh), visits.get(one, 0), *bought.get(one, (0, 0)))
    return found


def _bought(people: Collection[int], asked: share_rows.Narrowed) -> Money:
    """Orders paid in the span by these people, less refunds, within reach."""
    if not actor.current().may(ORDERS):
        return {}
    rows = orders.sold(asked.start or EVER[0], asked.end or EVER[1])
    rows = share_rows.only(rows, people).order_by()
    sums = rows.values_list("customer_id").annotate(
        n=Count("id"), fen=Sum(F("paid_fen") - F("refunded_fen"))
    )
    return {one: (many, fen) for one, many, fen in sums}


@dataclass(frozen=True)
class Names:
    """What the places and the things that were passed on are called."""

    people: Mapping[int, str]
    staff: Mapping[int, str]
    things: Mapping[tuple[str, int], str]

    def of(self, node: Node) -> str:
        """Empty for somebody without a name."""
        kind, number = node
        if kind == spread.STAFF:
            return self.staff.get(number, "")
        return self.people.get(number, "") if kind == spread.PERSON else ""

    def thing(self, forward: "spread.Forward | None") -> str:
        return self.things.get((forward.object_kind, forward.object_id), "") if forward else ""


def names_of(nodes: Collection[Node], forwards: Collection["spread.Forward"]) -> Names:
    """Their names, in a fixed number of questions."""
    people = {number for kind, number in nodes if kind == spread.PERSON}
    staff = {number for kind, number in nodes if kind == spread.STAFF}
    products = {one.object_id for one in forwards if one.object_kind == "product"}
    cards = {one.object_id for one in forwards if one.object_kind == "card"}
    things = {("product", one): name for one, name in catalog.product_names(products).items()}
    things |= {("card", one): card.name for one, card in catalog.cards(cards).items()}
    return Names(
        people=customers.names(people),
        staff=accounts.names({*staff}),
        things=things,
    )


def forwarded(nodes: Collection[Node], asked: Asked) -> Mapping[int, int]:
    """How often these people passed something on in the span."""
    people = {number for kind, number in nodes if kind == spread.PERSON}
    return share_rows.forwarded(people, asked.rows.start, asked.rows.end)


@dataclass(frozen=True)
class Step:
    """One pair of hands on the way to a customer."""

    node: Node
    place: "spread.Place | None"


def way_to(customer_id: int) -> tuple[list[Step], Mapping[int, spread.Forward]]:
    """From whoever began it to the customer, as the whole tree has it."""
    found = share_rows.openings_above(customer_id)
    forwards = share_rows.forwards({one.share_id for one in found})
    tree = spread.grow(found, forwards)
    node = (spread.PERSON, customer_id)
    if node not in tree.places:
        return [], forwards
    hands = [node, *tree.above(node)]
    return [Step(one, tree.places.get(one)) for one in reversed(hands)], forwards


def choices() -> tuple[list[str], list[tuple[int, str]]]:
    """(channels, products with their names) that the tree can be narrowed by."""
    channels, products = share_rows.choices()
    named = catalog.product_names(products)
    return channels, sorted(named.items(), key=lambda one: one[1])

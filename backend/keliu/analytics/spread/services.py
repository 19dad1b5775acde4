"""The share tree as screens show it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from keliu.analytics.selectors import timezone
from keliu.analytics.spread import rules, schemas, selectors
from keliu.analytics.spread.rules import Figures, Node
from keliu.analytics.spread.selectors import Asked, Names, Spread
from keliu.customers import public as customers
from keliu.kit import clock
from keliu.platform import lists
from keliu.radar.public import share_rows, spread


def _bounds(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    zone = timezone()
    start = clock.day_bounds(first, zone)[0] if first else None
    return start, clock.day_bounds(last, zone)[1] if last else None


def asked_of(given: schemas.SpreadFilters) -> Asked:
    """What a query asks for. Raises Invalid."""
    given.checked()
    start, end = _bounds(given.first, given.last)
    rows = share_rows.Narrowed(
        start=start,
        end=end,
        staff_id=lists.id_filter(given.staff),
        product_id=lists.id_filter(given.product),
        channel=given.channel or None,
    )
    return Asked(rows, rules.node_of(given.root) if given.root else None)


def _figures(one: Figures) -> schemas.SpreadFigures:
    return schemas.SpreadFigures(**_plain(one))


def _plain(one: Figures) -> dict[str, int]:
    return {
        "people": one.people, "fresh": one.fresh, "visits": one.visits, "orders": one.orders,
        "fen": one.fen,
    }  # fmt: skip


def _came(found: Spread, node: Node, names: Names) -> tuple[str, str, datetime | None]:
    """(what was passed on, its kind, when it was opened) for a place."""
    place = found.tree.places.get(node)
    if place is None:
        return "", "", None
    forward = found.forwards.get(place.share_id) if place.share_id else None
    return names.thing(forward), forward.object_kind if forward else "", place.at


def graph(asked: schemas.SpreadAsked) -> bytes:
    """The picture as JSON (SpreadOut): at most `most` places, the rest folded into those above.

    Written without models: five thousand places are fifteen thousand of them.
    """
    found = selectors.spread_of(asked_of(asked))
    shown = rules.drawn(found.parents, found.own, found.below, asked.most)
    channels, products = selectors.choices()
    return msgspec.json.encode(
        {
            "nodes": _nodes(found, shown),
            "total": _plain(found.total),
            "brought": _brought(found),
            "places": len(found.below),
            "rules": [{"key": one, "count": found.tree.left_out[one]} for one in spread.RULES],
            "money": found.money,
            "cut": found.cut,
            "channels": channels,
            "products": [{"id": str(one), "name": name} for one, name in products],
        }
    )


def _nodes(found: Spread, shown: list[Node]) -> list[dict[str, Any]]:
    names = selectors.names_of(shown, list(found.forwards.values()))
    deep, hidden = rules.depths(found.parents), rules.folded(found.parents, shown)
    nodes = []
    for node in shown:
        thing, kind, at = _came(found, node, names)
        above = found.parents.get(node)
        nodes.append(
            {
                "id": rules.name_of(node),
                "kind": node[0],
                "name": names.of(node),
                "parent": rules.name_of(above) if above else None,
                "depth": deep[node],
                "thing": thing,
                "thing_kind": kind,
                "at": clock.iso(at) if at else None,
                "folded": hidden.get(node, 0),
                "own": _plain(found.own.get(node, rules.NOTHING)),
                "below": _plain(found.below[node]),
            }
        )
    return nodes


def _brought(found: Spread) -> int:
    """How many of the people came by a forward."""
    places = found.tree.places
    people = (node for node in found.parents if node[0] == spread.PERSON)
    return sum(1 for node in people if places[node].share_id is not None)


def spreaders(asked: schemas.SpreadersAsked) -> schemas.Spreaders:
    """Customers with somebody below them, ranked by what lies below."""
    wanted = asked_of(asked)
    found = selectors.spread_of(wanted)
    right, heights = rules.children_of(found.parents), rules.heights(found.parents)
    people = [node for node in found.below if node[0] == spread.PERSON and right.get(node)]
    people.sort(key=lambda node: (-getattr(found.below[node], asked.sort), node))
    best = people[: rules.MOST_LISTED]
    names, many = selectors.names_of(best, []), selectors.forwarded(best, wanted)
    rows = [
        schemas.Spreader(
            id=str(node[1]),
            name=names.of(node),
            forwards=many.get(node[1], 0),
            direct=len(right[node]),
            deepest=heights[node],
            below=_figures(found.below[node]),
        )
        for node in best
    ]
    return schemas.Spreaders(items=rows, more=len(people) - len(best), money=found.money)


def people(asked: schemas.SpreadFilters) -> schemas.SpreadPeople:
    """The customers below a place (or in the whole tree): what its figures are made of."""
    found = selectors.spread_of(asked_of(asked))
    deep = rules.depths(found.parents)
    rows = [node for node in found.parents if node[0] == spread.PERSON]
    rows.sort(key=lambda node: (-found.own[node].fen, -found.own[node].visits, node))
    listed = rows[: rules.MOST_LISTED]
    above = {found.parents[node] for node in listed}
    names = selectors.names_of({*listed, *above}, list(found.forwards.values()))
    sums = rules.NOTHING
    for node in rows:
        sums = sums.plus(found.own[node])
    return schemas.SpreadPeople(
        items=[_person(found, node, names, deep[node]) for node in listed],
        total=_figures(sums),
        more=len(rows) - len(listed),
        money=found.money,
    )


def _person(found: Spread, node: Node, names: Names, depth: int) -> schemas.SpreadPerson:
    thing, kind, at = _came(found, node, names)
    return schemas.SpreadPerson(
        id=str(node[1]),
        name=names.of(node),
        by=names.of(found.parents[node]),
        thing=thing,
        thing_kind=kind,
        at=at,
        depth=depth,
        own=_figures(found.own[node]),
    )


def path(customer_id: int) -> schemas.SpreadPath:
    """How a customer within reach came. Raises NotFound."""
    customers.find(customer_id)
    steps, forwards = selectors.way_to(customer_id)
    names = selectors.names_of([one.node for one in steps], list(forwards.values()))
    return schemas.SpreadPath(
        steps=[_step(one, forwards, names) for one in steps],
        opened=share_rows.opened_of(customer_id),
    )


def _step(
    one: selectors.Step, forwards: "Mapping[int, spread.Forward]", names: Names
) -> schemas.SpreadStep:
    share_id = one.place.share_id if one.place else None
    forward = forwards.get(share_id) if share_id else None
    return schemas.SpreadStep(
        id=rules.name_of(one.node),
        kind=one.node[0],
        name=names.of(one.node),
        thing=names.thing(forward),
        thing_kind=forward.object_kind if forward else "",
        at=one.place.at if one.place else None,
    )

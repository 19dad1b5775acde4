"""Figures of the share tree: everybody's own, and what lies below them. No tables, no clock."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Node = tuple[str, int]
MOST_SHOWN = 5_000
MOST_LISTED = 500
SORTS = ("people", "fresh", "visits", "orders", "fen")


@dataclass(frozen=True, slots=True)
class Figures:
    """People, how many of them were new, their visits, orders and what is left of the money."""

    people: int = 0
    fresh: int = 0
    visits: int = 0
    orders: int = 0
    fen: int = 0

    def plus(self, more: "Figures") -> "Figures":
        return Figures(
            self.people + more.people,
            self.fresh + more.fresh,
            self.visits + more.visits,
            self.orders + more.orders,
            self.fen + more.fen,
        )


NOTHING = Figures()


def children_of(parents: Mapping[Node, Node]) -> dict[Node, list[Node]]:
    """Who stands right below whom."""
    found: dict[Node, list[Node]] = defaultdict(list)
    for node, above in parents.items():
        found[above].append(node)
    return found


def depths(parents: Mapping[Node, Node]) -> dict[Node, int]:
    """How far below its root everybody stands; roots are 0."""
    below, found = children_of(parents), dict[Node, int]()
    level = sorted({above for above in parents.values() if above not in parents})
    depth = 0
    while level:
        found |= dict.fromkeys(level, depth)
        level = [child for node in level for child in below.get(node, ())]
        depth += 1
    return found


def heights(parents: Mapping[Node, Node]) -> dict[Node, int]:
    """How many rounds of passing on lie below everybody."""
    known = depths(parents)
    found = dict.fromkeys(known, 0)
    for node in sorted(known, key=lambda one: -known[one]):
        above = parents.get(node)
        if above is not None:
            found[above] = max(found[above], found[node] + 1)
    return found


def sums_below(parents: Mapping[Node, Node], own: Mapping[Node, Figures]) -> dict[Node, Figures]:
    """What lies below everybody: their children's own figures and what lies below those."""
    known = depths(parents)
    below = dict.fromkeys(known, NOTHING)
    for node in sorted(known, key=lambda one: -known[one]):
        above = parents.get(node)
        if above is not None:
            below[above] = below[above].plus(own.get(node, NOTHING)).plus(below[node])
    return below


def branch(parents: Mapping[Node, Node], root: Node) -> dict[Node, Node]:
    """Only what stands below `root`."""
    below, found = children_of(parents), dict[Node, Node]()
    waiting = [root]
    while waiting:
        above = waiting.pop()
        for node in below.get(above, ()):
            found[node] = above
            waiting.append(node)
    return found


def drawn(
    parents: Mapping[Node, Node],
    own: Mapping[Node, Figures],
    below: Mapping[Node, Figures],
    most: int,
) -> list[Node]:
    """All roots and the places that matter most; whoever is drawn has everybody above too."""
    known = depths(parents)

    def weight(node: Node) -> tuple[bool, int, int, Node]:
        mine = own.get(node, NOTHING).plus(below[node])
        rest = known[node] > 0
        return rest, -(mine.visits + mine.people + mine.orders), known[node], node

    roots = len(known) - len(parents)
    best = sorted(known, key=weight)[: max(most, roots)]
    return sorted(best, key=lambda node: (known[node], weight(node)))


def folded(parents: Mapping[Node, Node], shown: Iterable[Node]) -> dict[Node, int]:
    """How many places below each drawn one are not drawn."""
    kept, found = set(shown), dict[Node, int]()
    for node in parents:
        if node in kept:
            continue
        above = parents[node]
        while above not in kept:
            above = parents[above]
        found[above] = found.get(above, 0) + 1
    return found


def name_of(node: Node) -> str:
    """A place as it is called on the wire."""
    return f"{node[0]}-{node[1]}"


def node_of(text: str) -> Node | None:
    """The place that a name on the wire means."""
    kind, _, number = text.partition("-")
    if kind in {"staff", "person", "share"} and number.isdigit() and len(number) < 20:
        return kind, int(number)
    return None

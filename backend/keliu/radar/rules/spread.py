"""The share tree (传播图谱): who was brought by whom, and which openings do not count.

Everybody has at most one place: under whoever's forward they opened first. Nobody is ever above
themselves, so the tree has no circle and what lies below a place can be added up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

STAFF, PERSON, SHARE = "staff", "person", "share"
Node = tuple[str, int]
"""Somebody of the staff, a customer, or a forward of somebody without a name."""

SELF, ROBOT, AGAIN, CIRCLE = "self", "robot", "again", "circle"
RULES = (SELF, ROBOT, AGAIN, CIRCLE)
FAST_MANY, FAST = 8, timedelta(seconds=60)
"""Nobody opens so many different forwards within a minute by hand."""
ROBOT_WORDS = ("bot/", "bot;", "spider", "crawl", "slurp", "linkpreview", "link preview",
               "facebookexternalhit", "monitor", "scanner")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forward:
    """转发: a card or product that somebody (None: without a name) passed on."""

    id: int
    sharer: int | None
    parent_id: int | None
    owner_id: int
    object_kind: str
    object_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody known came by a forward; `verdict` is what was seen when it happened."""

    id: int
    share_id: int
    opener: int
    at: datetime
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: under whom, by which forward, since when."""

    above: Node
    share_id: int | None = None
    at: datetime | None = None


@dataclass
class Tree:
    """Every place that is not a root, and how many openings each rule left out."""

    places: dict[Node, Place] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def above(self, node: Node) -> list[Node]:
        """Everybody above, nearest first."""
        found, at = list[Node](), self.places.get(node)
        while at is not None:
            found.append(at.above)
            at = self.places.get(at.above)
        return found

    def put(self, node: Node, place: Place) -> bool:
        """Give a place once; refused where it would close a circle."""
        if node == place.above or node in self.above(place.above):
            return False
        self.places[node] = place
        return True


def is_robot(agent: str) -> bool:
    """Whether a browser says itself that nobody looks through it."""
    said = agent.lower()
    return any(word in said for word in ROBOT_WORDS)


def verdict_of(sharer: int | None, opener: int, agent: str) -> str:
    """What an opening is at the moment it happens; empty: it counts."""
    if sharer == opener:
        return SELF
    return ROBOT if is_robot(agent) else ""


def hurried(openings: Iterable[Opening]) -> set[int]:
    """Ids of the openings that came faster than any hand."""
    by_opener: dict[int, list[Opening]] = defaultdict(list)
    for one in openings:
        by_opener[one.opener].append(one)
    found: set[int] = set()
    for theirs in by_opener.values():
        if len(theirs) >= FAST_MANY:
            found |= _hurried(sorted(theirs, key=lambda one: one.at))
    return found


def _hurried(theirs: list[Opening]) -> set[int]:
    found, first = set[int](), 0
    for last, one in enumerate(theirs):
        while one.at - theirs[first].at > FAST:
            first += 1
        if last - first + 1 >= FAST_MANY:
            found |= {each.id for each in theirs[first : last + 1]}
    return found


def grow(openings: Iterable[Opening], forwards: Mapping[int, Forward]) -> Tree:
    """The tree of these openings; `forwards` are theirs and those above them."""
    rows = sorted(openings, key=lambda one: (one.at, one.id))
    tree, robots = Tree(), hurried(rows)
    for one in rows:
        why = _refused(tree, one, forwards, robots)
        if why:
            tree.left_out[why] += 1
    _roots(tree, forwards)
    return tree


def _refused(tree: Tree, one: Opening, forwards: Mapping[int, Forward], robots: set[int]) -> str:
    """Give the opener a place; the rule that speaks against it, or nothing."""
    forward, node = forwards[one.share_id], (PERSON, one.opener)
    if one.verdict == SELF or forward.sharer == one.opener:
        return SELF
    if one.verdict or one.id in robots:
        return ROBOT
    if node in tree.places:
        return AGAIN
    by = _node(tree, forward, forwards)
    return "" if tree.put(node, Place(by, one.share_id, one.at)) else CIRCLE


def _node(tree: Tree, forward: Forward, forwards: Mapping[int, Forward]) -> Node:
    """Who a forward is from; one without a name hangs under the forward it came by."""
    if forward.sharer is not None:
        return (PERSON, forward.sharer)
    node = (SHARE, forward.id)
    if node not in tree.places:
        _hang(tree, node, forward, forwards)
    return node


def _hang(tree: Tree, node: Node, forward: Forward, forwards: Mapping[int, Forward]) -> None:
    """Under the forward it came by, else under the card's owner."""
    parent = forwards.get(forward.parent_id) if forward.parent_id else None
    if parent is not None:
        above = _node(tree, parent, forwards)
        if tree.put(node, Place(above, parent.id, forward.at)):
            return
    tree.put(node, Place((STAFF, forward.owner_id), None, forward.at))


def _roots(tree: Tree, forwards: Mapping[int, Forward]) -> None:
    """Whoever passed on without having been brought here: by the forward's own way, else a root."""
    used = {place.above for place in tree.places.values()}
    firsts: dict[Node, Forward] = {}
    for forward in sorted(forwards.values(), key=lambda one: one.id):
        if forward.sharer is not None:
            firsts.setdefault((PERSON, forward.sharer), forward)
    waiting = sorted(node for node in used if node[0] == PERSON and node not in tree.places)
    while waiting:
        node = waiting.pop()
        if node in tree.places or node not in firsts:
            continue
        _hang(tree, node, firsts[node], forwards)
        above = tree.places[node].above
        if above[0] == PERSON and above not in tree.places:
            waiting.append(above)

"""Figures of the share tree: nothing is lost on the way up, nothing counts twice."""

from hypothesis import given
from hypothesis import strategies as st

from keliu.analytics.spread import rules
from keliu.analytics.spread.rules import Figures, Node

FIGURES = st.builds(
    Figures, *(st.integers(0, 9) for _ in range(4)), st.integers(-500, 10_000)
)  # a refund of an earlier order can make a span's money negative


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[Node, Node], dict[Node, Figures]]:
    """Any tree under one or two of the staff, with any figures."""
    size = draw(st.integers(0, 40))
    parents: dict[Node, Node] = {}
    for at in range(size):
        above = draw(st.integers(-2, at - 1))
        parents["person", at] = ("staff", -above) if above < 0 else ("person", above)
    own = {node: draw(FIGURES) for node in parents}
    return parents, own


def _sum(figures: list[Figures]) -> Figures:
    found = rules.NOTHING
    for one in figures:
        found = found.plus(one)
    return found


@given(trees())
def test_money_is_conserved_along_paths(tree: tuple[dict[Node, Node], dict[Node, Figures]]) -> None:
    parents, own = tree
    below = rules.sums_below(parents, own)
    right = rules.children_of(parents)
    for node in below:
        carried = [own[child].plus(below[child]) for child in right.get(node, ())]
        assert below[node] == _sum(carried)
        assert below[node] == _sum([own[one] for one in rules.branch(parents, node)])
    roots = [node for node in below if node not in parents]
    assert _sum([below[node] for node in roots]) == _sum(list(own.values()))


@given(trees(), st.integers(1, 30))
def test_what_is_folded_is_counted(
    tree: tuple[dict[Node, Node], dict[Node, Figures]], most: int
) -> None:
    parents, own = tree
    below = rules.sums_below(parents, own)
    shown = rules.drawn(parents, own, below, most)
    kept = set(shown)
    roots = len(below) - len(parents)
    assert len(shown) == max(min(most, len(below)), roots)
    assert all(parents[node] in kept for node in shown if node in parents)
    assert shown == sorted(shown, key=rules.depths(parents).__getitem__)
    assert sum(rules.folded(parents, shown).values()) == len(below) - len(shown)


@given(trees())
def test_heights_and_depths(tree: tuple[dict[Node, Node], dict[Node, Figures]]) -> None:
    parents, _ = tree
    deep, high = rules.depths(parents), rules.heights(parents)
    for node, above in parents.items():
        assert deep[node] == deep[above] + 1
        assert high[above] >= high[node] + 1


def test_places_have_names_on_the_wire() -> None:
    assert rules.node_of(rules.name_of(("person", 42))) == ("person", 42)
    assert rules.node_of("person-x") is None
    assert rules.node_of("pool-7") is None
    assert rules.node_of("person-" + "9" * 20) is None

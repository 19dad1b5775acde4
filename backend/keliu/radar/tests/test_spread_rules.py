"""The law of the share tree: one place for everybody, no circle, and what does not count."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keliu.radar.rules.spread import (
    AGAIN,
    CIRCLE,
    FAST_MANY,
    PERSON,
    ROBOT,
    SELF,
    SHARE,
    STAFF,
    Forward,
    Opening,
    grow,
    is_robot,
    verdict_of,
)

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
LI, ZHANG, CHEN, WANG = 1, 2, 3, 4


def forward(
    number: int, sharer: int | None, parent: int | None = None, minutes: int = 0
) -> Forward:
    return Forward(
        number, sharer, parent, 9, "card", 5, NOON + timedelta(minutes=minutes)
    )  # fmt: skip


def opening(number: int, share: int, who: int, minutes: float = 0, verdict: str = "") -> Opening:
    return Opening(number, share, who, NOON + timedelta(minutes=minutes), verdict)


def known(*rows: Forward) -> dict[int, Forward]:
    return {one.id: one for one in rows}


def test_from_hand_to_hand() -> None:
    forwards = known(forward(11, ZHANG), forward(12, LI, 11), forward(13, None, 12))
    tree = grow([opening(1, 11, LI, 1), opening(2, 12, CHEN, 2), opening(3, 13, WANG, 3)], forwards)
    assert tree.above((PERSON, WANG)) == [
        (SHARE, 13), (PERSON, LI), (PERSON, ZHANG), (STAFF, 9),
    ]  # fmt: skip
    assert tree.above((PERSON, CHEN)) == [(PERSON, LI), (PERSON, ZHANG), (STAFF, 9)]
    assert not tree.left_out


def test_what_does_not_count_is_counted() -> None:
    forwards = known(forward(11, ZHANG), forward(12, LI), forward(13, CHEN))
    rows = [
        opening(1, 11, ZHANG, 1),  # one's own
        opening(2, 12, ZHANG, 2, SELF),  # seen as one's own when it happened
        opening(3, 11, LI, 3),
        opening(4, 12, CHEN, 4),
        opening(5, 11, CHEN, 5),  # came again by somebody else
        opening(6, 13, ZHANG, 6),  # would close a circle
        opening(7, 11, WANG, 7, ROBOT),
    ]
    tree = grow(rows, forwards)
    assert tree.left_out == {SELF: 2, AGAIN: 1, CIRCLE: 1, ROBOT: 1}
    assert tree.places[(PERSON, CHEN)].above == (PERSON, LI)
    assert tree.places[(PERSON, ZHANG)].above == (STAFF, 9)
    assert (PERSON, WANG) not in tree.places


def test_no_hand_is_so_fast() -> None:
    forwards = known(*(forward(20 + at, 100 + at) for at in range(FAST_MANY)))
    quick = [opening(at, 20 + at, LI, at / 60) for at in range(FAST_MANY)]
    tree = grow(quick, forwards)
    assert tree.left_out == {ROBOT: FAST_MANY}
    slow = [opening(at, 20 + at, LI, at) for at in range(FAST_MANY)]
    assert grow(slow, forwards).left_out == {AGAIN: FAST_MANY - 1}


def test_somebody_who_was_brought_before_the_span_keeps_their_way() -> None:
    forwards = known(forward(11, ZHANG), forward(12, LI, 11))
    tree = grow([opening(2, 12, CHEN, 2)], forwards)
    assert tree.above((PERSON, CHEN)) == [(PERSON, LI), (PERSON, ZHANG), (STAFF, 9)]


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        ("Mozilla/5.0 (compatible; Baiduspider/2.0)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", True),
        ("Mozilla/5.0 (iPhone) MicroMessenger/8.0.50", False),
        ("", False),
    ],
)
def test_robots_say_so(agent: str, robot: bool) -> None:  # noqa: FBT001  a case's answer
    assert is_robot(agent) is robot
    assert verdict_of(ZHANG, LI, agent) == (ROBOT if robot else "")
    assert verdict_of(LI, LI, agent) == SELF


PEOPLE = st.one_of(st.none(), st.integers(1, 12))
MADE = st.lists(
    st.tuples(PEOPLE, st.one_of(st.none(), st.integers(0, 30))), min_size=1, max_size=30
)
OPENED = st.lists(
    st.tuples(st.integers(0, 29), st.integers(1, 12), st.integers(0, 600)), max_size=60
)


@given(MADE, OPENED)
def test_any_forwards_make_a_tree(
    made: list[tuple[int | None, int | None]], opened: list[tuple[int, int, int]]
) -> None:
    """Whatever is passed on and opened in whatever order: roots are staff, nobody is twice."""
    forwards = known(*(
        forward(at, who, above if above is not None and above < at else None, at)
        for at, (who, above) in enumerate(made)
    ))  # fmt: skip
    rows = [
        opening(at, share % len(made), who, minute)
        for at, (share, who, minute) in enumerate(opened)
    ]
    tree = grow(rows, forwards)
    placed = sum(1 for place in tree.places.values() if place.share_id is not None)
    for node in tree.places:
        way = tree.above(node)
        assert len(set(way)) == len(way)
        assert node not in way
        assert way[-1] == (STAFF, 9)
    people = [one for one in tree.places if one[0] == PERSON]
    assert placed >= len(people) - len({one.sharer for one in forwards.values()})
    counted = {one.opener for one in rows} & {number for _, number in people}
    assert sum(tree.left_out.values()) == len(rows) - sum(
        1 for one in counted if _by_opening(tree.places[(PERSON, one)], rows, one)
    )


def _by_opening(place: object, rows: list[Opening], who: int) -> bool:
    """Whether a place was given by an opening, not by the way of one's own forward."""
    return any(
        one.opener == who and (one.share_id, one.at) == (place.share_id, place.at)  # type: ignore[attr-defined]  # a Place
        for one in rows
    )


@given(MADE, OPENED, st.integers(1, 12))
def test_a_way_is_the_same_by_itself(
    made: list[tuple[int | None, int | None]], opened: list[tuple[int, int, int]], who: int
) -> None:
    """What decides one person's place is enough to find it."""
    forwards = known(*(
        forward(at, sharer, above if above is not None and above < at else None, at)
        for at, (sharer, above) in enumerate(made)
    ))  # fmt: skip
    rows = [
        opening(at, share % len(made), one, minute)
        for at, (share, one, minute) in enumerate(opened)
    ]
    asked, waiting, mine = set[int](), {who}, list[Opening]()
    while waiting:
        asked |= waiting
        fresh = [one for one in rows if one.opener in waiting]
        mine += fresh
        waiting = _sharers(forwards, {one.share_id for one in fresh}) - asked
    node = (PERSON, who)
    whole, near = grow(rows, forwards), grow(mine, forwards)
    if any(one.opener == who for one in rows) and node in near.places:
        assert near.above(node) == whole.above(node)


def _line(forwards: dict[int, Forward], share: int) -> list[Forward]:
    found, at = list[Forward](), forwards.get(share)
    while at is not None:
        found.append(at)
        at = forwards.get(at.parent_id) if at.parent_id is not None else None
    return found


def _sharers(forwards: dict[int, Forward], shares: set[int]) -> set[int]:
    """Whoever made these forwards, those above them, and the first one of each of them."""
    found, waiting = set[int](), {one.id for share in shares for one in _line(forwards, share)}
    while waiting:
        one = forwards[waiting.pop()]
        if one.sharer is not None and one.sharer not in found:
            found.add(one.sharer)
            first = min(each.id for each in forwards.values() if each.sharer == one.sharer)
            waiting |= {each.id for each in _line(forwards, first)}
    return found

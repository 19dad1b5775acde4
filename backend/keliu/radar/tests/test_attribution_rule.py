"""Which touch an order is owed to: the page, the last forward, the last touch, nobody."""

from datetime import UTC, datetime, timedelta

from keliu.radar.rules.attribution import LASTS, Step, Trail, first_touch, last_touch

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
LI, WANG = 1, 2  # cards


def step(days: float, card: int = LI, share: int | None = None) -> Step:
    return Step(NOW - timedelta(days=days), card, card * 10, share)


def test_the_page_wins_and_its_forward_with_it() -> None:
    trail = [Trail(step(9), step(1, WANG, share=5))]
    assert last_touch(step(0, LI, share=7), trail, NOW) == step(0, LI, share=7)
    assert last_touch(step(0), trail, NOW) == step(0)  # the forward was of another card


def test_a_recent_forward_of_the_same_card_is_remembered() -> None:
    trail = [Trail(step(20), step(3, share=5))]
    assert last_touch(step(0), trail, NOW) == step(0, share=5)
    old = [Trail(step(60), step(LASTS.days + 1, share=5))]
    assert last_touch(step(0), old, NOW) == step(0)


def test_without_a_page_the_last_touch_counts_for_thirty_days() -> None:
    near, far = Trail(step(40), step(2, WANG, share=5)), Trail(step(50), step(9))
    assert last_touch(None, [far, near], NOW) == step(2, WANG, share=5)
    assert last_touch(None, [Trail(step(60), step(31))], NOW) is None
    assert last_touch(None, [], NOW) is None


def test_first_is_the_earliest_of_all_that_is_known() -> None:
    trail = [Trail(step(9, share=3), step(1)), Trail(step(4, WANG), step(2, WANG))]
    assert first_touch(step(0), trail) == step(9, share=3)
    assert first_touch(step(0), trail, came_by=step(30, WANG)) == step(30, WANG)
    assert first_touch(step(0), []) == step(0)
    assert first_touch(None, []) is None

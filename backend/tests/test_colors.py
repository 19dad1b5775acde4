"""Whatever colour a merchant chooses, text stays readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as any_

from keliu.kit import colors

COLOURS = any_.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_every_pair_that_text_uses_can_be_read(chosen: str) -> None:
    found = colors.palette(chosen)
    for theme, tokens in (("light", found.light), ("dark", found.dark)):
        painted = (tokens.accent, tokens.accent_deep)
        assert min(colors.contrast(one, tokens.on_accent) for one in painted) >= colors.LEAST
        grounds = (*colors.PAGES[theme], tokens.accent_soft)
        assert min(colors.contrast(tokens.accent_strong, one) for one in grounds) >= colors.LEAST
        page = colors.PAGES["dark"][1] if theme == "dark" else colors.WHITE
        assert colors.contrast(tokens.accent, page) >= colors.SEEN[theme]


@given(COLOURS)
def test_a_note_stands_for_every_change_and_for_nothing_else(chosen: str) -> None:
    found = colors.palette(chosen)
    assert ("fill_light" in found.notes) == (found.light.accent != found.color)
    assert ("text_dark" in found.notes) == (found.dark.accent_strong != found.color)
    assert ("ink_on_fill" in found.notes) == (found.light.on_accent == colors.INK)


@pytest.mark.parametrize(
    ("chosen", "notes"),
    [
        ("#1D4F8C", {"text_dark"}),  # a deep blue is fine by day and lightened as text by night
        ("#F08C1A", {"ink_on_fill", "text_light"}),  # white can not be read on orange
        ("#FFFFFF", {"fill_light", "ink_on_fill", "text_light"}),  # white on white is not seen
    ],
)
def test_what_becomes_of_some_colours(chosen: str, notes: set[str]) -> None:
    assert set(colors.palette(chosen).notes) == notes


def test_a_colour_that_works_stays_as_it_is() -> None:
    assert colors.palette("#7A4FBF").light.accent == "#7A4FBF"


@pytest.mark.parametrize("text", ["", "red", "#12", "#GGGGGG", "url(x)"])
def test_what_is_no_colour_counts_as_the_houses_own(text: str) -> None:
    assert colors.palette(text) == colors.palette(colors.HOUSE)

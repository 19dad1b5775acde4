"""The law of a card's face, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keliu.catalog import rules as cards
from keliu.catalog.rules import faces

BLANK = {
    **dict.fromkeys((*faces.TEXTS, *faces.SEALED), "字"),
    **dict.fromkeys(faces.PLACE, 1.0),
    **dict.fromkeys(faces.FILES, 7),
    **{name: ["一"] for name in faces.LISTS},
}


@given(st.sets(st.sampled_from(cards.HIDEABLE)))
def test_what_is_hidden_is_gone_and_nothing_else(hidden: set[str]) -> None:
    face = {**BLANK, "hidden": sorted(hidden)}
    shown = faces.visible(face)
    gone = {field for part in hidden for field in faces.PARTS.get(part, (part,))}
    for name in (*faces.TEXTS, *faces.SEALED, *faces.PLACE, *faces.FILES, "picture_ids", "tags",
                 "links", "product_ids"):  # fmt: skip
        assert bool(shown[name]) == (name not in gone), name


def test_every_part_that_can_be_hidden_is_a_field_of_the_face() -> None:
    for part in cards.HIDEABLE:
        assert set(faces.PARTS.get(part, (part,))) <= set(faces.SHOWN), part


@pytest.mark.parametrize(
    ("url", "sound"),
    [
        ("https://shop.example.com/a?b=1", True),
        ("http://shop.example.com", True),
        ("javascript:alert(1)", False),
        ("//shop.example.com", False),
        ("https://", False),
        ("https://localhost", False),
        ("data:text/html,x", False),
        ("https://a b.example.com", False),
        ("http://[", False),
    ],
)
def test_links_lead_to_pages_of_the_web_only(url: str, sound: bool) -> None:
    assert faces.sound_link(url) is sound


@pytest.mark.parametrize(
    ("tags", "word"),
    [(["新鲜"] * 13, "最多 12 个"), (["一二三四五六七八九十一二三"], "太长"), ([" "], "空的")],
)
def test_tags_are_few_and_short(tags: list[str], word: str) -> None:
    assert word in faces.tag_problem(tags)
    assert faces.tag_problem(tags[:1] if len(tags) > 1 else ["新鲜"]) == ""


def test_a_place_is_two_numbers_on_earth() -> None:
    assert faces.place_problem(None, None) == ""
    assert faces.place_problem(31.2, 121.5) == ""
    assert "两个数" in faces.place_problem(31.2, None)
    assert "位置不对" in faces.place_problem(91, 0)


def test_differences_are_named_in_one_order() -> None:
    after = {**BLANK, "tags": [], "name": "新"}
    assert faces.changed(BLANK, after) == ["name", "tags"]
    assert faces.changed(BLANK, dict(BLANK)) == []

"""Found by sound, by first letters and by the end of a number, with the found part marked."""

import pytest
from playwright.sync_api import expect

import people
from conftest import House, Windows, picture
from people import Api


@pytest.fixture(scope="module")
def customer(house: House) -> dict[str, str]:
    """Somebody with a name nobody else has, and the first letters of it."""
    name, phone = people.fresh("慕容"), people.fresh_phone()
    letters = "mr" + "".join(people.GIVEN[one] for one in name[2:])
    row = Api(house, "sales").post("/customers", name=name, phone=phone, company="听雪楼茶业")
    return {"id": row["id"], "name": name, "letters": letters, "phone": phone}


def test_the_palette_finds_by_sound_and_letters(
    house: House, windows: Windows, customer: dict[str, str]
) -> None:
    name, page = customer["name"], people.desk(house, windows, "sales", "/radar")
    for words in ("murong", customer["phone"][-4:], customer["letters"]):
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.keyboard.press("Control+k")
        box = page.get_by_role("combobox", name="搜索与命令")
        box.fill(words)
        hit = page.get_by_role("option").filter(has_text=name)
        expect(hit.locator("mark").first).to_be_visible()
        if words != customer["letters"]:
            page.keyboard.press("Escape")
            expect(box).to_be_hidden()
            continue
        expect(hit.locator("mark").first).to_have_text(name)
        picture(page, "search-desktop")
        hit.click()
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        assert customer["id"] in page.url


def test_the_phone_finds_the_same(house: House, windows: Windows, customer: dict[str, str]) -> None:
    name, page = customer["name"], people.phone(house, windows, "sales", "people/search")
    box = page.locator(".k-search input")
    for words in ("murong", customer["letters"], name):
        box.fill(words)
        expect(page.locator(".mt-hit").first).to_be_visible()
        expect(page.get_by_role("button").filter(has_text=name).first).to_be_visible()
    picture(page, "search-phone")
    page.get_by_role("button").filter(has_text=name).first.click()
    page.wait_for_url(lambda url: customer["id"] in url)

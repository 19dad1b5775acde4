"""Every page of the console opens for the owner, in light and dark, without an error on it."""

import pytest
from playwright.sync_api import expect

import people
from conftest import DESKTOP, SHOTS, House, Windows

FEWEST_PAGES = 14


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_of_the_menu_opens(house: House, windows: Windows, dark: bool) -> None:
    page = windows.open(DESKTOP, dark=dark).page
    refused: list[str] = []
    page.on("response", lambda a: refused.append(a.url) if a.status >= 500 else None)
    people.sign_in_desk(page, house, "owner")
    links = page.locator("nav a[href], aside a[href]").all()
    routes = sorted({str(link.get_attribute("href")).partition("#")[2] for link in links} - {""})
    assert len(routes) >= FEWEST_PAGES, routes
    for route in routes:
        page.goto(house.url(f"/console/#{route}"))
        expect(page.locator("h1").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("button", name="再试一次")).to_have_count(0)
        name = route.strip("/").replace("/", "-")
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(SHOTS / f"console-{name}-{'dark' if dark else 'light'}.png"))
    assert refused == []

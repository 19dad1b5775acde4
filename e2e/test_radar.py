"""A card, its poster, two forwards; and what the shop sees of it: feed, portrait, graph, wall."""

import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import FrameLocator, Page, expect

import people
from conftest import House, Windows, picture
from people import Api

INTRO = "二十年只挑当季的水果"
WIDE = {"width": 1600, "height": 900}
UNCLE, SISTER, CHEN = "李叔", "王姐", "小陈"


def test_a_card_travels_and_the_shop_sees_how(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    """小李 publishes; 李叔's poster is scanned by 王姐, who sends the card on to 小陈."""
    seller = Api(house, "sales")
    makes_the_card(house, windows, seller)
    feed = people.phone(house, windows, "sales", "radar/index")
    expect(feed.get_by_text("实时", exact=True)).to_be_visible()
    desk = people.desk(house, windows, "sales", "/radar")

    first, second, third = (windows.phone().page for _ in range(3))
    web = people.scan(first, house, "u2", people.save_code(house, seller, tmp_path))
    looks_and_agrees(first, web)
    picture(first, "card-made-phone")
    poster = draws_a_poster(first, web, house, tmp_path)

    web = people.scan(second, house, "u4", poster)
    looks_and_agrees(second, web)
    forwards(second, "u3")
    third.goto(house.box("u3"))
    third.locator("[data-chat=u4]").click()
    third.locator(".link-card[data-link]").last.click()
    looks_and_agrees(third, third.frame_locator(".web iframe"))

    for page in (feed, desk):
        for name in (SISTER, CHEN):
            expect(page.get_by_text(name).first).to_be_visible()
    picture(feed, "radar-people-phone")
    picture(desk, "radar-people-desktop")
    customers = {name: known(seller, name) for name in (UNCLE, SISTER, CHEN)}
    the_way_is_known(seller, customers)
    the_portrait_tells(desk, house, customers[CHEN])
    the_graph_shows(desk, house, windows)


def makes_the_card(house: House, windows: Windows, seller: Api) -> None:
    """Written on the phone, published, and what visitors see is the new edition."""
    card = seller.get("/cards?staff=me")["items"][0]
    page = people.phone(house, windows, "sales", f"mine/card-edit?id={card['id']}")
    page.locator("#intro textarea").fill(INTRO)
    picture(page, "card-edit-phone")
    page.locator("#save-publish").tap()
    people.until(lambda: seller.get(f"/cards/{card['id']}")["intro"] == INTRO)
    the_owner_passes(Api(house, "owner"), card["id"])
    code = seller.get(f"/cards/{card['id']}/codes")["items"][0]["code"]
    people.until(lambda: INTRO in str(seller.get(f"/visitor/card?code={code}")))


def the_owner_passes(owner: Api, card: str) -> None:
    """小李 has not used the mini program lately, so WeChat does not check; a person does."""

    def waiting() -> list[str]:
        rows = owner.get("/content-reviews")["items"]
        return [
            one["id"] for one in rows if one["record"]["id"] == card and one["state"] == "waiting"
        ]

    people.until(waiting)
    for one in waiting():
        owner.post(f"/content-reviews/{one}/pass")


def looks_and_agrees(page: Page, web: FrameLocator) -> None:
    """The card is there for everybody; who has not been asked is asked."""
    expect(web.get_by_text("小李").first).to_be_visible()
    if people.comes_by_itself(web, "想多认识你一点"):
        people.agree(page, web)
    expect(web.locator("[data-act=poster]").first).to_be_visible()
    page.wait_for_timeout(2000)  # what can be sent on is made ready in the person's name


def draws_a_poster(page: Page, web: FrameLocator, house: House, folder: Path) -> Path:
    """The visitor's own poster, as a picture that somebody else can scan."""
    web.locator("[data-act=poster]").first.tap()
    shown = web.locator("[data-poster] img").first
    expect(web.locator("[data-act=save-poster]:not(.off)")).to_be_visible()
    picture(page, "poster-phone")
    address = str(shown.get_attribute("src"))
    file = folder / "poster.png"
    path = address[address.index("/files/") :]
    with urllib.request.urlopen(house.url(path)) as drawn:
        file.write_bytes(drawn.read())
    return file


def forwards(page: Page, to: str) -> None:
    """By WeChat's own menu."""
    page.locator("[data-act=more]").click()
    page.locator("[data-act=forward]").click()
    page.locator(f"[data-page=forward] [data-contact={to}]").click()
    page.locator("[data-act=send]").click()


def known(seller: Api, name: str) -> str:
    """The customer that came of it, as soon as there is one."""
    found: list[str] = []

    def there() -> bool:
        rows = seller.get(f"/customers/search?q={quote(name)}")["items"]
        found[:] = [row["id"] for row in rows if row["name"] == name]
        return bool(found)

    people.until(there)
    return found[0]


def the_way_is_known(seller: Api, customers: dict[str, str]) -> None:
    """From the seller by 李叔's poster to 王姐, and by her forward to 小陈."""

    def way() -> list[str]:
        steps: list[dict[str, Any]] = seller.get(f"/spread/customers/{customers[CHEN]}")["steps"]
        return [step["name"] for step in steps]

    people.until(lambda: way()[-1:] == [CHEN] and SISTER in way() and UNCLE in way())
    assert way().index(UNCLE) < way().index(SISTER) < way().index(CHEN)


def the_portrait_tells(desk: Page, house: House, customer: str) -> None:
    """Score with reasons, visits, and how the person came."""
    desk.goto(house.url(f"/console/#/customers/{customer}?tab=portrait"))
    expect(desk.locator(".portrait .part").first).to_be_visible()
    expect(desk.get_by_text("画像").first).to_be_visible()
    picture(desk, "portrait-desktop")


def the_graph_shows(desk: Page, house: House, windows: Windows) -> None:
    desk.goto(house.url("/console/#/spread"))
    expect(desk.locator("canvas").first).to_be_visible()
    expect(desk.get_by_text(UNCLE).first).to_be_visible()
    desk.wait_for_timeout(800)  # the tree grows into its place
    picture(desk, "spread-desktop")
    page = people.phone(house, windows, "sales", "spread/index")
    expect(page.get_by_text(UNCLE).first).to_be_visible()
    picture(page, "spread-phone")


def test_the_owner_looks_over_all(house: House, windows: Windows) -> None:
    """BOSS radar with its ranking, the wall for a big screen, and how the customers are made up."""
    owner = Api(house, "owner")
    page = people.desk(house, windows, "owner", "/boss")
    best = owner.get("/boss/wall")["ranks"]
    expect(page.locator("table").first).to_be_visible()
    expect(page.get_by_role("img").first).to_be_visible()
    picture(page, "boss-desktop")
    page.goto(house.url("/console/#/wall"))
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a plain dict of two numbers
    expect(page.locator(".wall [role=status].live")).to_be_visible()
    expect(page.locator(".wall main")).to_be_visible()
    assert best
    picture(page, "wall-desktop")
    page = people.desk(house, windows, "owner", "/structure")
    expect(page.locator("main h2, main h3").first).to_be_visible()
    picture(page, "structure-desktop")
    page = people.phone(house, windows, "owner", "boss/index")
    expect(page.locator("[data-staff], .row").first).to_be_visible()
    picture(page, "boss-phone")

"""A deal goes across the board; stages ask for what they need, and the figures follow."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

import people
from conftest import House, Windows, picture
from people import Api

AMOUNT_FEN = 1_234_500


def test_stages_ask_for_what_they_need_and_the_day_counts_the_money(
    house: House, windows: Windows
) -> None:
    boss = Api(house, "owner")
    line = next(one for one in boss.get("/pipelines")["items"] if one["name"] == "华南大客户")
    customer = boss.get("/customers?limit=1")["items"][0]["id"]
    title = people.fresh("年会用茶")
    deal = boss.post(
        "/opportunities", customer_id=customer, title=title, pipeline_id=line["id"],
        amount_fen=AMOUNT_FEN,
    )  # fmt: skip
    part = {"name": "大红袍", "unit": "罐", "quantity": 1, "price_fen": AMOUNT_FEN}
    boss.call(
        "PUT", f"/opportunities/{deal['id']}/lines", {"lines": [part], "version": deal["version"]}
    )
    page = people.desk(house, windows, "owner", "/today")
    before = won_today(page)

    page.goto(house.url(f"/console/#/opportunities/board?pipeline={line['id']}&q={title}"))
    card = page.locator(".card", has_text=title)
    expect(card).to_be_visible()
    drag(page, card, page.get_by_role("region", name="试用"))
    the_stage_asks(page, "预计成交")
    expect(page.get_by_role("region", name="试用").locator(".card", has_text=title)).to_be_visible()
    assert boss.get(f"/opportunities/{deal['id']}")["stage"]["name"] == "试用"

    drag(page, card, page.get_by_role("region", name="赢单"))
    dialog = page.get_by_role("dialog")
    dialog.locator(".usual button").first.click()
    dialog.locator("textarea").last.fill("试用满意,当场定下")
    picture(page, "win-desktop")
    dialog.get_by_role("button", name="赢单").click()
    expect(page.get_by_text("已赢单")).to_be_visible()

    page.goto(house.url("/console/#/today"))
    expect(won(page)).to_have_text(re.compile(f"{(before + AMOUNT_FEN) // 100:,}"))
    after = boss.get(f"/opportunities/{deal['id']}")
    assert (after["state"], after["expected_on"]) == ("won", tomorrow())
    picture(page, "today-desktop")


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


def won(page: Page) -> Locator:
    name = page.get_by_text("赢单金额", exact=True)
    return page.get_by_role("link").filter(has=name).locator("b")


def won_today(page: Page) -> int:
    """What home says today has brought, in fen."""
    expect(won(page)).to_be_visible()
    return round(float(re.sub(r"[^\d.]", "", won(page).inner_text())) * 100)


def the_stage_asks(page: Page, what: str) -> None:
    """Nothing moves until the date is there."""
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("这个阶段要先填这些")).to_be_visible()
    picture(page, "board-required-desktop")
    dialog.get_by_label(what).fill(tomorrow())
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="填好并移动").click()
    expect(dialog).to_have_count(0)


def drag(page: Page, card: Locator, lane: Locator) -> None:
    """A hand on the mouse: press, wander over, let go."""
    lane.scroll_into_view_if_needed()
    start, end = card.bounding_box(), lane.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 40, start["y"] + 40)
    page.mouse.down()
    page.mouse.move(start["x"] + 70, start["y"] + 50, steps=5)
    page.mouse.move(end["x"] + 90, end["y"] + 110, steps=12)
    expect(lane.locator(".ghost")).to_have_count(1)
    page.mouse.up()

"""A shop with members: a top-up at the counter, and the card on the customer's own phone."""

from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, expect

import people
from conftest import House, Windows, picture
from people import Api
from test_trade import comes_in, pays

PAY_FEN = 5_000


def test_money_taken_at_the_counter_is_on_the_card(house: House, windows: Windows) -> None:
    boss = Api(house, "owner")
    page = people.desk(house, windows, "owner", "/members")
    expect(page.locator("tbody tr").first).to_be_visible()
    picture(page, "members-desktop")
    member = boss.get("/members?state=active&sort=-points")["items"][0]

    page.goto(house.url(f"/console/#/members/{member['id']}"))
    page.get_by_role("button", name="充值").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("其他金额").click()
    dialog.locator("input[inputmode=decimal]").fill(f"{PAY_FEN / 100}")
    dialog.get_by_role("button", name="充值").click()
    expect(page.get_by_text("已到账")).to_be_visible()
    after = boss.get(f"/members/{member['id']}")
    assert after["balance_fen"] == member["balance_fen"] + PAY_FEN
    entry = boss.get(f"/members/{member['id']}/entries?account=balance")["items"][0]
    assert (entry["kind"], entry["after"]) == ("top_up", after["balance_fen"])


def test_a_colleague_finds_a_member_by_number(house: House, windows: Windows) -> None:
    member = Api(house, "owner").get("/members?state=active")["items"][0]
    page = people.phone(house, windows, "owner", "members/list")
    page.locator("input").first.fill(member["code"])
    page.locator(f"[data-member='{member['id']}']").tap()
    expect(page.locator("[data-act=top-up]")).to_be_visible()


def test_a_customer_joins_checks_in_and_pays_in(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    owner = Api(house, "owner")
    page = windows.phone().page
    web = people.scan(page, house, "u3", people.save_code(house, Api(house, "sales"), tmp_path))
    comes_in(page, web)
    web.locator("[data-act=enter-shop]").click()
    web.locator("[data-tab=mine]").click()
    web.locator("[data-act=member]").click()
    taps_if_there(web, "join", web.locator("[data-act=show-code]"))
    taps_if_there(web, "check-in", web.get_by_text("今天已签到"))
    number = web.locator("[data-act=show-code] .num").inner_text().replace(" ", "")
    web.locator("[data-plan]").first.click()
    pays(page)
    expect(web.locator("[data-result=paid]")).to_be_visible()

    member = owner.get(f"/members/lookup?code={number}")
    entry = owner.get(f"/members/{member['id']}/entries?account=balance")["items"][0]
    assert (entry["kind"], entry["after"]) == ("top_up", member["balance_fen"])
    assert member["balance_fen"] > member["gift_fen"] > 0
    page.get_by_role("button", name="返回").first.click()
    shown = web.locator("[data-account=balance]")
    expect(shown).to_contain_text(f"{member['balance_fen'] / 100:,.2f}")
    expect(web.get_by_text("今天已签到")).to_be_visible()
    web.locator("[data-act=show-code]").click()
    picture(page, "member-phone")


def taps_if_there(web: FrameLocator, act: str, after: Locator) -> None:
    """Do it unless this person has done it already; `after` shows that it is done."""
    button = web.locator(f"[data-act={act}]")
    expect(button.or_(after).first).to_be_visible()
    if button.is_visible():
        button.click()
    expect(after).to_be_visible()

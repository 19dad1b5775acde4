"""The till: a code the customer scans, cash, a part given back, the end of the day, the bill."""

import base64
from typing import Any

from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api
from test_phone_apps import scan


def test_a_code_at_the_till_and_a_part_back(house: House, windows: Windows) -> None:
    boss = Api(house, "owner")
    page = people.desk(house, windows, "owner", "/cashier")
    amount(page, "128")
    page.get_by_role("button", name="收款", exact=True).click()
    expect(page.get_by_alt_text("付款二维码")).to_be_visible()
    picture(page, "till-desktop")
    order = newest(boss)
    customer_pays(house, windows, page)
    expect(page.get_by_text("收款成功")).to_be_visible()
    assert newest(boss)["state"] == "done"

    page.get_by_role("link", name="看这笔订单").click()
    page.get_by_role("button", name="退款").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[inputmode=decimal]").fill("28")
    dialog.get_by_role("button", name="退 ¥28.00").click()
    expect(page.get_by_text("已退款", exact=True)).to_be_visible(timeout=15_000)
    assert boss.get(f"/orders/{order['id']}")["refunded_fen"] == 2800


def test_cash_and_the_drawer(house: House, windows: Windows) -> None:
    boss = Api(house, "owner")
    page = people.desk(house, windows, "owner", "/cashier")
    amount(page, "36.5")
    page.get_by_role("button", name="收款", exact=True).click()
    page.get_by_text("现金", exact=True).click()
    page.locator("input[inputmode=decimal]").fill("50")
    expect(page.get_by_text("找零 ¥13.50")).to_be_visible()
    page.get_by_role("button", name="现金已收到").click()
    expect(page.get_by_text("收款成功")).to_be_visible()

    expected = boss.get("/day-close")["cash_fen"]
    page.goto(house.url("/console/#/day-close"))
    page.locator("input[inputmode=decimal]").fill(f"{expected / 100}")
    expect(page.get_by_text("正好对上")).to_be_visible()
    page.get_by_role("button", name="记下日结").click()
    expect(page.get_by_text("日结已记下")).to_be_visible()


def test_the_bills_of_the_last_days(house: House, windows: Windows) -> None:
    boss = Api(house, "owner")
    # Seven days; WeChat Pay has yesterday's bill from ten in the morning on.
    people.until(lambda: len(boss.get("/bills")["items"]) >= 6, 60)
    page = people.desk(house, windows, "owner", "/bills")
    expect(page.get_by_text("处要核实").first).to_be_visible()
    picture(page, "bills-desktop")
    row: dict[str, Any] = next(one for one in boss.get("/bills")["items"] if one["open"])
    page.get_by_role("button", name=row["day"]).click()
    expect(page.get_by_text("这里记了收款,微信账单里没有")).to_be_visible()


def customer_pays(house: House, windows: Windows, till: Page) -> None:
    """张阿姨 scans the code on the screen and pays in her WeChat."""
    shown = till.get_by_alt_text("付款二维码").get_attribute("src") or ""
    phone = windows.phone().page
    phone.goto(house.box("u1"))
    scan(phone, base64.b64decode(shown.partition(",")[2]))
    sheet = phone.locator("[data-sheet=pay]")
    expect(sheet).to_be_visible()
    sheet.locator("[data-act=pay]").tap()
    phone.locator("[data-act=paid]").tap()


def amount(page: Page, yuan: str) -> None:
    page.locator("input[inputmode=decimal]").fill(yuan)


def newest(boss: Api) -> dict[str, Any]:
    found: dict[str, Any] = boss.get("/orders?limit=1")["items"][0]
    return found

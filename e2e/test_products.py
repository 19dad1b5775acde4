"""A product with options: made on the desk, counted, seen in the shop, changed on the phone."""

from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api

NAME = "手冲壶"


def test_a_product_with_options(house: House, windows: Windows) -> None:
    boss = Api(house, "owner")
    name = people.fresh(NAME)
    page = people.desk(house, windows, "owner", "/products/new")
    page.get_by_label("名称", exact=True).fill(name)
    options(page)
    picture(page, "product-specs-desktop")
    page.get_by_role("button", name="保存", exact=True).click()
    people.until(lambda: boss.get(f"/products?q={name}")["items"])
    row = boss.get(f"/products?q={name}")["items"][0]
    assert (row["price_fen"], row["price_to_fen"], row["sku_count"], row["stock"]) == (
        12800, 15800, 4, 36,
    )  # fmt: skip
    counted(page, boss, row["id"])
    on_the_phone(people.phone(house, windows, "owner", f"goods/detail?id={row['id']}"))
    people.until(lambda: boss.get(f"/products/{row['id']}")["state"] == "off")
    boss.call("DELETE", f"/products/{row['id']}")


def options(page: Page) -> None:
    """Two colours, two sizes; a column filled at once, and one price of its own."""
    for at, (spec, values) in enumerate((("颜色", "雾白 墨绿"), ("容量", "350毫升 600毫升"))):
        page.get_by_role("button", name="有多种规格" if at == 0 else "再加一种规格").click()
        line = page.locator(".spec").nth(at)
        line.get_by_label("规格名,如 颜色").fill(spec)
        adding = line.get_by_label("加规格值,回车确认")
        adding.fill(values)
        adding.press("Enter")
    expect(page.locator("table.many tbody tr")).to_have_count(4)
    fill = page.locator("tr.fill input")
    fill.nth(0).fill("128")
    fill.nth(2).fill("9")
    page.get_by_role("button", name="填到每一行").click()
    page.locator("table.many tbody tr").nth(3).locator("input").first.fill("158")
    title = page.get_by_role("heading", name="规格、价格和库存")
    title.evaluate("element => element.scrollIntoView({ block: 'start' })")


def counted(page: Page, boss: Api, product: str) -> None:
    """Two were broken: said so, and noted."""
    page.get_by_role("button", name="库存", exact=True).click()
    page.get_by_role("button", name="盘点更正").click()
    page.locator("aside.side tbody input").first.fill("7")
    page.get_by_label("为什么要改").fill("坏了两个")
    page.get_by_role("button", name="保存盘点").click()
    people.until(lambda: boss.get(f"/products/{product}")["skus"][0]["stock"] == 7)
    expect(page.locator("aside.side").get_by_text("坏了两个")).to_be_visible()


def on_the_phone(page: Page) -> None:
    """Off the shelf with one tap."""
    expect(page.get_by_text("雾白 · 350毫升").first).to_be_visible()
    picture(page, "product-stock-phone")
    page.get_by_role("switch").click()
    expect(page.get_by_text("已下架,客人看不到了")).to_be_visible()

"""Many at once: one field of everybody found, in the background, and all of it taken back."""

from playwright.sync_api import expect

import people
from conftest import House, Windows, picture
from people import Api


def test_many_are_changed_and_changed_back(house: House, windows: Windows) -> None:
    seller = Api(house, "sales")
    company = people.fresh("联合商行")
    made = [
        seller.post("/customers", name=people.fresh("曹"), company=company, level=level)
        for level in ("B", "C", "", "B")
    ]
    before = [seller.get(f"/customers/{row['id']}") for row in made]

    page = people.desk(house, windows, "sales", f"/customers?q={company}")
    expect(page.get_by_role("row").filter(has_text=company)).to_have_count(len(made))
    page.get_by_role("checkbox", name="全选已加载的").check()
    page.get_by_role("button", name="修改", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    people.choose(page, dialog.locator(".el-select").first, "级别")
    people.choose(page, dialog.locator(".el-select").nth(1), "A")
    picture(page, "bulk-edit-desktop")
    dialog.get_by_role("button", name="修改").click()
    tray = page.get_by_role("region", name="任务")
    expect(tray.get_by_text(f"完成 {len(made)}")).to_be_visible()
    picture(page, "bulk-done-desktop")
    assert {seller.get(f"/customers/{row['id']}")["level"] for row in made} == {"A"}

    tray.get_by_role("button", name="撤销").click()
    expect(tray.get_by_text("已撤销")).to_be_visible()
    after = [seller.get(f"/customers/{row['id']}") for row in made]
    assert [row["level"] for row in after] == [row["level"] for row in before]

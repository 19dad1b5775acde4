"""Who sees what, why, for how long, and what the log says about it."""

from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api

GONE_SECONDS = 1.0


def test_access_for_a_while_is_explained_and_taken_back(house: House, windows: Windows) -> None:
    boss, guest = Api(house, "owner"), people.hire(house, "秦", department="广州组")
    theirs, name = Api(house, guest), house.facts["logins"][guest]["name"]
    customer = boss.post("/customers", name=people.fresh("顾"), phone=people.fresh_phone())
    path = f"/customers/{customer['id']}"
    assert theirs.status(path) == 404

    colleague = people.desk(house, windows, guest, path)
    expect(colleague.get_by_text("为什么看不到").first).to_be_visible()
    page = people.desk(house, windows, "owner", path)
    open_menu(page, "临时授权")
    dialog = page.get_by_role("dialog")
    people.choose(page, dialog.locator(".el-select").first, name)
    picture(page, "share-desktop")
    dialog.get_by_role("button", name="授权", exact=True).click()
    expect(dialog.get_by_role("listitem").filter(has_text=name)).to_be_visible()

    colleague.reload()
    expect(colleague.get_by_role("heading", name=customer["name"], level=1)).to_be_visible()
    open_menu(colleague, "为什么看得到")
    why = colleague.get_by_role("dialog")
    expect(why.get_by_text("临时授权").first).to_be_visible()
    picture(colleague, "why-desktop")

    dialog.get_by_role("listitem").filter(has_text=name).get_by_role("button").click()
    people.confirm(page)
    expect(page.get_by_text("已收回", exact=True)).to_be_visible()
    people.until(lambda: theirs.status(path) == 404, GONE_SECONDS)
    expect(colleague.get_by_text("为什么看不到").first).to_be_visible()
    expect(colleague.get_by_role("main").get_by_text(customer["name"])).to_have_count(0)


def open_menu(page: Page, choice: str) -> None:
    page.get_by_role("button", name="权限", exact=True).click()
    page.get_by_role("menuitem", name=choice).click()


def test_the_log_tells_every_difference(house: House, windows: Windows) -> None:
    boss = Api(house, "owner")
    customer = boss.post("/customers", name=people.fresh("施"), company="旧招牌")
    page = people.desk(house, windows, "owner", f"/customers/{customer['id']}")
    expect(page.get_by_role("heading", name=customer["name"], level=1)).to_be_visible()
    page.keyboard.press("e")
    form = page.get_by_role("dialog")
    form.get_by_label("公司", exact=True).fill("新招牌")
    form.get_by_role("button", name="保存").click()
    expect(form).to_have_count(0)

    page.goto(house.url(f"/console/#/audit?q={customer['name']}"))
    line = page.get_by_role("row").filter(has_text="改客户")
    expect(line).to_contain_text("公司")
    line.get_by_role("cell").first.click()
    panel = page.get_by_role("complementary").or_(page.get_by_role("dialog")).last
    expect(panel.locator("del")).to_have_text("旧招牌")
    expect(panel.locator("ins")).to_have_text("新招牌")
    picture(page, "audit-desktop")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="检查有没有被改动").click()
    expect(page.get_by_text("行完好")).to_be_visible()
    entry = boss.get(f"/audit?object_id={customer['id']}&action=customer.update")["items"][0]
    assert [(one["field"], one["before"], one["after"]) for one in entry["changes"]] == [
        ("company", "旧招牌", "新招牌")
    ]

"""A colleague leaves: everything goes to two others, their pages close, and it can be undone."""

from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api

SIGNED_OUT_SECONDS = 1.0


def test_a_leaver_hands_over_and_is_signed_out_at_once(house: House, windows: Windows) -> None:
    boss = Api(house, "owner")
    leaver, first, second = (people.hire(house, word) for word in ("谷", "程", "文"))
    names = {who: house.facts["logins"][who]["name"] for who in (leaver, first, second)}
    theirs = Api(house, leaver)
    customers = [
        theirs.post("/customers", name=people.fresh("陈"), phone=people.fresh_phone())
        for _ in range(3)
    ]
    ids = [row["id"] for row in customers]
    deal = theirs.post("/opportunities", customer_id=ids[0], title="中秋团购", amount_fen=9_900)
    owners = {row: boss.get(f"/customers/{row}") for row in ids}

    watching = people.desk(house, windows, leaver, "/customers")
    expect(watching.get_by_text(customers[0]["name"]).first).to_be_visible()
    page = people.desk(house, windows, "owner", "/handover")
    who_leaves(page, names[leaver])
    what_goes(page)
    to_whom(page, names[first], names[second])
    check(page, names)
    with page.expect_response("**/handovers") as begun:
        page.get_by_role("button", name="开始交接").click()
    assert begun.value.ok
    people.until(lambda: theirs.status("/me") == 401, SIGNED_OUT_SECONDS + 4)
    expect(watching.locator("input[type=password]").first).to_be_visible()
    expect(page.get_by_role("heading", name="交接完成")).to_be_visible()
    expect(page.get_by_text(f"{names[first]}接手")).to_be_visible()
    picture(page, "handover-done-desktop")

    now = [boss.get(f"/customers/{row}")["owner"]["name"] for row in ids]
    assert sorted(now) == sorted([names[first], names[first], names[second]])
    moved = boss.get(f"/opportunities/{deal['id']}")
    assert moved["owner"]["name"] == boss.get(f"/customers/{ids[0]}")["owner"]["name"]
    assert moved["stage"] == deal["stage"]

    page.get_by_role("button", name="撤销交接").click()
    people.confirm(page)
    expect(page.get_by_role("heading", name="交接已撤销")).to_be_visible()
    for row in ids:
        after = boss.get(f"/customers/{row}")
        assert {**after, "version": 0} == {**owners[row], "version": 0}


def who_leaves(page: Page, name: str) -> None:
    """Choosing the person shows at once what they hold."""
    people.choose(page, page.locator(".el-select").first, name)
    expect(page.get_by_text(f"{name}名下有这些")).to_be_visible()
    for held in ("客户", "商机"):
        expect(page.get_by_role("listitem").filter(has_text=held).first).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="客户").first).to_contain_text("3")
    picture(page, "handover-scope-desktop")
    page.get_by_role("button", name="下一步").click()


def what_goes(page: Page) -> None:
    expect(page.locator("label.el-checkbox.is-checked").first).to_be_visible()
    page.get_by_role("button", name="下一步").click()


def to_whom(page: Page, first: str, second: str) -> None:
    """In turn to two colleagues."""
    page.locator(".el-radio", has_text="轮流分").click()
    people.choose(page, page.locator(".el-main .el-select, main .el-select").first, first, second)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="下一步").click()


def check(page: Page, names: dict[str, str]) -> None:
    """What each of them would get, and the account that ends."""
    leaver, first, second = names.values()
    for name in (first, second):
        expect(page.get_by_role("listitem").filter(has_text=name)).to_contain_text("客户 +")
    page.get_by_text(f"同时停用{leaver}的账号").click()
    picture(page, "handover-check-desktop")

"""Two colleagues reach for the same customer: one has them, the other is told who was faster."""

from playwright.sync_api import expect

import people
from conftest import House, Windows, picture
from people import Api


def test_one_claims_and_the_other_is_told_who(house: House, windows: Windows) -> None:
    boss, rival = Api(house, "owner"), people.hire(house, "白")
    pool = boss.get("/pools/mine")["items"][0]
    row = next(
        one for one in boss.get(f"/pools/{pool['id']}/customers?limit=30")["items"]
        if not one["waits"]
    )  # fmt: skip
    mine = Api(house, "sales")

    desk = people.desk(house, windows, "sales", f"/pools?tab={pool['id']}")
    line = desk.get_by_role("row").filter(has_text=row["name"]).first
    expect(line).to_be_visible()
    picture(desk, "pool-desktop")
    phone = people.phone(house, windows, rival, "pools/list")
    theirs = phone.locator(f"[data-customer='{row['id']}']")
    expect(theirs).to_be_visible()
    picture(phone, "pool-phone")

    line.get_by_role("button", name="领取").click()
    expect(desk.get_by_text(f"已领取{row['name']}")).to_be_visible()
    theirs.get_by_text("领取", exact=True).click()
    expect(phone.get_by_text("刚刚领走了这位客户").first).to_be_visible()
    expect(theirs).to_have_count(0)
    picture(phone, "pool-too-late-phone")

    customer = boss.get(f"/customers/{row['id']}")
    assert customer["owner"]["id"] == mine.me["id"]
    assert boss.get(f"/customers/{row['id']}/owners")["items"][0]["how"] == "claim"
    assert Api(house, rival).status(f"/customers/{row['id']}") == 404


def test_returned_with_a_reason_and_not_claimed_again_at_once(
    house: House, windows: Windows
) -> None:
    seller = Api(house, "sales")
    customer = seller.post("/customers", name=people.fresh("方"), phone=people.fresh_phone())
    page = people.desk(house, windows, "sales", f"/customers/{customer['id']}")
    page.get_by_role("button", name="退回公海").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("暂时没有需求", exact=True).click()
    picture(page, "pool-return-desktop")
    dialog.get_by_role("button", name="退回公海").click()
    expect(page.get_by_text(f"{customer['name']}已回到公海")).to_be_visible()
    assert seller.status(f"/customers/{customer['id']}") == 404
    page.goto(house.url("/console/#/pools"))
    page.get_by_role("tab", name="华东公海").click()
    line = page.get_by_role("row").filter(has_text=customer["name"])
    expect(line).to_contain_text("冷却期")
    expect(line.get_by_role("button", name="领取")).to_have_count(0)

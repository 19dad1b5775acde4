"""Two entries of one person become one, field by field, and two again."""

from playwright.sync_api import expect

import people
from conftest import House, Windows, picture
from people import Api


def test_two_become_one_and_two_again(house: House, windows: Windows) -> None:
    boss = Api(house, "owner")
    name = people.fresh("钟")
    kept = boss.post("/customers", name=name, phone=people.fresh_phone(), company="钟记茶庄")
    gone = boss.post("/customers", name=name, phone=people.fresh_phone(), company="钟记茶业公司")
    deal = boss.post("/opportunities", customer_id=gone["id"], title="秋茶", amount_fen=100_000)
    boss.post("/interactions", customer_id=gone["id"], text="想看秋茶的样", way="note")
    before = [boss.get(f"/customers/{row['id']}") for row in (kept, gone)]

    page = people.desk(house, windows, "owner", "/duplicates")
    expect(page.locator("[data-pair]").first).to_be_visible()
    picture(page, "duplicates-desktop")
    page.goto(house.url(f"/console/#/duplicates/merge?ids={kept['id']},{gone['id']}"))
    company = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="公司"))
    company.get_by_label("钟记茶业公司").check()
    expect(company.locator("td.result")).to_contain_text("钟记茶业公司")
    moves = page.get_by_role("complementary")
    expect(moves.get_by_role("listitem").filter(has_text="商机")).to_contain_text("1")
    picture(page, "merge-desktop")
    page.get_by_role("button", name="合并成一位").click()
    expect(page.get_by_role("heading", name=f"已合并到 {name}")).to_be_visible()

    one = boss.get(f"/customers/{kept['id']}")
    assert one["company"] == "钟记茶业公司"
    assert boss.get(f"/opportunities/{deal['id']}")["customer"]["id"] == kept["id"]
    timeline = boss.get(f"/customers/{kept['id']}/timeline")["items"]
    assert any("想看秋茶的样" in str(entry) for entry in timeline)

    page.get_by_role("button", name="撤销合并").click()
    expect(page.get_by_role("heading", name="已撤销,各位客户都回来了")).to_be_visible()
    assert [boss.get(f"/customers/{row['id']}") for row in (kept, gone)] == before
    assert boss.get(f"/opportunities/{deal['id']}")["customer"]["id"] == gone["id"]
    page.goto(house.url(f"/console/#/customers/{gone['id']}"))
    expect(page.get_by_text("想看秋茶的样").first).to_be_visible()

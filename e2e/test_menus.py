"""The menu below an official account's chat: written, refused, published, taken back; followers."""

from playwright.sync_api import expect

import people
from conftest import House, Windows, picture
from people import Api


def test_a_menu_is_written_published_and_taken_back(house: House, windows: Windows) -> None:
    boss = Api(house, "owner")
    place = f"/wechat/menus/{boss.get('/wechat/menus')['items'][0]['id']}"
    before = boss.get(place)["content"]
    page = people.desk(house, windows, "owner", "/wechat/menus")
    phone = page.locator("[data-test=menu-phone]").first
    phone.locator("footer button", has=page.locator("i")).first.click()
    phone.locator(".pop button").first.click()
    picture(page, "wechat-menu-desktop")

    phone.locator("footer button").last.click()
    name = page.locator("[data-test=menu-button] input").first
    name.fill("名字实在太长了")
    expect(page.get_by_text("太长了:用了 21 字节,最多 16 字节")).to_be_visible()
    expect(page.locator("[data-test=menu-publish]")).to_be_disabled()
    said = people.fresh("找")
    name.fill(said)
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    page.get_by_role("button", name="和线上比一比").click()
    compared = page.locator("[data-test=menu-compare]")
    expect(compared).to_contain_text(f"→ {said}")
    page.get_by_role("button", name="关闭", exact=True).last.click()
    page.locator("[data-test=menu-publish]").click()
    expect(page.locator("[data-test=menu-result]")).to_contain_text("已发布")
    assert boss.post(f"{place}/compare")["differences"] == []

    page.get_by_role("button", name="发布记录").click()
    page.locator("[data-test=menu-history] li").nth(1).get_by_text("恢复成草稿").click()
    expect(page.locator("[data-test=menu-state]")).to_contain_text("有改动没发布")
    assert boss.get(place)["content"] == before
    page.locator("[data-test=menu-publish]").click()
    expect(page.locator("[data-test=menu-state]")).to_contain_text("已发布")


def test_followers_are_fetched_and_named(house: House, windows: Windows) -> None:
    boss = Api(house, "owner")
    page = people.desk(house, windows, "owner", "/wechat/followers")
    page.locator("[data-test=followers-sync]").click()
    rows = page.locator("tbody tr")
    expect(rows.first).to_be_visible()
    row = boss.get("/wechat/followers?sort=-id")["items"][0]
    remark = people.fresh("批发")
    named = row["remark"] or (row["customer"] or {}).get("name") or row["openid_masked"]
    page.get_by_role("row").filter(has_text=named).first.click()
    page.locator("[data-test=follower-remark]").or_(
        page.get_by_placeholder("例如 批发李姐")
    ).last.fill(remark)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("row").filter(has_text=remark)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("同步过")).to_be_visible()
    picture(page, "wechat-followers-desktop")
    assert remark in [one["remark"] for one in boss.get("/wechat/followers")["items"]]

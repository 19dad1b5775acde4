"""A merchant's own account, from the connection to the mini program, with WeChat in a box."""

import base64
import secrets
from typing import Any

from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api
from test_phone_apps import admin, agree, fetched, scan

FAN = "u6"


def test_an_account_is_connected_and_hears(house: House, windows: Windows) -> None:
    """Three things copied from WeChat, three pasted into it, one check, and the first push."""
    made = in_wechat(house)
    page = people.desk(house, windows, "owner", "/wechat/accounts/new")
    page.get_by_label("名称").fill(made["name"])
    page.get_by_label("AppID").fill(made["appid"])
    page.get_by_label("AppSecret").fill(made["secret"])
    page.get_by_label("原始 ID").fill(made["original_id"])
    page.get_by_role("button", name="下一步").click()
    url, token, aes_key = (page.locator("dd code").nth(at) for at in range(3))
    expect(url).to_contain_text("/wx/push/")
    picture(page, "wechat-connect-desktop")
    pasted = {"url": url.inner_text(), "token": token.inner_text(), "aes_key": aes_key.inner_text()}
    admin(house, "POST", "/box/apps", {**made, "push": {**pasted, "mode": "safe", "format": "xml"}})
    admin(house, "POST", f"/box/apps/{made['appid']}/verify", {})
    page.get_by_role("button", name="都填好了,检查一下").click()
    expect(page.get_by_text("都好了。用自己的微信给它发一句话")).to_be_visible()
    page.get_by_role("link", name="去账号页").click()
    expect(page.get_by_role("heading", name=made["name"])).to_be_visible()
    told = admin(house, "POST", f"/box/users/{FAN}/follow", {"appid": made["appid"]})
    assert [one["status"] for one in told["delivered"]] == [200]
    page.reload()
    expect(page.get_by_text("关注", exact=True).first).to_be_visible()
    picture(page, "wechat-account-desktop")


def in_wechat(house: House) -> dict[str, Any]:
    """A service account that exists at WeChat, and nobody follows yet."""
    return {
        "appid": f"wx{secrets.token_hex(8)}",
        "secret": secrets.token_hex(16),
        "original_id": f"gh_{secrets.token_hex(6)}",
        "kind": "oa",
        "type": "service",
        "verified": True,
        "name": people.fresh("云岭茶"),
        "subject": "cloud-tea",
        "redirect_domains": ["localhost"],
        "followers": [],
    } | {"templates": []}


def test_menu_reply_template_and_code(house: House, windows: Windows) -> None:
    """Publish a menu, follow, ask, get a template message, scan a code, open the mini program."""
    card, code = card_of_the_seller(house)
    customer = known_customer(house, windows, code)
    desk = people.desk(house, windows, "owner", "/wechat/menus")
    button = people.fresh("名片")
    publish(desk, house, button, f"pages/card/index?c={code['code']}")
    phone = windows.phone().page
    phone.goto(house.box(FAN))
    follows_and_asks(phone, house)
    is_told_by_a_template(desk, phone, house, customer)
    scans_a_scene_code(desk, phone, house)
    phone.locator(f"[data-button={button}]").tap()
    inside = phone.frame_locator(".mini iframe")
    expect(inside.get_by_text(card["name"], exact=True).first).to_be_visible()
    picture(phone, "wechat-mini-phone")


def card_of_the_seller(house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    seller = Api(house, "sales")
    card = seller.get("/cards?staff=me")["items"][0]
    return card, seller.get(f"/cards/{card['id']}/codes")["items"][0]


def known_customer(house: House, windows: Windows, code: dict[str, Any]) -> str:
    """The fan agrees on a page of the account, and is a customer from then on."""
    page = windows.phone().page
    page.goto(house.box(FAN))
    scan(page, fetched(house.url(code["png_url"])))
    web = page.frame_locator(".web iframe")
    agree(web)
    web.get_by_role("button", name="允许").click()
    expect(web.get_by_text("想多认识你一点")).to_be_hidden()
    (newest,) = Api(house, "owner").get("/customers?sort=-created_at&limit=1")["items"]
    return str(newest["id"])


def publish(page: Page, house: House, name: str, path: str) -> None:
    """In the place of the last button one that opens the mini program."""
    page.locator("[data-test=menu-phone] footer button").last.click()
    page.get_by_role("button", name="删掉", exact=True).click()
    page.locator("[data-test=menu-add]").click()
    page.locator("[data-test=menu-name]").fill(name)
    people.choose(page, page.locator("[data-test=menu-kind]"), "打开小程序")
    page.locator("[data-test=menu-appid]").fill(house.facts["wechat"]["mini_program"]["appid"])
    page.locator("[data-test=menu-pagepath]").fill(path)
    page.locator("[data-test=menu-url]").fill(house.url("/m/"))
    page.locator("[data-test=menu-publish]").click()
    expect(page.locator("[data-test=menu-result]")).to_contain_text("已发布")


def follows_and_asks(page: Page, house: House) -> None:
    """The welcome, and 请问价格多少 finds the rule of 价格."""
    appid = house.facts["wechat"]["official_account"]["appid"]
    admin(house, "POST", f"/box/users/{FAN}/unfollow", {"appid": appid})
    page.reload()
    page.get_by_role("tab", name="通讯录").tap()
    page.locator("[data-act=accounts]").tap()
    page.locator(f"[data-account={appid}]").last.tap()
    page.locator("[data-page=account] [data-act=follow]").tap()
    expect(page.locator("[data-page=talk]")).to_contain_text("您好,这里是远航集团")
    page.locator("[data-act=keyboard]").tap()
    page.get_by_label("写消息").fill("请问价格多少")
    page.locator("[data-act=send]").tap()
    expect(page.locator("[data-page=talk] .said").last).to_contain_text("价格和数量、规格有关")
    picture(page, "wechat-reply-phone")
    page.locator("[data-act=menu]").tap()


def is_told_by_a_template(desk: Page, phone: Page, house: House, customer: str) -> None:
    """A colleague writes a notice on the customer's page; it lies in the talk."""
    desk.goto(house.url(f"/console/#/customers/{customer}"))
    desk.get_by_text("模板消息", exact=True).click()
    people.choose(desk, desk.locator(".el-select", has_text="选一个模板"), "发货通知")
    told = {"订单号": "YH-20261122", "商品": "法兰 200 件", "发货时间": "2026年11月22日 15:30"}
    for blank, words in told.items():
        desk.get_by_label(blank, exact=True).last.fill(words)
    picture(desk, "wechat-template-desktop")
    desk.get_by_role("button", name="发送").click()
    expect(phone.locator("[data-page=talk] .notice").last).to_contain_text("YH-20261122")


def scans_a_scene_code(desk: Page, phone: Page, house: House) -> None:
    """The code on the counter: scanned with WeChat, it leads to the talk and is counted."""
    boss = Api(house, "owner")
    counter = next(one for one in boss.get("/wechat/codes")["items"] if one["name"] == "前台立牌")
    desk.goto(house.url("/console/#/wechat/codes"))
    desk.get_by_text("前台立牌").click()
    drawn = desk.locator("figure.picture img")
    expect(drawn).to_be_visible()
    picture(desk, "wechat-code-desktop")
    saved = desk.get_by_role("link", name="下载").get_attribute("href") or ""
    data = base64.b64decode(saved.partition("base64,")[2])
    phone.goto(house.box(FAN))
    scan(phone, data)
    expect(phone.locator("[data-page=talk]")).to_be_visible()

    def counted() -> bool:
        now = boss.get(f"/wechat/codes/{counter['id']}")
        return bool(now["scans"] > counter["scans"])

    people.until(counted)

"""Mini programs and official accounts on a phone in a real browser: sheets, talks, menus."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from keliu.box.people import openid
from keliu.box.tests.conftest import MINI, OA, SECRET, Running
from keliu.box.tests.product import qr
from keliu.box.tests.test_phone_in_browser import CHROMIUM, browser, file, phone

__all__ = ["browser"]

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="chromium is not installed")

MENU: list[dict[str, Any]] = [
    {"type": "click", "name": "今日优惠", "key": "DEALS"},
    {
        "name": "产品",
        "sub_button": [
            {
                "type": "miniprogram",
                "name": "看名片",
                "appid": MINI,
                "pagepath": "pages/card/index?c=menu",
                "url": "http://localhost:8000/",
            }
        ],
    },
]
TEMPLATE = {"id": "work", "title": "取货通知", "content": "事项:{{thing1.DATA}}"}


@pytest.fixture
def aunt(running: Running, browser: Browser) -> Iterator[Page]:  # noqa: F811  pytest finds it by name
    yield from phone(running, browser, "u1")


@pytest.fixture
def uncle(running: Running, browser: Browser) -> Iterator[Page]:  # noqa: F811  as above
    yield from phone(running, browser, "u2")


def code_of(running: Running) -> bytes:
    return qr(f"http://localhost:{running.port}/mp/{MINI}?scene=a%3D1&page=pages%2Fcard%2Findex")


def scan(page: Page, picture: bytes) -> None:
    page.get_by_role("tab", name="发现").click()
    page.locator("main [data-act=scan]").click()
    page.set_input_files("#scan-file", file(picture))


def test_a_scanned_mini_program_asks_the_phone_and_the_person_answers(
    running: Running, aunt: Page, uncle: Page
) -> None:
    app = {"appid": MINI, "kind": "mini", "name": "远航名片", "secret": SECRET}
    running.admin(
        "POST", "/box/apps", {**app, "subscribe_templates": [TEMPLATE]}
    ).raise_for_status()
    scan(aunt, code_of(running))
    inside = aunt.frame_locator(".mini iframe")
    log = inside.locator("#log")
    expect(log).to_contain_text("pages/card/index?scene=a%3D1 1047")
    expect(aunt.locator(".mini-splash")).to_have_count(0)
    inside.locator("#login").click()
    expect(log).to_contain_text('"')
    inside.locator("#phone").click()
    expect(aunt.locator("[data-sheet=phone]")).to_contain_text("138****8001")
    aunt.locator("[data-act=cancel]").click()
    expect(log).to_contain_text("fail user deny")
    inside.locator("#agree").click()
    aunt.locator("[data-sheet=privacy] [data-act=allow]").click()
    expect(log).to_contain_text("true")
    inside.locator("#ask").click()
    expect(aunt.locator("[data-sheet=subscribe]")).to_contain_text("取货通知")
    aunt.locator("[data-sheet=subscribe] [data-act=allow]").click()
    expect(log).to_contain_text('{"work":"accept"}')
    inside.locator("#share").click()
    aunt.locator("[data-page=forward] [data-contact=u2]").click()
    aunt.locator("[data-act=send]").click()
    uncle.locator("[data-chat=u1]").click()
    uncle.locator(".mini-card").click()
    opened = uncle.frame_locator(".mini iframe").locator("#log")
    expect(opened).to_contain_text("pages/card/index?c=1 1007")
    inside.locator("#contact").click()
    expect(log).to_contain_text("hide")
    aunt.locator("[data-act=send-card]").click()
    expect(aunt.locator("[data-page=talk] .mini-card")).to_contain_text("中秋礼盒")


def test_a_talk_has_its_menu_its_messages_and_can_be_left(running: Running, aunt: Page) -> None:
    token = running.token()
    made = running.post("/cgi-bin/menu/create", {"button": MENU}, access_token=token)
    assert made["errcode"] == 0
    aunt.get_by_role("tab", name="通讯录").click()
    aunt.locator("[data-act=accounts]").click()
    aunt.locator(f"[data-account={OA}]").click()
    aunt.locator("[data-act=keyboard]").click()
    aunt.get_by_label("写消息").fill("请问价格多少")
    aunt.locator("[data-act=send]").click()
    expect(aunt.locator(".said.mine")).to_contain_text("请问价格多少")
    say(running, token, "text", {"content": 'A <a href="http://localhost:1/x">价目表</a>'})
    anchor = aunt.locator("[data-kind=text] .bubble button")
    expect(anchor).to_have_text("价目表")
    menu = {"head_content": "满意吗?", "list": [{"id": "7", "content": "满意"}]}
    say(running, token, "msgmenu", {**menu, "tail_content": "谢谢"})
    aunt.locator(".msg-menu button").click()
    expect(aunt.locator(".said.mine").last).to_contain_text("满意")
    aunt.locator("[data-act=menu]").click()
    aunt.locator("[data-button=产品]").click()
    aunt.locator("[data-button=看名片]").click()
    inside = aunt.frame_locator(".mini iframe").locator("#log")
    expect(inside).to_contain_text("pages/card/index?c=menu 1035")


def test_following_by_a_code_and_leaving(running: Running, aunt: Page) -> None:
    token = running.token()
    action = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "shop1"}}}
    url = running.post("/cgi-bin/qrcode/create", action, access_token=token)["url"]
    running.phone("u1", "POST", f"/oa/{OA}/unfollow", {}).raise_for_status()
    scan(aunt, qr(url))
    aunt.locator("[data-act=follow]").click()
    expect(aunt.locator("[data-page=talk]")).to_have_attribute("data-appid", OA)
    aunt.locator("[data-act=account]").click()
    aunt.locator("[data-act=unfollow]").click()
    aunt.locator("[data-act=allow]").click()
    expect(aunt.locator("[data-page=account] [data-act=follow]")).to_be_visible()
    assert running.box.oa.followers.follows(OA, "u1") is False


def test_paying_shows_the_sum_once_more_and_ends_in_success_or_cancel(
    running: Running, aunt: Page
) -> None:
    order = {"merchant": "远航集团", "description": "中秋礼盒", "total": 26800}
    order |= {"appid": MINI, "prepay_id": "wx1"}
    aunt.route("**/phone/api/pay/check", lambda route: route.fulfill(json=order))
    paid = {"transaction_id": "42", "total": 26800}
    aunt.route("**/phone/api/pay/confirm", lambda route: route.fulfill(json=paid))
    scan(aunt, code_of(running))
    inside = aunt.frame_locator(".mini iframe")
    log = inside.locator("#log")
    inside.locator("#pay").click()
    expect(aunt.locator("[data-sheet=pay]")).to_contain_text("¥268.00")
    aunt.locator("[data-sheet=pay] [data-act=cancel]").click()
    expect(log).to_contain_text("fail cancel")
    inside.locator("#pay").click()
    aunt.locator("[data-act=pay]").click()
    expect(aunt.get_by_text("支付成功")).to_be_visible()
    aunt.locator("[data-act=paid]").click()
    expect(log).to_contain_text("{}")


def say(running: Running, token: str, kind: str, words: dict[str, Any]) -> None:
    body = {"touser": openid(OA, "u1"), "msgtype": kind, kind: words}
    assert running.post("/cgi-bin/message/custom/send", body, access_token=token)["errcode"] == 0

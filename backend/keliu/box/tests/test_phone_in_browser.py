"""张阿姨's phone in a real browser: scan, read, log in, forward; 李叔's phone receives it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    FilePayload,
    FrameLocator,
    Page,
    expect,
    sync_playwright,
)

from keliu.box.phone.chats import Draft
from keliu.box.tests.conftest import OA, SECRET, Running
from keliu.box.tests.product import Product, qr

CHROMIUM = "/usr/bin/chromium"

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    options = ["--no-sandbox", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture
def shop(running: Running, product: Product) -> Product:
    """The product, with its official account registered in the box."""
    product.box, product.appid, product.secret = running.box.config.base, OA, SECRET
    app = {"appid": OA, "secret": SECRET, "kind": "oa", "name": "远航集团"}
    domains = {"redirect_domains": [f"localhost:{product.port}"]}
    running.admin("POST", "/box/apps", app | domains).raise_for_status()
    return product


@pytest.fixture
def aunt(running: Running, browser: Browser) -> Iterator[Page]:
    yield from phone(running, browser, "u1")


@pytest.fixture
def uncle(running: Running, browser: Browser) -> Iterator[Page]:
    yield from phone(running, browser, "u2")


def phone(running: Running, browser: Browser, user: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"http://{user}.localhost:{running.port}/")
    expect(page.get_by_role("tab", name="微信")).to_be_visible()
    yield page
    context.close()
    assert problems == []


def file(picture: bytes) -> FilePayload:
    return {"name": "code.png", "mimeType": "image/png", "buffer": picture}


def scan(page: Page, picture: bytes) -> FrameLocator:
    page.get_by_role("tab", name="发现").click()
    page.locator("main [data-act=scan]").click()
    page.set_input_files("#scan-file", file(picture))
    return page.frame_locator(".web iframe")


def test_aunt_zhang_scans_reads_and_forwards_and_uncle_li_opens_it(
    shop: Product, aunt: Page, uncle: Page
) -> None:
    web = scan(aunt, qr(f"{shop.base}/s/Ab3"))
    expect(web.locator("#origin")).to_have_text(f"http://u1.localhost:{shop.port}")
    expect(web.locator("#state")).to_have_text("ready")
    expect(web.locator("#log")).to_contain_text("set;")
    expect(web.locator("#log")).to_contain_text("closeWindow:permission denied;")
    expect(web.locator("#log")).to_contain_text('{"scanQRCode":true,"chooseWXPay":true}')
    expect(web.locator("#log")).not_to_contain_text("shared;")
    expect(aunt.locator(".web .bar h1")).to_have_text("小李的名片")

    aunt.get_by_role("button", name="更多").click()
    aunt.get_by_role("button", name="转发给朋友").click()
    aunt.locator("[data-page=forward] [data-contact=u2]").click()
    aunt.get_by_role("dialog").get_by_role("button", name="发送").click()
    expect(web.locator("#log")).to_contain_text("shared;")

    row = uncle.locator("[data-chat=u1]")
    expect(row).to_contain_text("[链接] 小李的名片")
    expect(row.locator(".badge")).to_have_text("1")
    row.click()
    card = uncle.locator(".link-card")
    expect(card).to_contain_text("远航集团 销售")
    assert card.get_attribute("data-link") == f"{shop.base}/s/Ab3?s=77"
    shown = card.locator("img").evaluate(
        "e => e.complete ? e.naturalWidth : new Promise(r => e.onload = () => r(e.naturalWidth))"
    )
    assert shown > 0
    card.click()
    opened = uncle.frame_locator(".web iframe")
    expect(opened.locator("#origin")).to_have_text(f"http://u2.localhost:{shop.port}")
    assert f"u2.localhost:{shop.port} /s/Ab3?s=77" in shop.asked


def test_what_aunt_zhang_shows_in_moments_uncle_li_opens_with_her_share(
    shop: Product, aunt: Page, uncle: Page
) -> None:
    scan(aunt, qr(f"{shop.base}/s/Ab3"))
    expect(aunt.locator(".web .bar h1")).to_have_text("小李的名片")
    uncle.get_by_role("tab", name="发现").click()
    uncle.locator("[data-act=moments]").click()
    expect(uncle.locator(".moments")).to_contain_text("朋友还没有分享")

    aunt.get_by_role("button", name="更多").click()
    aunt.get_by_role("button", name="分享到朋友圈").click()
    aunt.get_by_label("这一刻的想法").fill("小李家的礼盒不错")
    aunt.get_by_role("button", name="发表").click()
    expect(aunt.locator("#toast")).to_have_text("已发表到朋友圈")

    shown = uncle.locator(".moment")
    expect(shown).to_contain_text("小李家的礼盒不错")
    expect(shown).to_contain_text("张阿姨")
    shown.locator(".link-card").click()
    opened = uncle.frame_locator(".web iframe")
    expect(opened.locator("#origin")).to_have_text(f"http://u2.localhost:{shop.port}")
    assert f"u2.localhost:{shop.port} /s/Ab3?s=77" in shop.asked


def test_back_goes_through_the_page_and_then_out(shop: Product, aunt: Page) -> None:
    web = scan(aunt, qr(f"{shop.base}/s/Ab3"))
    expect(aunt.locator(".web .bar h1")).to_have_text("小李的名片")
    web.locator("#product").click()
    expect(aunt.locator(".web .bar h1")).to_have_text("中秋礼盒")
    aunt.locator(".web [data-act=back]").click()
    expect(web.locator("#where")).to_have_text("名片")
    aunt.locator(".web [data-act=back]").click()

    expect(aunt.locator(".web")).to_have_count(0)
    expect(aunt.locator("main")).to_contain_text("小李的名片")


def test_login_in_the_phone_knows_whose_phone_it_is(shop: Product, aunt: Page) -> None:
    web = scan(aunt, qr(f"{shop.base}/s/Ab3"))
    web.locator("#login").click()
    expect(web.locator("body")).to_contain_text("张阿姨")
    expect(aunt.locator(".web .bar h1")).to_have_text("微信登录")
    web.get_by_role("button", name="拒绝").click()
    expect(web.locator("#where")).to_have_text("名片")

    web.locator("#login").click()
    web.get_by_role("button", name="允许").click()
    expect(web.locator("#who")).to_have_text("张阿姨 abc")


def test_a_wrong_signature_is_told_to_the_page(shop: Product, aunt: Page) -> None:
    web = scan(aunt, qr(f"{shop.base}/s/Ab3?bad=1"))

    expect(web.locator("#state")).to_have_text("config:invalid signature")
    expect(web.locator("#log")).to_have_text("")


def test_a_page_asks_the_phone_to_scan(shop: Product, aunt: Page) -> None:
    web = scan(aunt, qr(f"{shop.base}/s/Ab3"))
    expect(web.locator("#state")).to_have_text("ready")
    web.locator("#scan").click()
    aunt.set_input_files("#scan-file", file(qr("桌号 8")))

    expect(web.locator("#log")).to_contain_text("scanned 桌号 8;")


def test_a_picture_without_a_code_says_so(aunt: Page) -> None:
    aunt.get_by_role("tab", name="发现").click()
    aunt.locator("main [data-act=scan]").click()
    aunt.set_input_files("#scan-file", Path(__file__))
    expect(aunt.get_by_role("alert")).to_contain_text("这不是能读的图片")
    aunt.locator("#scan-url").fill("http://localhost:1/a.png")
    aunt.locator("[data-act=scan-url]").click()
    expect(aunt.get_by_role("alert")).to_contain_text("只能取")


def test_friends_write_to_each_other_live(aunt: Page, uncle: Page) -> None:
    aunt.get_by_role("tab", name="通讯录").click()
    aunt.locator("[data-contact=u2]").click()
    aunt.locator("[data-act=chat]").click()
    aunt.get_by_label("写消息").fill('<img src=x onerror="window.__x=1">')
    aunt.get_by_label("写消息").press("Enter")
    uncle.locator("[data-chat=u1]").click()
    expect(uncle.locator(".bubble")).to_have_text('<img src=x onerror="window.__x=1">')
    uncle.get_by_label("写消息").fill("收到")
    uncle.get_by_label("写消息").press("Enter")

    expect(aunt.locator(".said:not(.mine) .bubble")).to_have_text("收到")
    assert uncle.evaluate("window.__x") is None


def test_a_long_chat_is_loaded_page_by_page_and_survives_a_break(
    running: Running, aunt: Page
) -> None:
    for number in range(60):
        said = {"text": f"第 {number} 条", "client_id": f"tap-{number:08}"}
        running.phone("u2", "POST", "/chats/u1", said)
    aunt.locator("[data-chat=u2]").click()
    expect(aunt.locator(".bubble")).to_have_count(50)
    expect(aunt.locator(".bubble").last).to_be_in_viewport()
    aunt.get_by_role("button", name="更早的消息").click()
    expect(aunt.locator(".bubble")).to_have_count(60)
    expect(aunt.locator(".bubble").first).to_have_text("第 0 条")

    running.box.chats.send("u2", "u1", Draft("tap-99999999", "text", text="没有听到的"))
    running.cut()
    expect(aunt.locator(".bubble").last).to_have_text("没有听到的")


def test_the_desk_shows_phones_side_by_side(
    running: Running, shop: Product, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(running.box.config.base)
    for user in ("u1", "u2", "u6"):
        tab = page.frame_locator(f"[data-phone={user}] iframe").get_by_role("tab", name="发现")
        expect(tab).to_be_visible()
    expect(page.locator("#panel")).to_contain_text("远航集团")
    page.get_by_role("button", name="小陈").click()
    expect(page.locator("[data-phone]")).to_have_count(4)

    frame = page.frame_locator("[data-phone=u1] iframe")
    frame.get_by_role("tab", name="发现").click()
    frame.locator("main [data-act=scan]").click()
    frame.locator("#scan-file").set_input_files(file(qr(f"{shop.base}/s/Ab3")))
    web = frame.frame_locator(".web iframe")
    expect(web.locator("#state")).to_have_text("ready")
    web.locator("#login").click()
    web.get_by_role("button", name="允许").click()
    expect(web.locator("#who")).to_have_text("张阿姨 abc")
    expect(page.locator("#panel")).to_contain_text("/sns/userinfo")
    page.close()

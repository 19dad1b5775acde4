"""The real mini-program build on a phone of the box: code → card → product → consent → chat."""

import json
import re
import urllib.request
from typing import Any

from playwright.sync_api import FrameLocator, Page, expect

from conftest import House, Windows, picture
from people import Api


def test_a_mini_program_code_leads_to_card_product_consent_and_chat(
    house: House, windows: Windows
) -> None:
    seller = Api(house, "sales")
    card = seller.get("/cards?staff=me")["items"][0]
    code = seller.get(f"/cards/{card['id']}/codes")["items"][0]
    page = windows.phone().page
    page.goto(house.box("u4"))
    scan(page, fetched(house.url(code["mini_png_url"])))
    inside = page.frame_locator(".mini iframe")
    expect(inside.get_by_text(card["name"], exact=True).first).to_be_visible()
    agree(inside)
    leave_the_number(page, inside)
    picture(page, "mini-program-card")
    inside.get_by_text("中秋礼盒").first.tap()
    expect(inside.get_by_text("广式与苏式")).to_be_visible()
    forward(page, inside, to="u5")
    asked = wire(house, "/sns/jscode2session")
    assert asked
    assert asked[0]["errcode"] == 0
    chat(page, inside)
    assert host(page)["errors"] == []


def test_a_friend_opens_the_forwarded_page_and_calls(house: House, windows: Windows) -> None:
    seller = Api(house, "sales")
    card = seller.get("/cards?staff=me")["items"][0]
    code = seller.get(f"/cards/{card['id']}/codes")["items"][0]["code"]
    product = seller.get(f"/cards/{card['id']}")["product_ids"][0]
    page = windows.phone().page
    page.goto(house.box("u5"))
    expect(page.get_by_role("tab", name="微信")).to_be_visible()
    share = {"to": "u5", "title": "看看这个", "path": f"pages/card/product?c={code}&p={product}"}
    appid = house.facts["wechat"]["mini_program"]["appid"]
    admin(house, "POST", "/box/users/u6/forward", {**share, "appid": appid})
    page.locator("[data-chat=u6]").tap()
    page.locator(".mini-card").last.tap()
    inside = page.frame_locator(".mini iframe")
    expect(inside.get_by_text("¥268.00")).to_be_visible()
    inside.locator(".pd-who").tap()
    inside.locator(".card-call").last.tap()
    inside.get_by_text(re.compile(r"^打 [\d(-]")).first.tap()  # he has two numbers
    page.locator("[data-choice=call]").tap()
    expect(page.locator("#toast")).to_contain_text("正在呼叫")
    assert host(page)["errors"] == []
    inside.get_by_label("关闭").tap()
    expect(page.locator("[data-page=chat]")).to_be_visible()


def agree(inside: FrameLocator) -> None:
    """Tick the first purpose and agree; nothing is ticked before."""
    expect(inside.get_by_text("想多认识你一点")).to_be_visible()
    inside.get_by_role("switch").first.tap()
    inside.get_by_text("同意勾选的").tap()
    expect(inside.get_by_text("想多认识你一点")).to_be_hidden()


def leave_the_number(page: Page, inside: FrameLocator) -> None:
    """WeChat asks about privacy first, once for ever, then about the number itself."""
    inside.get_by_text("用微信绑定的手机号").tap()
    sheet = page.locator("[data-sheet]")
    if sheet.get_attribute("data-sheet") == "privacy":
        sheet.locator("[data-act=allow]").tap()
    page.locator("[data-sheet=phone] [data-act=allow]").tap()
    expect(inside.get_by_text("已留下")).to_be_visible()
    expect(inside.get_by_text("方便留个手机号吗")).to_be_hidden()


def forward(page: Page, inside: FrameLocator, *, to: str) -> None:
    """The page's own 转发, WeChat's list of friends, one more look at the card."""
    inside.locator(".pd-forward").last.tap()
    page.locator(f"[data-page=forward] [data-contact={to}]").tap()
    expect(page.get_by_role("dialog").locator(".mini-card")).to_be_visible()
    page.locator("[data-act=send]").tap()
    expect(page.locator("[data-page=forward]")).to_have_count(0)


def chat(page: Page, inside: FrameLocator) -> None:
    """在线咨询 opens the talk, which offers to send what was being looked at."""
    inside.locator(".card-chat").last.tap()
    page.locator("[data-act=send-card]").tap()
    expect(page.locator("[data-page=talk] .mini-card").last).to_contain_text("中秋礼盒")
    page.get_by_label("写消息").fill("能印我们公司的标志吗")
    page.locator("[data-act=send]").tap()
    expect(page.locator("[data-page=talk] .said.mine").last).to_contain_text("能印我们公司的标志吗")
    picture(page, "mini-program-chat")
    page.locator("[data-page=talk]").get_by_label("返回").tap()


def scan(page: Page, data: bytes) -> None:
    page.get_by_role("tab", name="发现").tap()
    page.locator("main [data-act=scan]").tap()
    page.set_input_files(
        "#scan-file", {"name": "code.png", "mimeType": "image/png", "buffer": data}
    )


def host(page: Page) -> dict[str, Any]:
    """What the mini program's host has recorded."""
    frame = next(one for one in page.frames if "/mini/" in one.url)
    found: dict[str, Any] = frame.evaluate("({errors: __keliuHost.errors})")
    return found


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own demo
        return bytes(answer.read())


def wire(house: House, path: str) -> list[dict[str, Any]]:
    """The newest calls of the product to one of WeChat's addresses."""
    found: list[dict[str, Any]] = admin(house, "GET", f"/box/requests?path={path}&limit=5")["items"]
    return found


def admin(house: House, method: str, path: str, body: object = None) -> dict[str, Any]:
    """The box's administration."""
    key = json.loads((house.data / "secrets.json").read_text())["box_key"]
    data = None if body is None else json.dumps(body).encode()
    headers = {"X-Box-Key": key, "Content-Type": "application/json"}
    asked = urllib.request.Request(house.box() + path, data, headers, method=method)  # noqa: S310 - as above
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - as above
        told: dict[str, Any] = json.load(answer)
    return told

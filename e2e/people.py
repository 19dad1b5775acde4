"""What people do: scan, agree, look, forward, sign in. Small verbs that journeys are made of."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Page, expect

from conftest import House


class Api:
    """The same API the faces use, to look up what a journey needs to know."""

    def __init__(self, house: House, who: str) -> None:
        self.house = house
        login = house.facts["logins"][who]
        body = {"account": login["account"], "password": login["password"]}
        self.token = ""
        self.token = str(self.call("POST", "/auth/login", body)["token"])

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            self.house.url(f"/api/v1{path}"),
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
            method=method,
        )
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def get(self, path: str) -> Any:
        return self.call("GET", path)


def save_code(house: House, api: Api, folder: Path) -> Path:
    """The picture of the code on the seller's own card, as the product serves it."""
    card = api.get("/cards?staff=me")["items"][0]
    code = api.get(f"/cards/{card['id']}/codes")["items"][0]
    file = folder / "code.png"
    with urllib.request.urlopen(house.url(code["png_url"])) as picture:
        file.write_bytes(picture.read())
    return file


def scan(page: Page, house: House, user: str, code: Path) -> FrameLocator:
    """Scan a picture with one person's WeChat; returns what the web view shows."""
    page.goto(house.box(user))
    page.get_by_role("tab", name="发现").click()
    page.locator("main [data-act=scan]").click()
    page.set_input_files("#scan-file", str(code))
    return page.frame_locator(".web iframe")


def agree(page: Page, web: FrameLocator) -> None:
    """Agree to both purposes, then on WeChat's own page."""
    sheet = web.get_by_text("想多认识你一点")
    expect(sheet).to_be_visible()
    for switch in web.get_by_role("switch").all():
        switch.click()
    web.get_by_text("同意勾选的").click()
    web.get_by_role("button", name="允许").click()
    expect(web.get_by_text("想多认识你一点")).to_be_hidden()


def sign_in_desk(page: Page, house: House, who: str) -> None:
    """Sign in at the console with account and password."""
    login = house.facts["logins"][who]
    page.goto(str(house.facts["console_url"]))
    page.locator("input[autocomplete=username]").fill(login["account"])
    page.locator("input[type=password]").fill(login["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_text("今日概况").first).to_be_visible()


def sign_in_phone(page: Page, house: House, who: str, host: str = "localhost") -> None:
    """Sign in on the phone."""
    login = house.facts["logins"][who]
    page.goto(house.url("/m/#/packages/staff/sign-in/index", host))
    page.locator("#account input").fill(login["account"])
    page.locator("#password input").fill(login["password"])
    page.get_by_text("登录", exact=True).last.click()
    expect(page.get_by_role("tab", name="我的")).to_be_visible()

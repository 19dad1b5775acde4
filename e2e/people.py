"""What people do: scan, agree, look, forward, sign in. Small verbs that journeys are made of."""

import json
import random
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import FrameLocator, Locator, Page, expect

from conftest import House, Windows

PATIENCE_SECONDS = 20.0
GIVEN = dict(
    zip("安博晨达恩芳冠浩佳凯乐敏宁鹏琪然思涛薇欣远泽", "abcdefghjklmnpqrstwxyz", strict=True)
)
"""What fresh names are made of, with the letter each sound begins with."""
_left: list[str] = []


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
            self.house.url(f"/api/v1{quote(path, safe='/?&=%+:,')}"),
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
            method=method,
        )
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, **body: Any) -> Any:
        return self.call("POST", path, body)

    def status(self, path: str) -> int:
        """What the server answers to a look: 200, or the number of the refusal."""
        try:
            self.get(path)
        except urllib.error.HTTPError as refusal:
            return refusal.code
        return 200

    @property
    def me(self) -> Any:
        return self.get("/me")["staff"]


def until(true: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> float:
    """Wait for the server to have done something; how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it did not happen"
        time.sleep(0.05)
    return time.monotonic() - began


def fresh(word: str) -> str:
    """`word` with two letters more that no other fresh name of this run has."""
    if not _left:
        _left.extend("".join(pair) for pair in permutations(GIVEN, 2))
        random.shuffle(_left)
    return word + _left.pop()


def fresh_phone() -> str:
    return f"1770{random.randrange(10**7):07d}"


def hire(house: House, word: str, role: str = "销售", department: str = "上海组") -> str:
    """A new colleague with an account of their own; the key to sign them in by."""
    boss = Api(house, "owner")
    roles = {one["name"]: one["id"] for one in boss.get("/roles")["items"]}
    places = {one["name"]: one["id"] for one in boss.get("/departments")["items"]}
    who = f"guest{uuid.uuid4().hex[:8]}"
    hired = boss.post(
        "/staff", name=fresh(word), account=who, role_id=roles[role],
        department_id=places[department],
    )  # fmt: skip
    row = hired["staff"]
    login = {"account": row["account"], "password": hired["password"]}
    house.facts["logins"][who] = {**login, "staff_id": row["id"], "name": row["name"]}
    return who


def desk(house: House, windows: Windows, who: str, path: str = "/today") -> Page:
    """A console window of somebody who signed in before, at a page."""
    seat = house.seats.get(f"desk {who}")
    page = windows.desk(seat=seat).page
    if seat is None:
        sign_in_desk(page, house, who)
        house.seats[f"desk {who}"] = page.context.storage_state()
    page.goto(house.url(f"/console/#{path}"))
    return page


def phone(house: House, windows: Windows, who: str, path: str = "home/index") -> Page:
    """A phone of somebody who signed in before, at a page of the staff."""
    seat = house.seats.get(f"phone {who}")
    page = windows.phone(seat=seat).page
    if seat is None:
        sign_in_phone(page, house, who)
        house.seats[f"phone {who}"] = page.context.storage_state()
    page.goto(house.url(f"/m/#/packages/staff/{path}"))
    return page


def choose(page: Page, select: Locator, *options: str) -> None:
    """Open a select box and pick."""
    select.click()
    for option in options:
        page.get_by_role("option", name=option, exact=True).locator("visible=true").first.click()


def confirm(page: Page) -> None:
    """Yes, really."""
    page.locator(".el-message-box").get_by_role("button").last.click()


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


def comes_by_itself(web: FrameLocator, text: str) -> bool:
    """Whether the page shows `text` once it has asked the server all that it asks by itself."""
    body = web.locator("body")
    frame = body.element_handle().owner_frame()
    assert frame is not None
    frame.wait_for_load_state("networkidle")
    body.page.wait_for_timeout(500)  # the last answer is drawn, in however slow a browser
    return web.get_by_text(text).is_visible()


def agree(page: Page, web: FrameLocator) -> None:
    """Agree to both purposes, then on WeChat's own page."""
    sheet = web.get_by_text("想多认识你一点")
    expect(sheet).to_be_visible()
    for switch in web.get_by_role("switch").all():
        switch.click()
    web.get_by_text("同意勾选的").click()
    web.get_by_role("button", name="允许").click()
    expect(web.get_by_role("button", name="允许")).to_be_hidden()
    expect(web.get_by_text("想多认识你一点")).to_be_hidden()


def sign_in_desk(page: Page, house: House, who: str) -> None:
    """Sign in at the console with account and password."""
    login = house.facts["logins"][who]
    page.goto(str(house.facts["console_url"]))
    page.locator("input[autocomplete=username]").fill(login["account"])
    page.locator("input[type=password]").fill(login["password"])
    page.keyboard.press("Enter")
    expect(page.locator("nav a[href]").first).to_be_visible()


def sign_in_phone(page: Page, house: House, who: str, host: str = "localhost") -> None:
    """Sign in on the phone."""
    login = house.facts["logins"][who]
    page.goto(house.url("/m/#/packages/staff/sign-in/index", host))
    page.locator("#account input").fill(login["account"])
    page.locator("#password input").fill(login["password"])
    page.get_by_text("登录", exact=True).last.click()
    expect(page.get_by_role("tab", name="我的")).to_be_visible()

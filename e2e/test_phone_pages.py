"""Every page of the staff's phone opens, in light and dark, in Chinese and English, and fits."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

import people
from conftest import ROOT, House, Windows
from people import Api
from walk import Walker, walked

STAFF = "packages/staff"
FEWEST_PAGES = 25
OF_THE_BOSS = {"orders/day-close", "boss/index", "boss/rows", "front/index"}


def pages() -> list[str]:
    """As the build knows them."""
    text = (ROOT / "mobile/src/pages.json").read_text(encoding="utf-8")
    known = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.M))  # it has conditions in remarks
    (staff,) = [part for part in known["subPackages"] if part["root"] == STAFF]
    return [page["path"] for page in staff["pages"] if not page["path"].startswith("sign-in")]


def records(api: Api) -> dict[str, str]:
    """A record to open for each place that shows one, and what else a page is told."""

    def first(path: str) -> str:
        found = api.get(f"{path}{'&' if '?' in path else '?'}limit=1")["items"]
        return str(found[0]["id"]) if found else ""

    customer, card = first("/customers"), api.get("/cards?staff=me")["items"][0]["id"]
    deal = first("/opportunities?state=open")
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return {
        "customers/detail": f"id={customer}",
        "customers/edit": f"id={customer}",
        "people/contact": f"customer={customer}",
        "people/address": f"customer={customer}",
        "interactions/followup": f"customer={customer}",
        "radar/visit": f"id={first('/radar/visits')}",
        "sales/detail": f"id={deal}",
        "sales/edit": f"id={deal}",
        "sales/lines": f"id={deal}",
        "sales/member": f"id={deal}",
        "quotes/detail": f"id={first('/quotes')}",
        "quotes/edit": f"opportunity={deal}",
        "contracts/detail": f"id={first('/contracts')}",
        "contracts/edit": f"id={first('/contracts?state=draft') or first('/contracts')}",
        "orders/detail": f"id={first('/orders?state=paid') or first('/orders')}",
        "orders/refund": f"id={first('/orders?state=paid') or first('/orders')}",
        "bookings/detail": f"id={first('/bookings')}",
        "goods/detail": f"id={first('/products')}",
        "members/detail": f"id={first('/members')}",
        "leads/detail": f"id={first('/leads?state=following')}",
        "leads/edit": f"id={first('/leads?state=following')}",
        "leads/convert": f"id={first('/leads?state=following')}",
        "portrait/index": f"id={customer}",
        "boss/rows": f"measure=visits&first={today}&last={today}",
        "mine/card-edit": f"id={card}",
        "mine/card-preview": f"id={card}",
        "mine/card-versions": f"id={card}",
    }


def walking(house: House, windows: Windows, who: str) -> list[Walker]:
    """Somebody's phone in both languages."""
    return [Walker(people.phone(house, windows, who), words) for words in ("zh-Hans", "en")]


def test_every_page_opens_and_fits(house: House, windows: Windows) -> None:
    known, told = pages(), records(Api(house, "sales"))
    assert len(known) >= FEWEST_PAGES
    sellers, bosses = (
        [walking(house, windows, who) for _ in range(2)] for who in ("sales", "owner")
    )
    stops = [
        (
            house.url(f"/m/#/{STAFF}/{path}?{told.get(path, '')}"),
            bosses if path in OF_THE_BOSS else sellers,
        )
        for path in known
    ]
    wrong: dict[str, list[str]] = {}
    for nth, team in walked(stops):
        path = known[nth]
        for walker in team:
            expect(walker.page.locator("uni-page").last).to_be_visible()
            if found := walker.look(f"phone-{path.replace('/', '-')}"):
                wrong[f"{path} {walker.language}"] = found
    assert wrong == {}, "\n".join(f"{path}: {found}" for path, found in wrong.items())

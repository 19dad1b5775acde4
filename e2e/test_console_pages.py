"""Every page of the console opens for the owner, in light and dark, in Chinese and English."""

from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api
from walk import Walker, walked

FEWEST_PAGES = 30
SHOWN = {
    "/merchant": "merchant-desktop",
    "/orders": "orders-desktop",
    "/tags": "tags-desktop",
    "/targets": "targets-desktop",
    "/todo": "todo-desktop",
    "/wechat/accounts": "wechat-accounts-desktop",
    "/wechat/codes": "wechat-codes-desktop",
    "/wechat/replies": "wechat-replies-desktop",
}


def menu(page: Page) -> list[str]:
    """Where the menu leads."""
    expect(page.locator("nav a[href]").first).to_be_visible()
    links = page.locator("nav a[href], aside a[href]").all()
    return sorted({str(link.get_attribute("href")).partition("#")[2] for link in links} - {""})


def details(api: Api) -> list[str]:
    """One page of each kind of record, and the pages no menu leads to."""

    def first(path: str) -> str:
        return str(api.get(f"{path}{'&' if '?' in path else '?'}limit=1")["items"][0]["id"])

    customer, quote = first("/customers"), first("/quotes")
    pair = api.get("/duplicates?limit=1")["items"][0]
    return [
        f"/customers/{customer}",
        f"/wechat/accounts/{first('/wechat/accounts')}",
        "/wechat/accounts/new",
        f"/leads/{first('/leads?state=following')}",
        f"/leads?open={first('/leads')}",
        f"/opportunities/{first('/opportunities')}",
        f"/quotes/{quote}",
        f"/quotes/new?opportunity={first('/opportunities?state=open')}",
        f"/contracts/{first('/contracts')}",
        f"/orders/{first('/orders')}",
        f"/products/{first('/products')}",
        f"/cards/{first('/cards')}",
        f"/duplicates/merge?ids={pair['low']['id']},{pair['high']['id']}",
        f"/audit?object_id={customer}",
        f"/staff?open={first('/staff')}",
        f"/hooks/{first('/hooks')}",
        "/payments",
        "/account?tab=security",
        "/fields?kind=lead",
    ]


def test_every_page_opens(house: House, windows: Windows) -> None:
    teams = [
        [Walker(people.desk(house, windows, "owner"), language) for language in ("zh-CN", "en")]
        for _ in range(2)
    ]
    routes = [*menu(teams[0][0].page), *details(Api(house, "owner"))]
    assert len(routes) >= FEWEST_PAGES, routes
    wrong: dict[str, list[str]] = {}
    for nth, team in walked([(house.url(f"/console/#{route}"), teams) for route in routes]):
        route = routes[nth]
        for walker in team:
            expect(walker.page.locator("h1, main h2").first).to_be_visible()
            if not walker.english and route in SHOWN:
                walker.page.wait_for_load_state("networkidle")
                picture(walker.page, SHOWN[route])
            name = route.partition("?")[0].strip("/").replace("/", "-")
            if found := walker.look(f"console-{name}"):
                wrong[f"{route} {walker.language}"] = found
    assert wrong == {}, "\n".join(f"{path}: {found}" for path, found in wrong.items())

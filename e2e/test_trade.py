"""Buying, from the shop on the phone to the bag in the hand, and everything around the money."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Page, expect

import people
from conftest import House, Windows, picture
from people import Api
from test_phone_apps import agree, fetched, host, scan

THING = "保温杯"


def test_bought_in_the_official_account_fetched_at_the_counter(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    """Shop → cart → pay sheet → pick-up code, which a colleague's phone takes; then money back."""
    seller, owner = Api(house, "sales"), Api(house, "owner")
    page = windows.phone().page
    web = people.scan(page, house, "u2", people.save_code(house, seller, tmp_path))
    people.agree(page, web)
    web.locator("[data-act=enter-shop]").click()
    expect(web.locator(".tile").first).to_be_visible()
    picture(page, "shop-list-phone")
    puts_into_the_cart(web)
    web.locator("[data-act=open-cart]").first.click()
    expect(web.locator("[data-sku]").first).to_be_visible()
    expect(web.get_by_text("已放进购物车")).to_be_hidden()
    picture(page, "shop-cart-phone")
    web.locator("#settle").click()
    fills_in(web)
    picture(page, "shop-confirm-phone")
    web.locator("#place").click()
    may_be_asked_who_they_are(page, web)
    pays(page)
    expect(web.locator("[data-result=paid]")).to_be_visible()
    picture(page, "shop-paid-phone")
    web.locator("[data-act=to-order]").click()
    code = pickup_code(web)
    picture(page, "shop-order-phone")

    order = newest(owner)
    assert (order["state"], order["paid_fen"]) == ("paid", order["total_fen"])
    line = feed_line(seller, order)
    assert line["sentence"].startswith(f"{order['customer']['name']} 付款 ¥")
    counter(house, windows, code)
    expect_state(page, web, "done")
    money_back(house, windows, owner, order)


def test_points_are_spent_in_the_mini_program(house: House, windows: Windows) -> None:
    """A member's points make the price smaller; the mini program's own pay sheet takes the rest."""
    owner, seller = Api(house, "owner"), Api(house, "sales")
    code = code_of(seller)
    page = windows.phone().page
    page.goto(house.box("u4"))
    scan(page, fetched(house.url(code["mini_png_url"])))
    inside = page.frame_locator(".mini iframe")
    expect(inside.locator("[data-act=enter-shop]")).to_be_visible()
    ask = inside.get_by_text("想多认识你一点")
    people.until(lambda: ask.is_visible() or inside.locator("[data-act=enter-shop]").is_visible())
    page.wait_for_timeout(500)
    if ask.is_visible():
        agree(inside)
    inside.locator("[data-act=enter-shop]").tap()
    buys(page, inside)
    first = newest(owner)
    member = owner.post("/members", customer_id=first["customer"]["id"])
    thanks = {"account": "points", "change": 5000, "reason": "老客回馈"}
    owner.post(f"/members/{member['id']}/corrections", **thanks)
    inside.locator("[data-tab=goods], [data-act=to-shop]").first.tap()
    buys(page, inside, points=True)
    order = newest(owner)
    assert order["customer"]["id"] == first["customer"]["id"]
    assert order["total_fen"] < first["total_fen"]
    assert order["paid_fen"] == order["total_fen"]
    after = owner.get(f"/members/{member['id']}")
    assert after["points"] < member["points"] + 5000
    assert host(page)["errors"] == []


def buys(page: Page, inside: FrameLocator, *, points: bool = False) -> None:
    """One piece, fetched at the shop, paid on WeChat's sheet."""
    inside.locator(".tile", has_text=THING).first.tap()
    inside.locator("[data-act=choose-buy]").tap()
    for spec in inside.locator(".sku-spec").all():
        spec.locator(".k-chip:not(.none)").first.tap()
    inside.locator("[data-act=sku-buy]").tap()
    fills_in(inside)
    if points:
        inside.locator("[data-offer=points]").get_by_role("switch").tap()
        expect(inside.get_by_text("积分抵扣").first).to_be_visible()
        picture(page, "shop-points-phone")
    inside.locator("#place").tap()
    may_be_asked_who_they_are(page, inside)
    pays(page)
    expect(inside.locator("[data-result=paid]")).to_be_visible()
    inside.get_by_text("继续逛").tap()


def test_a_booking_with_a_deposit_is_moved_and_kept(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    """Service → person → time → deposit; another time; in at the desk; somebody else stays away."""
    seller, owner = Api(house, "sales"), Api(house, "owner")
    page = windows.phone().page
    web = people.scan(page, house, "u3", people.save_code(house, seller, tmp_path))
    people.agree(page, web)
    web.locator("[data-act=enter-booking]").click()
    web.locator("[data-act=service]", has_text="定金").first.click()
    picks_a_time(page, web, 0)
    picture(page, "booking-times-phone")
    web.locator("[data-act=next]").click()
    web.locator("[data-act=confirm]").click()
    may_be_asked_who_they_are(page, web)
    pays(page)
    expect(web.locator("[data-booking=confirmed]")).to_be_visible()
    code = re.sub(r"\D", "", web.locator("[data-act=booking-code]").inner_text())
    picture(page, "booking-phone")
    web.locator("[data-act=move]").click()
    picks_a_time(page, web, 1)
    web.locator("[data-act=next]").click()
    web.locator("[data-act=confirm]").click()
    expect(web.locator("[data-booking=confirmed]")).to_be_visible()
    booking = owner.get(f"/bookings?q={code}")["items"][0]
    assert booking["deposit"] == "paid"
    assert owner.get(f"/orders/{booking['order_id']}")["state"] == "paid"
    comes_and_stays_away(owner, booking["customer"]["id"])


def picks_a_time(page: Page, web: FrameLocator, at: int) -> None:
    """The `at`-th free day, the first free time of it; another day's times come in a moment."""
    days = web.locator(".ds:not(.off)")
    expect(days.first).to_be_visible()
    days.nth(at).click()
    times, chosen = web.locator("[data-act=time]"), web.locator("[data-act=next]:not(.off)")

    def picked() -> bool:
        expect(times.first).to_be_visible()
        times.first.click()
        page.wait_for_timeout(400)
        return chosen.is_visible()

    people.until(picked)


def comes_and_stays_away(owner: Api, customer_id: str) -> None:
    """One who shows the code is in; one who did not come is marked so."""
    lesson = next(one for one in owner.get("/services")["items"] if one["places"] > 1)
    for hours, came in ((1, True), (-1, False)):
        at = datetime.now(UTC) + timedelta(hours=hours)
        row = owner.post(
            "/bookings", service_id=lesson["id"], customer_id=customer_id, anytime=True,
            starts_at=at.isoformat(timespec="minutes").replace("+00:00", ":00Z"),
        )  # fmt: skip
        if came:
            assert owner.post("/bookings/check-in", code=row["code"])["state"] == "arrived"
        else:
            path = f"/bookings/{row['id']}/no-show"
            assert owner.post(path, version=row["version"])["state"] == "no_show"


def code_of(seller: Api) -> dict[str, Any]:
    card = seller.get("/cards?staff=me")["items"][0]
    found: dict[str, Any] = seller.get(f"/cards/{card['id']}/codes")["items"][0]
    return found


def puts_into_the_cart(web: FrameLocator) -> None:
    """The first thing by that name, one piece."""
    tile = web.locator(".tile", has_text=THING).first
    expect(tile).to_be_visible()
    tile.click()
    web.locator("[data-act=choose-cart]").click()
    sheet = web.locator("[data-act=sku-cart]")
    badge = web.locator(".pb-badge")
    expect(sheet.or_(badge).first).to_be_visible()
    if sheet.is_visible():
        for spec in web.locator(".sku-spec").all():
            spec.locator(".k-chip:not(.none)").first.click()
        sheet.click()
    expect(badge).to_be_visible()


def fills_in(web: FrameLocator) -> None:
    """Fetched at the shop, by somebody with a number."""
    way = web.get_by_text("到店自取", exact=True)
    expect(web.locator("#place")).to_be_visible()
    if way.count():
        way.first.click()
    web.locator("[data-place]").first.click()
    web.locator("#pickup-name input").fill("张阿姨")
    web.locator("#pickup-phone input").fill("13800138000")


def may_be_asked_who_they_are(page: Page, web: FrameLocator) -> None:
    """Ordering needs a name: agreed to once."""
    yes, sheet = web.locator("[data-act=sign-in-yes]"), page.locator("[data-sheet=pay]")
    people.until(lambda: yes.is_visible() or sheet.is_visible())
    if yes.is_visible():
        yes.click()


def pays(page: Page) -> None:
    """The box's pay sheet, and its page of thanks."""
    sheet = page.locator("[data-sheet=pay]")
    expect(sheet).to_be_visible()
    picture(page, "pay-sheet-phone")
    sheet.locator("[data-act=pay]").click()
    page.locator("[data-act=paid]").click()


def pickup_code(web: FrameLocator) -> str:
    shown = web.locator(".pk-code")
    expect(shown).to_be_visible()
    return re.sub(r"\D", "", shown.inner_text())


def newest(owner: Api) -> dict[str, Any]:
    rows = owner.get("/orders?limit=1")["items"]
    found: dict[str, Any] = owner.get(f"/orders/{rows[0]['id']}")
    return found


def feed_line(seller: Api, order: dict[str, Any]) -> dict[str, Any]:
    """The radar's line of whoever paid."""
    path = f"/radar/feed?kind=order&customer={order['customer']['id']}"
    people.until(lambda: seller.get(path)["items"])
    line: dict[str, Any] = seller.get(path)["items"][0]
    return line


def counter(house: House, windows: Windows, code: str) -> None:
    """A colleague's phone takes the code, once."""
    page = people.phone(house, windows, "sales", "orders/verify")
    page.locator("#pickup-code input").fill(code)
    page.locator("#look-code").click()
    expect(page.locator("[data-pickup=paid]")).to_be_visible()
    picture(page, "verify-phone")
    page.locator("#hand-over").click()
    expect(page.locator("[data-pickup=done]")).to_be_visible()


def expect_state(page: Page, web: FrameLocator, state: str) -> None:
    """The customer's own page says the same after a look."""
    page.wait_for_timeout(300)
    web.locator("body").evaluate("() => location.reload()")
    expect(web.locator(f"[data-state={state}]")).to_be_visible()


def money_back(house: House, windows: Windows, owner: Api, order: dict[str, Any]) -> None:
    """One yuan goes back through WeChat Pay; the report knows."""
    owner.post(f"/orders/{order['id']}/refunds", fen=100, lines=[], reason="少了一个杯套")
    people.until(lambda: owner.get(f"/orders/{order['id']}")["refunded_fen"] == 100)
    page = people.desk(house, windows, "owner", f"/orders/{order['id']}")
    expect(page.get_by_text("发起退款 ¥1.00").first).to_be_visible()
    expect(page.locator(".el-skeleton")).to_have_count(0)
    picture(page, "order-desktop")
    page.goto(house.url("/console/#/reports/sales?by=staff"))
    expect(page.locator("[data-line]").first).to_be_visible()
    picture(page, "sales-report")

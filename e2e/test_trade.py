"""Buying, from the shop on the phone to the bag in the hand, and everything around the money."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

import people
from conftest import House, Windows, picture
from people import Api
from test_phone_apps import agree, fetched, host, leave_the_number, scan

THING = "保温杯"


def test_bought_in_the_official_account_fetched_at_the_counter(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    """Shop → cart → pay sheet → pick-up code, which a colleague's phone takes; then money back."""
    seller, owner = Api(house, "sales"), Api(house, "owner")
    page = windows.phone().page
    web = people.scan(page, house, "u2", people.save_code(house, seller, tmp_path))
    comes_in(page, web)
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
    web.get_by_text("提交订单").last.click()
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
    page = windows.phone().page
    page.goto(house.box("u4"))
    scan(page, fetched(house.url(code_of(seller)["mini_png_url"])))
    inside = page.frame_locator(".mini iframe")
    is_known(page, inside)
    inside.get_by_text("进店逛逛").tap()
    buys(page, inside)
    first = newest(owner)
    member = member_of(owner, first["customer"]["id"])
    thanks = {"account": "points", "change": 5000, "reason": "老客回馈"}
    owner.post(f"/members/{member['id']}/corrections", **thanks)
    buys(page, inside, points=True)
    order = newest(owner)
    assert order["customer"]["id"] == first["customer"]["id"]
    assert order["total_fen"] < first["total_fen"]
    assert order["paid_fen"] == order["total_fen"]
    assert owner.get(f"/members/{member['id']}")["points"] < member["points"] + 5000
    assert host(page)["errors"] == []


def member_of(owner: Api, customer_id: str) -> dict[str, Any]:
    """Their card, opened now where buying has not opened it."""
    rows = owner.get(f"/members?customer={customer_id}")["items"]
    found = rows[0] if rows else owner.post("/members", customer_id=customer_id)
    card: dict[str, Any] = owner.get(f"/members/{found['id']}")
    return card


def is_known(page: Page, inside: FrameLocator) -> None:
    """Agrees and leaves a number, where that was not done before."""
    expect(inside.get_by_text("进店逛逛")).to_be_visible()
    if people.comes_by_itself(inside, "想多认识你一点"):
        agree(inside)
    if people.comes_by_itself(inside, "用微信绑定的手机号"):
        leave_the_number(page, inside)


def buys(page: Page, inside: FrameLocator, *, points: bool = False) -> None:
    """One piece, fetched at the shop, paid on WeChat's sheet. Older pages wait, unseen, below."""
    inside.locator(".tile:visible", has_text=THING).first.tap()
    seen(inside.get_by_text("立即购买")).first.tap()
    expect(inside.locator(".sku-head:visible")).to_be_visible()
    for spec in inside.locator(".sku-spec:visible").all():
        spec.locator(".k-chip:not(.none)").first.tap()
    seen(inside.get_by_text("立即购买")).last.tap()
    fills_in(inside)
    if points:
        inside.locator(".ex-line:visible", has_text="用积分").get_by_role("switch").tap()
        page.wait_for_timeout(800)
        picture(page, "shop-points-phone")
    seen(inside.get_by_text("提交订单")).last.tap()
    may_be_asked_who_they_are(page, inside)
    pays(page)
    expect(seen(inside.get_by_text("付款成功")).last).to_be_visible()
    seen(inside.get_by_text("继续逛")).tap()


def seen(found: Locator) -> Locator:
    return found.locator("visible=true")


def test_a_booking_with_a_deposit_is_moved_and_kept(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    """Service → person → time → deposit; another time; in at the desk; somebody else stays away."""
    seller, owner = Api(house, "sales"), Api(house, "owner")
    page = windows.phone().page
    web = people.scan(page, house, "u3", people.save_code(house, seller, tmp_path))
    comes_in(page, web)
    web.locator("[data-act=enter-booking]").click()
    web.locator("[data-act=service]", has_text="定金").first.click()
    picks_a_time(page, web, 2)
    picture(page, "booking-times-phone")
    web.locator("[data-act=next]").click()
    web.locator("[data-act=confirm]").click()
    may_be_asked_who_they_are(page, web)
    pays(page)
    expect(web.locator("[data-booking=confirmed]")).to_be_visible()
    code = re.sub(r"\D", "", web.locator("[data-act=booking-code]").inner_text())
    picture(page, "booking-phone")
    web.locator("[data-act=move]").click()
    picks_a_time(page, web, 3)
    web.locator("[data-act=next]").click()
    web.locator("[data-act=confirm]").click()
    expect(web.locator("[data-booking=confirmed]")).to_be_visible()
    booking = owner.get(f"/bookings?q={code}")["items"][0]
    assert booking["deposit"] == "paid"
    assert owner.get(f"/orders/{booking['order_id']}")["state"] == "paid"
    comes_and_stays_away(house, windows, owner, booking["customer"]["id"])


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


def comes_and_stays_away(house: House, windows: Windows, owner: Api, customer_id: str) -> None:
    """One who shows the code is in; one who did not come is marked so: on the shop's phone."""
    lesson = next(one for one in owner.get("/services")["items"] if one["places"] > 1)
    for hours, came in ((1, True), (-1, False)):
        at = datetime.now(UTC) + timedelta(hours=hours)
        row = owner.post(
            "/bookings", service_id=lesson["id"], customer_id=customer_id, anytime=True,
            starts_at=at.isoformat(timespec="minutes").replace("+00:00", ":00Z"),
        )  # fmt: skip
        if came:
            desk = people.phone(house, windows, "owner", "bookings/check-in")
            desk.locator("input").first.fill(row["code"])
            desk.locator("#check-in").tap()
            expect(desk.locator("[data-booking=arrived]")).to_be_visible()
        else:
            desk = people.phone(house, windows, "owner", f"bookings/detail?id={row['id']}")
            desk.locator("[data-act=more]").tap()
            desk.get_by_text("没有来").last.tap()
            desk.locator(".uni-modal__btn_primary").tap()
            expect(desk.locator("[data-booking=no_show]")).to_be_visible()
        state = "arrived" if came else "no_show"
        assert owner.get(f"/bookings/{row['id']}")["state"] == state


def code_of(seller: Api) -> dict[str, Any]:
    card = seller.get("/cards?staff=me")["items"][0]
    found: dict[str, Any] = seller.get(f"/cards/{card['id']}/codes")["items"][0]
    return found


def comes_in(page: Page, web: FrameLocator) -> None:
    """Agrees where that was not done before."""
    expect(web.locator("[data-act=enter-shop]")).to_be_visible()
    if people.comes_by_itself(web, "想多认识你一点"):
        people.agree(page, web)


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
    seen(web.get_by_role("radio", name="到店自取")).tap()
    expect(web.locator(".ho-who:visible")).to_be_visible()
    web.locator(".ho-line:visible").first.tap()
    web.locator(".ho-who:visible input").first.fill("张阿姨")
    web.locator(".ho-who:visible input").last.fill("13800138000")


def may_be_asked_who_they_are(page: Page, web: FrameLocator) -> None:
    """Ordering needs a name: agreed to once."""
    yes, sheet = seen(web.get_by_text("同意并继续")).first, page.locator("[data-sheet=pay]")
    people.until(lambda: yes.is_visible() or sheet.is_visible())
    if yes.is_visible():
        yes.tap()


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
    people.until(lambda: any("付款" in one["sentence"] for one in seller.get(path)["items"]))
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

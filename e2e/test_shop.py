"""The shop on the customer's phone and the till on the seller's: every page, in both languages."""

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

import people
from conftest import ROOT, House, Windows, picture
from people import Api
from test_phone_apps import admin
from walk import Walker

SHOP = "packages/shop"
BUYER = "u4"
HOME = {
    "id": "1", "name": "王姐", "phone": "13800004321", "region": "330106",
    "region_text": "浙江省杭州市西湖区", "detail": "文三路 100 号 2 幢 301",
}  # fmt: skip


class Visitor(Api):
    """The API as somebody uses it who has no account."""

    def __init__(self, house: House) -> None:
        self.house, self.token = house, ""


class Buyer:
    """Somebody who agreed to being recognised for orders, and what their phone keeps."""

    def __init__(self, house: House) -> None:
        self.house, self.seller = house, Api(house, "sales")
        card = self.seller.get("/cards?staff=me")["items"][0]
        self.code = str(self.seller.get(f"/cards/{card['id']}/codes")["items"][0]["code"])
        self.known = Visitor(house)
        face = self.known.get(f"/visitor/card?code={self.code}")
        self.merchant = str(face["merchant"]["id"])
        appid = house.facts["wechat"]["mini_program"]["appid"]
        login = admin(house, "POST", f"/box/users/{BUYER}/login-code", {"appid": appid})
        entered = self.known.post(
            "/visitor/mini/login", code=login["code"], card_code=self.code, purposes=["order"],
            version=face["consent"]["version"],
        )  # fmt: skip
        self.known.token = str(entered["token"])
        rows = self.known.get(f"/public/shops/{self.code}/products?limit=20")["items"]
        self.goods = [one for one in rows if one["sku_id"] and not one["sold_out"]]
        assert self.goods

    def orders(self) -> dict[str, Any]:
        """An order to be fetched at the shop, paid in cash."""
        cart: dict[str, Any] = {
            "lines": [{"sku_id": self.goods[0]["sku_id"], "quantity": 2}],
            "delivery": "pickup", "pickup_name": "王姐", "pickup_phone": "13800004321",
        }  # fmt: skip
        quote = self.known.post("/visitor/orders/quote", **cart)
        for place in quote["pickup_places"][:1]:
            cart["pickup_place_id"] = place["id"]
        order = self.known.post(
            "/visitor/orders", **cart, expected_total_fen=quote["total_fen"],
            source={"code": self.code},
        )  # fmt: skip
        boss = Api(self.house, "owner")
        boss.post(f"/orders/{order['id']}/payments", method="cash", note="")
        return dict(self.known.get(f"/visitor/orders/{order['id']}"))

    def sits_down(self, page: Page) -> None:
        """The phone of the buyer: known here, something in the cart, an address at hand."""
        lines = [{"sku_id": one["sku_id"], "quantity": 1} for one in self.goods[:2]]
        plan = {"merchantId": self.merchant, "code": self.code, "lines": lines, "fromCart": True}
        kept = {
            f"keliu.visitor.{self.merchant}": self.known.token,
            f"keliu.cart.{self.merchant}": boxed(lines),
            "keliu.checkout": boxed(plan),
            "keliu.addresses": boxed([HOME]),
        }
        text = json.dumps(kept, ensure_ascii=False)
        page.add_init_script(
            "if (location.protocol !== 'about:')"
            f" for (const [k, v] of Object.entries({text})) localStorage.setItem(k, v)"
        )


def boxed(value: object) -> str:
    """As the phone's storage keeps what is no text."""
    return json.dumps({"type": "object", "data": value}, ensure_ascii=False)


def pages() -> list[str]:
    """The customer's pages as the build knows them."""
    text = (ROOT / "mobile/src/pages.json").read_text(encoding="utf-8")
    known = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.M))
    (shop,) = [part for part in known["subPackages"] if part["root"] == SHOP]
    return [page["path"] for page in shop["pages"]]


def test_every_page_of_the_shop_opens_and_fits(house: House, windows: Windows) -> None:
    buyer = Buyer(house)
    order = buyer.orders()
    walkers = [Walker(windows.phone().page, language) for language in ("zh-Hans", "en")]
    for walker in walkers:
        buyer.sits_down(walker.page)
        walker.data += json.dumps(HOME, ensure_ascii=False)  # theirs, not ours to translate
    wrong: dict[str, list[str]] = {}
    for path in [f"{SHOP}/{one}" for one in pages()] + ["pages/card/product"]:
        query = f"c={buyer.code}&id={order['id']}&p={buyer.goods[0]['id']}"
        for walker in walkers:
            walker.go(house.url(f"/m/#/{path}?{query}"))
        for walker in walkers:
            expect(walker.page.locator("uni-page").last).to_be_visible()
            if found := walker.look(f"shop-{path.replace('/', '-')}"):
                wrong[f"{path} {walker.language}"] = found
    assert wrong == {}, "\n".join(f"{path}: {found}" for path, found in wrong.items())


def test_what_is_ordered_is_fetched_with_its_code(house: House, windows: Windows) -> None:
    """王姐 sees what it comes to, shows her code, and 小李 hands it over, once."""
    buyer = Buyer(house)
    order = buyer.orders()
    phone = windows.phone().page
    buyer.sits_down(phone)
    phone.goto(house.url(f"/m/#/{SHOP}/confirm?c={buyer.code}"))
    expect(phone.locator("#place")).to_be_visible()
    picture(phone, "shop-confirm-phone")
    phone.goto("about:blank")
    phone.goto(house.url(f"/m/#/{SHOP}/order?c={buyer.code}&id={order['id']}"))
    code = phone.locator(".pk-code").inner_text().replace(" ", "")
    assert code == order["pickup_code"]
    picture(phone, "shop-pickup-phone")
    till = people.phone(house, windows, "sales", "orders/verify")
    till.locator("#pickup-code input").fill(code)
    till.locator("#look-code").click()
    expect(till.get_by_text(buyer.goods[0]["name"]).first).to_be_visible()
    till.locator("#hand-over").click()
    expect(till.get_by_text("已核销")).to_be_visible()
    till.locator("[data-act=next]").click()
    till.locator("#pickup-code input").fill(code)
    till.locator("#look-code").click()
    expect(till.get_by_text("已经核销过")).to_be_visible()
    phone.reload()
    expect(phone.locator("[data-state=done]")).to_be_visible()


def test_the_till_takes_a_code_and_sees_it_paid(house: House, windows: Windows) -> None:
    """An amount, a code, and a customer who scans it with WeChat."""
    till = people.phone(house, windows, "sales", "orders/cashier")
    for key in "12.8":
        till.locator(f"[data-key='{key}']").click()
    picture(till, "cashier-phone")
    with till.expect_response(re.compile(r"/orders/\d+/payments$")) as told:
        till.locator("[data-act=native]").click()
    expect(till.locator("[data-act=code]")).to_be_visible()
    link = told.value.json()["code_url"]
    admin(house, "POST", "/box/pay/payments", {"user": BUYER, "link": link})
    expect(till.get_by_text("已收到 ¥12.80")).to_be_visible()

"""Paying on a phone: a scanned code, a page that calls wx.chooseWXPay, and changing one's mind."""

import json
import secrets
import time
from typing import Any

from playwright.sync_api import Page, expect

from keliu.box.pay import sums
from keliu.box.people import openid
from keliu.box.tests import pay as counter
from keliu.box.tests.conftest import OA, Running
from keliu.box.tests.product import Product, qr
from keliu.box.tests.test_phone_in_browser import aunt, browser, pytestmark, scan, shop

__all__ = ["aunt", "browser", "pytestmark", "shop"]
CHOOSE = """([config, asked]) => new Promise(done => {
  wx.config(config)
  wx.ready(() => wx.chooseWXPay({ ...asked, complete: result => done(result.errMsg) }))
})"""


def ask(running: Running, given: dict[str, Any], path: str, body: dict[str, Any]) -> Any:
    """A signed request, as a merchant sends it."""
    text, now, nonce = json.dumps(body), int(time.time()), secrets.token_hex(8)
    mark = sums.signed(given["private_key"], f"POST\n{path}\n{now}\n{nonce}\n{text}\n".encode())
    parts = f'mchid="{given["mchid"]}",nonce_str="{nonce}",timestamp="{now}"'
    header = f'{sums.SCHEME} {parts},serial_no="{given["serial"]}",signature="{mark}"'
    answer = running.client.post(path, content=text, headers={"Authorization": header})
    answer.raise_for_status()
    return answer.json()


def order(running: Running, given: dict[str, Any], kind: str, number: str) -> str:
    """What opens the pay sheet of a new order."""
    wish = {
        "mchid": given["mchid"], "appid": OA, "description": "红富士 5 斤", "out_trade_no": number,
        "notify_url": "http://127.0.0.1:9/none", "amount": {"total": 1280},
        "payer": {"openid": openid(OA, "u1")},
    }  # fmt: skip
    made = ask(running, given, f"/v3/pay/transactions/{kind}", wish)
    return str(next(iter(made.values())))


def state(running: Running, number: str) -> str:
    found = running.box.pay.ledger.known(counter.MCHID, number)
    return found.state


def test_a_scanned_code_is_paid_with_one_tap(shop: Product, running: Running, aunt: Page) -> None:
    given = counter.merchant(running)
    scan(aunt, qr(order(running, given, "native", "SCAN000001")))
    sheet = aunt.locator("[data-sheet=pay]")
    expect(sheet).to_contain_text("红富士 5 斤")
    expect(sheet.locator(".amount")).to_have_text("¥12.80")
    sheet.locator("[data-act=pay]").click()
    expect(aunt.locator(".paid")).to_contain_text("支付成功")
    aunt.locator("[data-act=paid]").click()
    assert state(running, "SCAN000001") == "SUCCESS"


def test_a_page_opens_the_sheet_and_hears_how_it_ended(
    shop: Product, running: Running, aunt: Page
) -> None:
    given = counter.merchant(running)
    scan(aunt, qr(f"{shop.base}/s/Ab3"))
    expect(aunt.frame_locator(".web iframe").locator("#state")).to_have_text("ready")
    frame = next(one for one in aunt.frames if "/page.html" in one.url)
    config = {**shop.config(frame.url.split("#")[0]), "jsApiList": ["chooseWXPay"]}
    said = {
        "timestamp": str(int(time.time())), "nonceStr": "n1", "signType": "RSA",
        "package": f"prepay_id={order(running, given, 'jsapi', 'PAGE000001')}",
    }  # fmt: skip
    lines = f"{OA}\n{said['timestamp']}\n{said['nonceStr']}\n{said['package']}\n"
    asked = {**said, "paySign": sums.signed(given["private_key"], lines.encode())}

    def choose(what: dict[str, Any]) -> None:
        frame.evaluate(
            f"([c, a]) => {{ window.paid = ''; ({CHOOSE})([c, a]).then(m => window.paid = m) }}",
            [config, what],
        )

    choose({**asked, "nonceStr": "n2"})
    frame.wait_for_function("window.paid")
    assert frame.evaluate("window.paid") == "chooseWXPay:fail, 支付验证签名失败"
    choose(asked)
    aunt.locator("[data-sheet=pay] [data-act=cancel]").click()
    frame.wait_for_function("window.paid")
    assert frame.evaluate("window.paid") == "chooseWXPay:cancel"
    choose(asked)
    aunt.locator("[data-sheet=pay] [data-act=pay]").click()
    aunt.locator("[data-act=paid]").click()
    frame.wait_for_function("window.paid")
    assert frame.evaluate("window.paid") == "chooseWXPay:ok"
    assert state(running, "PAGE000001") == "SUCCESS"

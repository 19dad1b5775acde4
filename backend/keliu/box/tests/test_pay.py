"""The box's WeChat Pay as a foreign client meets it: wechatpayv3, written by others."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import pytest
import requests
import wechatpayv3.core
from wechatpayv3 import WeChatPay, WeChatPayType

from keliu.box.pay import sums
from keliu.box.pay.courier import WAITS
from keliu.box.pay.words import CHINA
from keliu.box.people import openid
from keliu.box.tests.conftest import OA, Running
from keliu.box.tests.pay import MCHID, Listener, listening, merchant, until

DAY = 86400
HOST = "https://api.mch.weixin.qq.com"


class Turned:
    """`requests` with the real host's address turned to the box."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"

    def __getattr__(self, name: str) -> Any:
        def call(url: str, **rest: Any) -> requests.Response:
            with requests.Session() as session:
                session.trust_env = False
                answer: requests.Response = getattr(session, name)(
                    url.replace(HOST, self.base), **rest
                )
                return answer

        return call


@pytest.fixture(scope="module")
def shop() -> Iterator[Listener]:
    with listening() as heard:
        yield heard


@pytest.fixture
def till(shop: Listener, running: Running, monkeypatch: pytest.MonkeyPatch) -> Listener:
    """The listener, empty; the foreign client's address leads to the box."""
    monkeypatch.setattr(wechatpayv3.core, "requests", Turned(running.port))
    shop.heard.clear()
    shop.answers.clear()
    return shop


def client(till: Listener, given: dict[str, Any]) -> WeChatPay:
    """The foreign client with what the merchant's platform gave."""
    keyed = given["mode"] != "certificate"
    return WeChatPay(
        wechatpay_type=WeChatPayType.JSAPI,
        mchid=given["mchid"],
        private_key=given["private_key"],
        cert_serial_no=given["serial"],
        appid=OA,
        apiv3_key=given["api_key"],
        notify_url=till.url,
        public_key=given["public_key"] if keyed else None,
        public_key_id=given["public_key_id"] if keyed else None,
        timeout=(5, 5),
    )


def ordered(pay: WeChatPay, number: str, total: int = 100, **more: Any) -> tuple[int, Any]:
    wish = {"payer": {"openid": openid(OA, "u1")}} | more
    code, said = pay.pay(
        description="红富士 5 斤", out_trade_no=number, amount={"total": total}, **wish
    )
    return code, json.loads(said)


def paid(running: Running, made: dict[str, str], user: str = "u1") -> Any:
    link = next(iter(made.values()))
    return running.admin("POST", "/box/pay/payments", {"user": user, "link": link}).json()


def heard(pay: WeChatPay, till: Listener, at: int = -1) -> Any:
    """What a notice says to the foreign client."""
    headers, body = till.heard[at]
    return pay.callback({name.title(): value for name, value in headers.items()}, body)


def notices(running: Running) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = running.admin("GET", "/box/pay/notices").json()["items"]
    return found


@pytest.mark.parametrize("mode", ["public_key", "certificate", "switching"])
def test_a_sale_and_its_return_by_a_foreign_client(
    running: Running, till: Listener, mode: str
) -> None:
    pay = client(till, merchant(running, mode))
    code, made = ordered(pay, "sale-000001")
    assert (code, list(made)) == (200, ["prepay_id"])
    assert json.loads(pay.query(out_trade_no="sale-000001")[1])["trade_state"] == "NOTPAY"
    assert paid(running, made)["total"] == 100
    until(lambda: len(till.heard) == 2)  # a probe goes before the first
    assert heard(pay, till, 0) is None
    told = heard(pay, till)
    assert told["event_type"] == "TRANSACTION.SUCCESS"
    assert told["resource"]["amount"]["payer_total"] == 100
    assert told["resource"]["payer"] == {"openid": openid(OA, "u1")}
    found = json.loads(pay.query(out_trade_no="sale-000001")[1])
    assert found["transaction_id"] == told["resource"]["transaction_id"]
    code, said = pay.refund(
        out_refund_no="back-000001",
        amount={"refund": 40, "total": 100, "currency": "CNY"},
        out_trade_no="sale-000001",
        notify_url=till.url,
    )
    assert (code, json.loads(said)["status"]) == (200, "PROCESSING")
    running.advance(5)
    until(lambda: len(till.heard) == 3)
    told = heard(pay, till)
    assert (told["event_type"], told["resource"]["refund_status"]) == ("REFUND.SUCCESS", "SUCCESS")
    assert json.loads(pay.query_refund("back-000001")[1])["status"] == "SUCCESS"
    assert json.loads(pay.query(out_trade_no="sale-000001")[1])["trade_state"] == "REFUND"


def test_every_way_to_order(running: Running, till: Listener) -> None:
    pay = client(till, merchant(running))
    scene = {"payer_client_ip": "1.2.3.4", "h5_info": {"type": "Wap"}}
    code, made = ordered(pay, "native-0001", pay_type=WeChatPayType.NATIVE)
    assert (code, made["code_url"][:33]) == (
        200,
        "weixin://wxpay/bizpayurl?pr=" + made["code_url"][28:33],
    )
    code, h5 = ordered(pay, "h5-0000001", pay_type=WeChatPayType.H5, scene_info=scene)
    assert (code, list(h5)) == (200, ["h5_url"])
    assert ordered(pay, "app-000001", pay_type=WeChatPayType.APP)[0] == 200
    assert "transaction_id" in paid(running, made, "u2")
    assert "transaction_id" in paid(running, h5, "u3")


def test_a_browser_outside_wechat_pays_within_five_minutes(
    running: Running, till: Listener
) -> None:
    pay = client(till, merchant(running))
    scene = {"payer_client_ip": "1.2.3.4", "h5_info": {"type": "Wap"}}
    urls = [
        ordered(pay, number, pay_type=WeChatPayType.H5, scene_info=scene)[1]["h5_url"]
        for number in ("h5-0000001", "h5-0000002")
    ]
    path, late = (url.removeprefix(running.box.config.base) for url in urls)
    assert "用谁的微信付款" in running.client.get(path).text
    inside = running.client.get(path, headers={"Sec-Fetch-Dest": "iframe"}).text
    assert "请在微信外打开订单" in inside
    shop = "?redirect_url=http%3A%2F%2Fu3.localhost%3A8000%2Fm%2F%23%2Fpay%3Fid%3D1"
    done = running.client.post(path + shop, data={"user": "u3"}).text
    assert "支付成功" in done
    assert 'href="http://u3.localhost:8000/m/#/pay?id=1"' in done
    elsewhere = "?redirect_url=https%3A%2F%2Fevil.example%2F"
    other = ordered(pay, "h5-0000003", pay_type=WeChatPayType.H5, scene_info=scene)[1]["h5_url"]
    other = other.removeprefix(running.box.config.base) + elsewhere
    assert "返回商家" not in running.client.post(other, data={"user": "u3"}).text
    assert "该订单已支付" in running.client.post(path, data={"user": "u3"}).text
    running.advance(301)
    assert "已失效" in running.client.post(late, data={"user": "u3"}).text
    assert json.loads(pay.query(out_trade_no="h5-0000001")[1])["trade_state"] == "SUCCESS"


def test_what_is_refused(running: Running, till: Listener) -> None:
    given = merchant(running)
    pay = client(till, given)
    _, made = ordered(pay, "order-00001")
    again = ordered(pay, "order-00001")
    assert again == (200, made)
    assert ordered(pay, "order-00001", total=101)[1]["code"] == "INVALID_REQUEST"
    assert ordered(pay, "short")[1]["code"] == "PARAM_ERROR"
    assert ordered(pay, "order-00002", payer={"openid": "nobody"})[1]["code"] == "PARAM_ERROR"
    assert ordered(pay, "order-00002", appid="wx99")[1]["code"] == "APPID_MCHID_NOT_MATCH"
    assert ordered(pay, "order-00002", attach="🍎")[1]["code"] == "PARAM_ERROR"
    assert paid(running, made, "u2")["detail"].startswith("下单账号与支付账号不一致")
    assert "transaction_id" in paid(running, made)
    assert paid(running, made)["detail"] == "该订单已支付"
    assert ordered(pay, "order-00001")[1]["code"] == "ORDERPAID"
    assert json.loads(pay.close("order-00001")[1])["code"] == "ORDERPAID"
    assert pay.query(out_trade_no="unknown-0001")[0] == 404
    back = {"refund": 101, "total": 100, "currency": "CNY"}
    code, said = pay.refund("back-00001", back, out_trade_no="order-00001")
    assert (code, json.loads(said)["code"]) == (400, "INVALID_REQUEST")
    ordered(pay, "order-00003")
    assert pay.close("order-00003")[0] == 204
    assert ordered(pay, "order-00003")[1]["code"] == "ORDER_CLOSED"
    foreign = client(till, given | {"private_key": sums.new_key()})
    assert ordered(foreign, "order-00004") == (
        401, {"code": "SIGN_ERROR", "message": "签名错误,请检查后再试"})  # fmt: skip
    assert ordered(client(till, given | {"serial": "ABC"}), "order-00004")[0] == 401


def test_a_signed_request_is_good_once_and_for_five_minutes(
    running: Running, till: Listener
) -> None:
    given = merchant(running)
    path = f"/v3/pay/transactions/out-trade-no/unknown-1?mchid={MCHID}"

    def asked(at: int, nonce: str) -> int:
        said = f"GET\n{path}\n{at}\n{nonce}\n\n".encode()
        parts = (
            f'mchid="{MCHID}",nonce_str="{nonce}",timestamp="{at}",serial_no="{given["serial"]}"'
        )
        mark = sums.signed(given["private_key"], said)
        header = {"Authorization": f'{sums.SCHEME} {parts},signature="{mark}"'}
        return running.client.get(path, headers=header).status_code

    now = int(datetime.now(CHINA).timestamp())
    assert [asked(now, "n1"), asked(now, "n1"), asked(now, "n2")] == [404, 401, 404]
    assert [asked(now - 301, "n3"), asked(now + 302, "n4")] == [401, 401]


def test_a_notice_comes_until_it_is_taken_on_the_table_of_retries(
    running: Running, till: Listener
) -> None:
    pay = client(till, merchant(running))
    till.answers[:] = [401, 500, 404, 200]  # the probe, then three tries
    paid(running, ordered(pay, "late-000001")[1])
    until(lambda: notices(running)[0]["tries"] == 1)
    running.advance(WAITS[0] - 2)
    assert notices(running)[0]["tries"] == 1
    running.advance(3)
    until(lambda: notices(running)[0]["tries"] == 2)
    running.advance(WAITS[1] + 1)
    until(lambda: notices(running)[0]["taken_at"])
    assert (notices(running)[0]["tries"], notices(running)[0]["due_at"]) == (3, None)
    assert len({body for _, body in till.heard}) == 4  # sealed anew each time
    assert len({heard(pay, till, at)["id"] for at in (1, 2, 3)}) == 1


def _tried(running: Running, times: int) -> bool:
    return bool(notices(running)[0]["tries"] == times)


def test_nobody_is_told_for_ever(running: Running, till: Listener) -> None:
    pay = client(till, merchant(running))
    till.answers[:] = [500] * 40
    paid(running, ordered(pay, "never-00001")[1])
    for number in range(1, len(WAITS) + 2):
        until(partial(_tried, running, number))
        running.advance(7 * 3600)
    assert (notices(running)[0]["due_at"], len(WAITS), sum(WAITS)) == (None, 15, 86640)


def test_bills_of_a_day(running: Running, till: Listener) -> None:
    given = merchant(running)
    pay = client(till, given)
    paid(running, ordered(pay, "bill-000001", total=1230)[1])
    pay.refund("back-bill-1", {"refund": 30, "total": 1230, "currency": "CNY"},
               out_trade_no="bill-000001")  # fmt: skip
    running.advance(3)
    until(lambda: json.loads(pay.query_refund("back-bill-1")[1])["status"] == "SUCCESS")
    day = datetime.fromtimestamp(running.box.clock.now(), CHINA).date().isoformat()
    assert json.loads(pay.trade_bill(day)[1])["code"] == "NO_STATEMENT_EXIST"
    running.advance(DAY + 11 * 3600)
    code, said = pay.trade_bill(day, tar_type="GZIP")
    where = json.loads(said)
    url = where["download_url"].replace(running.box.config.base, HOST)
    code, file = pay._core.request(url.removeprefix(HOST), skip_verify=True)
    text = gzip.decompress(file)
    assert (code, hashlib.sha1(text).hexdigest()) == (200, where["hash_value"])
    lines = text.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[-1]) == (5, "`2,`12.30,`0.30,`0.00,`0.00000,`12.30,`0.30")
    assert json.loads(pay.fundflow_bill(day)[1])["hash_type"] == "SHA1"


def test_trouble_on_request(running: Running, till: Listener) -> None:
    pay = client(till, merchant(running))
    fault = {"path": "/v3/pay/transactions/jsapi", "kind": "errcode", "times": 1}
    for status, word in ((429, "FREQUENCY_LIMITED"), (500, "SYSTEM_ERROR")):
        running.admin("POST", "/box/faults", fault | {"errcode": status}).raise_for_status()
        assert ordered(pay, "fault-00001")[0] == status, word
    assert ordered(pay, "fault-00001")[0] == 200

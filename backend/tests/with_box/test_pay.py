"""Our client of WeChat Pay at the box's counter: every call, every way of failing, every key."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from wechatpayv3.utils import load_public_key, rsa_verify

from keliu.box.people import openid
from keliu.box.tests import pay as counter
from keliu.box.tests.conftest import MINI, OA, Running
from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.wechat.errors import PayDown, PayRefused
from keliu.wechat.pay import bills, notices, signing, verifying
from keliu.wechat.pay.client import Pay
from keliu.wechat.pay.orders import Order, RefundAsk
from keliu.wechat.pay.verifying import Verifier

APPLES = Order(OA, "KL0000000001", "红富士 5 斤", 1230, openid=openid(OA, "u1"), attach="桌号 3")
BACK = RefundAsk("KL0000000001", "KR0000000001", 230, 1230, "少了两个")


@pytest.fixture(scope="module")
def shop() -> Iterator[counter.Listener]:
    with counter.listening() as heard:
        yield heard


@pytest.fixture
def till(shop: counter.Listener) -> counter.Listener:
    shop.heard.clear()
    shop.answers.clear()
    return shop


def pay_of(running: Running, till: counter.Listener, given: dict[str, Any]) -> Pay:
    """Our client with what the merchant's platform gave."""
    keyed = given["mode"] != "certificate"
    known = {given["public_key_id"]: verifying.public_key(given["public_key"].encode())}
    pay = Pay(
        merchant=signing.Merchant(
            given["mchid"], given["serial"], signing.private_key(given["private_key"].encode())
        ),
        verifier=Verifier(known if keyed else {}, now=lambda: clock.now().timestamp()),
        api_key=given["api_key"],
        notify_url=till.url,
        bases=[f"http://127.0.0.1:{running.port}"],
        public_key_id=given["public_key_id"] if keyed else "",
    )
    if given["mode"] != "public_key":
        certificates = pay.certificates().values()
        pay.verifier.keys = {
            **pay.verifier.keys,
            **dict(verifying.certificate(pem.encode()) for pem in certificates),
        }
    return pay


def paid(running: Running, link: str, user: str = "u1") -> dict[str, Any]:
    body = {"user": user, "link": link}
    answer: dict[str, Any] = running.admin("POST", "/box/pay/payments", body).json()
    return answer


@pytest.mark.parametrize("mode", ["public_key", "certificate", "switching"])
def test_a_sale_and_its_return(running: Running, till: counter.Listener, mode: str) -> None:
    given = counter.merchant(running, mode)
    pay = pay_of(running, till, given)
    prepay = pay.order_jsapi(APPLES)
    assert prepay == pay.order_jsapi(APPLES)
    assert pay.query(APPLES.out_trade_no).trade_state == "NOTPAY"
    paid(running, prepay)
    found = pay.query(APPLES.out_trade_no)
    assert found.paid
    assert (found.attach, found.payer.openid) == ("桌号 3", APPLES.openid)
    assert pay.query_id(found.transaction_id) == found
    assert pay.refund(BACK).status == "PROCESSING"
    running.advance(5)
    counter.until(lambda: pay.refund_query(BACK.out_refund_no).status == "SUCCESS")
    assert pay.refund(BACK).status == "SUCCESS"
    counter.until(lambda: len(till.heard) == 3)
    heard = []
    for headers, body in till.heard[1:]:
        pay.verifier.check({name.title(): value for name, value in headers.items()}, body)
        heard.append(notices.read(body, pay.api_key).about)
    assert heard[0] == found
    assert heard[1] == pay.refund_query(BACK.out_refund_no).told(given["mchid"])


def test_every_way_to_pay(running: Running, till: counter.Listener) -> None:
    pay = pay_of(running, till, counter.merchant(running))
    number = iter(f"KL000000001{digit}" for digit in range(9))
    code = pay.order_native(replace(APPLES, out_trade_no=next(number)))
    web = pay.order_h5(replace(APPLES, out_trade_no=next(number), payer_ip="1.2.3.4"))
    assert pay.order_app(replace(APPLES, out_trade_no=next(number))).startswith("wx")
    assert "transaction_id" in paid(running, code, "u2")
    assert "transaction_id" in paid(running, web, "u3")


def test_what_is_wrong_is_refused_before_it_is_sent(
    running: Running, till: counter.Listener
) -> None:
    pay = pay_of(running, till, counter.merchant(running))
    wrong: dict[str, dict[str, Any]] = {
        "out_trade_no": {"out_trade_no": "1"},
        "description": {"description": "苹果🍎"},
        "total_fen": {"total_fen": 0},
        "openid": {"openid": ""},
        "attach": {"attach": "长" * 129},
    }
    for field, value in wrong.items():
        with pytest.raises(Invalid) as refused:
            pay.order_jsapi(replace(APPLES, **value))
        assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid):
        pay.refund(replace(BACK, refund_fen=1231))
    assert running.admin("GET", "/box/pay/orders").json()["items"] == []


def test_refusals_have_their_word(running: Running, till: counter.Listener) -> None:
    pay = pay_of(running, till, counter.merchant(running))

    def word(call: Any, *args: Any) -> str:
        with pytest.raises(PayRefused) as refused:
            call(*args)
        assert refused.value.details["request_id"]
        return str(refused.value.details["errcode"])

    assert word(pay.query, "KL9999999999") == "ORDER_NOT_EXIST"
    assert word(pay.refund_query, "KR9999999999") == "RESOURCE_NOT_EXISTS"
    assert word(pay.order_jsapi, replace(APPLES, appid="wx99")) == "APPID_MCHID_NOT_MATCH"
    link = pay.order_jsapi(APPLES)
    assert word(pay.order_jsapi, replace(APPLES, total_fen=1)) == "INVALID_REQUEST"
    paid(running, link)
    assert word(pay.order_jsapi, APPLES) == "ORDERPAID"
    assert word(pay.close, APPLES.out_trade_no) == "ORDERPAID"
    today = clock.local_day(clock.now(), "Asia/Shanghai")
    assert word(pay.bill, "trade", today) == "NO_STATEMENT_EXIST"
    stranger = counter.merchant(running, mchid="1900000110")["private_key"]
    other = signing.private_key(stranger.encode())
    foreign = replace(pay, merchant=replace(pay.merchant, key=other))
    assert word(foreign.query, APPLES.out_trade_no) == "SIGN_ERROR"


def test_an_order_is_closed_by_hand_or_by_its_time(
    running: Running, till: counter.Listener
) -> None:
    pay = pay_of(running, till, counter.merchant(running))
    link = pay.order_jsapi(APPLES)
    pay.close(APPLES.out_trade_no)
    assert pay.query(APPLES.out_trade_no).trade_state == "CLOSED"
    assert paid(running, link)["detail"] == "订单已关闭"
    late = replace(APPLES, out_trade_no="KL0000000002", expires_at=clock.now() + timedelta(hours=1))
    pay.order_jsapi(late)
    running.advance(3601)
    assert pay.query(late.out_trade_no).trade_state == "CLOSED"


def test_an_answer_that_proves_nothing_is_an_unknown_outcome(
    running: Running, till: counter.Listener
) -> None:
    pay = pay_of(running, till, counter.merchant(running))
    with pytest.raises(PayDown) as down:
        replace(pay, verifier=Verifier({}, now=pay.verifier.now)).order_jsapi(APPLES)
    assert down.value.details["why"] == "unproven"
    late = Verifier(pay.verifier.keys, now=lambda: clock.now().timestamp() + 301)
    with pytest.raises(PayDown):
        replace(pay, verifier=late).query("KL9999999999")  # nor is "no such order" believed
    assert pay.query(APPLES.out_trade_no).trade_state == "NOTPAY"


@pytest.mark.parametrize("kind", ["reset", "html"])
def test_the_second_host_answers_when_the_first_does_not(
    running: Running, till: counter.Listener, kind: str
) -> None:
    one = pay_of(running, till, counter.merchant(running))
    fault = {"path": "/v3/pay/transactions/jsapi", "kind": kind, "times": 1, "after": True}
    running.admin("POST", "/box/faults", fault).raise_for_status()
    with pytest.raises(PayDown):
        one.order_jsapi(APPLES)
    running.admin("POST", "/box/faults", fault).raise_for_status()
    both = replace(one, bases=[*one.bases, f"http://localhost:{running.port}"])
    prepay = both.order_jsapi(APPLES)
    assert prepay == one.order_jsapi(APPLES)
    dead = replace(one, bases=["http://127.0.0.1:9", *one.bases])
    assert dead.query(APPLES.out_trade_no).trade_state == "NOTPAY"


@pytest.mark.parametrize(("status", "raised"), [(429, PayRefused), (500, PayDown)])
def test_busy_and_broken(
    running: Running, till: counter.Listener, status: int, raised: type[Exception]
) -> None:
    pay = pay_of(running, till, counter.merchant(running))
    fault = {"path": "/v3/*", "kind": "errcode", "errcode": status, "times": 1}
    running.admin("POST", "/box/faults", fault).raise_for_status()
    with pytest.raises(raised):
        pay.order_jsapi(APPLES)
    assert pay.order_jsapi(APPLES)


def test_bills_to_the_fen(running: Running, till: counter.Listener) -> None:
    pay = pay_of(running, till, counter.merchant(running))
    paid(running, pay.order_jsapi(replace(APPLES, description="橙子,苹果")))
    pay.refund(BACK)
    running.advance(3)
    counter.until(lambda: pay.refund_query(BACK.out_refund_no).status == "SUCCESS")
    day = (clock.now() + timedelta(hours=8)).date()
    running.advance(86400 + 11 * 3600)
    bill = pay.bill("trade", day)
    assert [row[bills.ORDER_NO] for row in bill.rows] == [APPLES.out_trade_no] * 2
    assert (bill.rows[0]["商品名称"], bill.fen(0, "订单金额")) == ("橙子,苹果", 1230)
    assert (bill.rows[1][bills.REFUND_NO], bill.fen(1, "退款金额")) == (BACK.out_refund_no, 230)
    assert bills.fen(bill.totals["订单总金额"]) == 1230
    money = pay.bill("fund", day)
    assert [money.fen(row, "账户结余(元)") for row in range(2)] == [1230, 1000]


def test_the_pay_sheet_is_signed_as_a_foreign_verifier_wants_it(
    running: Running, till: counter.Listener
) -> None:
    pay = pay_of(running, till, counter.merchant(running))
    said = pay.sheet(OA, pay.order_jsapi(APPLES))
    lines = [said[name] for name in ("appId", "timeStamp", "nonceStr", "package")]
    public = load_public_key(own_public(pay))
    assert said["signType"] == "RSA"
    assert foreign_verifies(public, lines, said["paySign"])
    assert not foreign_verifies(public, [*lines[:3], lines[3] + "x"], said["paySign"])

    def shown(user: str = "u1", **other: str) -> dict[str, Any]:
        asked = {**said, "appid": said["appId"]} | other
        answer: dict[str, Any] = running.phone(user, "POST", "/pay/check", asked).json()
        return answer

    assert shown()["total"] == 1230
    assert shown(nonceStr="other")["detail"] == "支付验证签名失败"
    assert shown("u2")["detail"].startswith("下单账号与支付账号不一致")
    assert shown(appid=MINI)["detail"] == "签名方式或 appId 不对"
    confirm = {"appid": OA, "prepay_id": shown()["prepay_id"]}
    assert running.phone("u1", "POST", "/pay/confirm", confirm).json()["state"] == "SUCCESS"
    assert running.phone("u1", "POST", "/pay/confirm", confirm).status_code == 422


def own_public(pay: Pay) -> str:
    """The public half of our own key, as the foreign library reads it."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    key = pay.merchant.key.public_key()
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def foreign_verifies(public: Any, lines: list[str], mark: str) -> bool:
    """wechatpayv3 checks `a\\nb\\nc\\n`; four lines are three with the first two in one."""
    first, nonce, body = f"{lines[0]}\n{lines[1]}", lines[2], lines[3]
    return bool(rsa_verify(first, nonce, body, mark, public))

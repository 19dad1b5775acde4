"""WeChat Pay's own addresses under /v3/: every request signed, every answer too."""

import gzip
import hashlib
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.pay import bills, sums, words
from keliu.box.pay.courier import signature_of
from keliu.box.pay.errors import NUMBERS, PayError
from keliu.box.pay.ledger import Wish
from keliu.box.pay.merchants import PayMerchant
from keliu.box.people import openid

SKEW = 300
NUMBER = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
REFUND_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
LINKS = {
    "jsapi": ("prepay_id", "wx{token}"),
    "app": ("prepay_id", "wx{token}"),
    "native": ("code_url", "weixin://wxpay/bizpayurl?pr={token}"),
    "h5": ("h5_url", "{base}/pay/h5/{token}"),
}
_files: dict[str, tuple[str, bytes]] = {}  # token of a download: whose, and the file


@dataclass(frozen=True)
class Ask:
    """A request whose signature holds."""

    box: Box
    request: Request
    merchant: PayMerchant

    def json(self) -> dict[str, Any]:
        """The body as an object."""
        try:
            value = self.request.json()
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise PayError("PARAM_ERROR", "请求体不是 JSON 对象")
        return value


Answer = Callable[[Ask], Response]
Handler = Callable[[Box, Request], Awaitable[Response]]


def answered(handler: Answer) -> Handler:
    """An address that checks the Authorization, and signs whatever is answered."""

    async def through(box: Box, request: Request) -> Response:
        merchant: PayMerchant | None = None
        number = secrets.token_hex(12)
        try:
            merchant = _proven(box, request)
            response = handler(Ask(box, request, merchant))
        except PayError as refused:
            number = f"{number}-{NUMBERS.get(refused.code, '0')}"
            body = {"code": refused.code, "message": refused.message}
            response = json_response(body, status=refused.status)
        headers = [*response.headers, ("request-id", number)]
        if merchant is not None and not request.path.startswith("/v3/billdownload/"):
            wanted = request.headers.get("wechatpay-serial", "")
            made = signature_of(box.pay.merchants, merchant, response.body, wanted)
            made.pop("Content-Type")
            headers += [(name.lower(), value) for name, value in made.items()]
        response.headers = headers
        return response

    return through


def _proven(box: Box, request: Request) -> PayMerchant:
    """Who signed this request. Raises SIGN_ERROR."""
    claim = sums.claim_of(request.headers.get("authorization", ""))
    merchant = box.pay.merchants.find(claim.mchid) if claim else None
    if claim is None or merchant is None:
        raise PayError(
            "SIGN_ERROR", "Http头Authorization值格式错误,请参考《微信支付商户REST API签名规则》"
        )
    if claim.serial != merchant.serial:
        raise PayError("SIGN_ERROR", "商户证书序列号有误。请使用签名私钥匹配的证书序列号")
    if not claim.timestamp.isdigit() or abs(time.time() - int(claim.timestamp)) > SKEW:
        raise PayError(
            "SIGN_ERROR", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"
        )
    head = f"{request.method}\n{request.target}\n{claim.timestamp}\n{claim.nonce}\n"
    if not sums.holds(merchant.public_key, head.encode() + request.body + b"\n", claim.signature):
        raise PayError("SIGN_ERROR", "签名错误,请检查后再试")
    _once(box, f"{claim.mchid}|{claim.nonce}|{claim.timestamp}")
    return merchant


def _once(box: Box, said: str) -> None:
    """A signed request is good once."""
    seen, now = box.pay.nonces, time.time()
    if said in seen:
        raise PayError("SIGN_ERROR", "请求重复")
    if len(seen) > 20_000:
        for old in [name for name, at in seen.items() if now - at > 2 * SKEW]:
            del seen[old]
    seen[said] = now


def order(ask: Ask) -> Response:
    """POST /v3/pay/transactions/{kind}."""
    kind, body = ask.request.params["kind"], ask.json()
    if kind not in LINKS:
        raise PayError("RESOURCE_NOT_EXISTS")
    made = ask.box.pay.ledger.order(_wish(ask, kind, body))
    name, form = LINKS[kind]
    return json_response({name: form.format(token=made.token, base=ask.box.config.base)})


def query(ask: Ask) -> Response:
    """GET /v3/pay/transactions/out-trade-no/{number}?mchid=."""
    _own(ask, ask.request.query.get("mchid"))
    found = ask.box.pay.ledger.known(ask.merchant.mchid, ask.request.params["number"])
    return json_response(words.transaction(found))


def query_id(ask: Ask) -> Response:
    """GET /v3/pay/transactions/id/{number}?mchid=."""
    _own(ask, ask.request.query.get("mchid"))
    found = ask.box.pay.ledger.by_transaction(ask.merchant.mchid, ask.request.params["number"])
    return json_response(words.transaction(found))


def close(ask: Ask) -> Response:
    """POST /v3/pay/transactions/out-trade-no/{number}/close {mchid}."""
    _own(ask, ask.json().get("mchid"))
    ask.box.pay.ledger.close(ask.merchant.mchid, ask.request.params["number"])
    return Response(204)


def refund(ask: Ask) -> Response:
    """POST /v3/refund/domestic/refunds."""
    body, ledger = ask.json(), ask.box.pay.ledger
    mchid, amount = ask.merchant.mchid, body.get("amount")
    if body.get("transaction_id"):
        found = ledger.by_transaction(mchid, str(body["transaction_id"]))
    else:
        found = ledger.known(mchid, str(body.get("out_trade_no", "")))
    number, back = str(body.get("out_refund_no", "")), amount
    if not isinstance(back, dict) or not REFUND_NUMBER.fullmatch(number):
        raise PayError("PARAM_ERROR")
    _amount(back.get("refund")), _amount(back.get("total"))
    if back.get("currency") != "CNY" or back["total"] != found.total:
        raise PayError("INVALID_REQUEST", "订单金额或退款金额与之前请求不一致")
    wish = {"out_refund_no": number, "refund": back["refund"]}
    wish |= {"reason": str(body.get("reason", ""))[:80], "notify_url": _address(body, needed=False)}
    made = ledger.refund(found, wish)
    ask.box.pay.courier.wake()
    return json_response(words.refunded(made, found))


def refund_query(ask: Ask) -> Response:
    """GET /v3/refund/domestic/refunds/{number}."""
    ledger, mchid = ask.box.pay.ledger, ask.merchant.mchid
    found = ledger.refund_known(mchid, ask.request.params["number"])
    return json_response(words.refunded(found, ledger.known(mchid, found.out_trade_no)))


def certificates(ask: Ask) -> Response:
    """GET /v3/certificates: none for who has the public key only."""
    if ask.merchant.mode == "public_key":
        return json_response({"data": []})
    serial, pem, _ = ask.box.pay.merchants.certificate()
    now = time.time()
    one = {
        "serial_no": serial,
        "effective_time": words.china(now - 86400),
        "expire_time": words.china(now + 5 * 365 * 86400),
        "encrypt_certificate": sums.sealed(ask.merchant.api_key, pem.encode(), "certificate"),
    }
    return json_response({"data": [one]})


def trade_bill(ask: Ask) -> Response:
    """GET /v3/bill/tradebill?bill_date=&bill_type=&tar_type=."""
    day = bills.check_day(ask.request.query.get("bill_date", ""), ask.box.clock.now())
    kind = ask.request.query.get("bill_type", "ALL")
    if kind not in ("ALL", "SUCCESS", "REFUND"):
        raise PayError("PARAM_ERROR", "bill_type 不对")
    return _bill(ask, bills.trade(ask.box.pay.ledger, ask.merchant.mchid, day, kind))


def fund_bill(ask: Ask) -> Response:
    """GET /v3/bill/fundflowbill?bill_date=&account_type=&tar_type=."""
    day = bills.check_day(ask.request.query.get("bill_date", ""), ask.box.clock.now())
    return _bill(ask, bills.fund(ask.box.pay.ledger, ask.merchant.mchid, day))


def download(ask: Ask) -> Response:
    """GET /v3/billdownload/file?token=: the file; nothing in its headers proves it."""
    whose, file = _files.get(ask.request.query.get("token", ""), ("", b""))
    if whose != ask.merchant.mchid:
        raise PayError("RESOURCE_NOT_EXISTS")
    return Response(200, file, [("content-type", "application/octet-stream")])


def nothing(ask: Ask) -> Response:
    """Any other address."""
    raise PayError("RESOURCE_NOT_EXISTS")


def _bill(ask: Ask, file: bytes) -> Response:
    token = secrets.token_urlsafe(32)
    packed = gzip.compress(file) if ask.request.query.get("tar_type") == "GZIP" else file
    while len(_files) >= 20:
        del _files[next(iter(_files))]
    _files[token] = (ask.merchant.mchid, packed)
    url = f"{ask.box.config.base}/v3/billdownload/file?token={token}"
    digest = hashlib.sha1(file).hexdigest()  # noqa: S324  WeChat Pay's own
    return json_response({"hash_type": "SHA1", "hash_value": digest, "download_url": url})


def _wish(ask: Ask, kind: str, body: dict[str, Any]) -> Wish:
    _own(ask, body.get("mchid"))
    appid, number = str(body.get("appid", "")), str(body.get("out_trade_no", ""))
    if appid not in ask.merchant.appids:
        raise PayError("APPID_MCHID_NOT_MATCH")
    if not NUMBER.fullmatch(number):
        raise PayError("PARAM_ERROR", "商户订单号不对")
    amount = body.get("amount")
    if not isinstance(amount, dict) or amount.get("currency", "CNY") != "CNY":
        raise PayError("PARAM_ERROR", "amount 不对")
    return Wish(
        ask.merchant.mchid,
        number,
        appid,
        kind,
        _text(body, "description", 127, needed=True),
        _text(body, "attach", 128),
        _address(body, needed=True),
        _amount(amount.get("total")),
        _payer(ask, kind, body, appid),
        _until(body.get("time_expire"), ask.box.clock.now()),
    )


def _own(ask: Ask, mchid: object) -> None:
    if mchid != ask.merchant.mchid:
        raise PayError("PARAM_ERROR", "mchid 与签名的商户不一致")


def _amount(value: object) -> int:
    if type(value) is not int or not 1 <= value <= 10**9:
        raise PayError("PARAM_ERROR", "金额是大于 0 的整数,单位为分")
    return value


def _text(body: dict[str, Any], name: str, most: int, *, needed: bool = False) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > most or any(ord(one) > 0xFFFF for one in value):
        raise PayError("PARAM_ERROR", f"{name} 不对")
    if needed and not value:
        raise PayError("PARAM_ERROR", f"缺少参数 {name}")
    return value


def _address(body: dict[str, Any], *, needed: bool) -> str:
    url = _text(body, "notify_url", 255, needed=needed)
    if url and (not url.startswith(("http://", "https://")) or "?" in url):
        raise PayError("PARAM_ERROR", "notify_url 要是完整网址,不能带参数")
    return url


def _payer(ask: Ask, kind: str, body: dict[str, Any], appid: str) -> str:
    scene = body.get("scene_info")
    if kind == "h5" and not (isinstance(scene, dict) and scene.get("payer_client_ip")):
        raise PayError("PARAM_ERROR", "H5 支付缺少 scene_info.payer_client_ip")
    if kind != "jsapi":
        return ""
    payer = body.get("payer")
    given = payer.get("openid") if isinstance(payer, dict) else None
    if given not in {openid(appid, user.id) for user in ask.box.people.all()}:
        raise PayError("PARAM_ERROR", "无效的openid")
    return str(given)


def _until(value: object, now: float) -> float | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as wrong:
        raise PayError("PARAM_ERROR", "time_expire 格式不对") from wrong
    if moment.tzinfo is None or moment.timestamp() <= now:
        raise PayError("PARAM_ERROR", "time_expire 已经过去")
    return moment.timestamp()

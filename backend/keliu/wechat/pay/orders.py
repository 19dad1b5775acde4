"""What is asked of WeChat Pay, as values that become its JSON. Source: wechat.md 4.4.

Limits are checked before anything is signed; money is integer fen.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keliu.kit.errors import Invalid
from keliu.wechat.pay.signing import sound_number

DESCRIPTION, ATTACH, NOTIFY_URL, REASON = 127, 128, 255, 80
MOST_FEN = 10_000_000_00
BASIC = 0xFFFF  # characters beyond it take four bytes, which WeChat Pay refuses
JSAPI, NATIVE, H5, APP = "jsapi", "native", "h5", "app"
DEVICES = ("iOS", "Android", "Wap")


@dataclass(frozen=True)
class Order:
    """One payment to be asked for; `out_trade_no` is ours and never used twice."""

    appid: str
    out_trade_no: str
    description: str
    total_fen: int
    openid: str = ""  # JSAPI and mini program
    expires_at: datetime | None = None
    attach: str = ""
    payer_ip: str = ""  # H5
    device: str = "Wap"  # H5: iOS, Android or Wap
    app_name: str = ""  # H5
    app_url: str = ""  # H5


@dataclass(frozen=True)
class RefundAsk:
    """Money to give back; asked again with the same `out_refund_no` it is given back once."""

    out_trade_no: str
    out_refund_no: str
    refund_fen: int
    total_fen: int
    reason: str = ""


def order_body(order: Order, kind: str, *, mchid: str, notify_url: str) -> dict[str, Any]:
    """The JSON of an order. Raises Invalid with what WeChat Pay would refuse."""
    _refuse(_wrong(order, kind, notify_url))
    body: dict[str, Any] = {
        "appid": order.appid,
        "mchid": mchid,
        "description": order.description,
        "out_trade_no": order.out_trade_no,
        "notify_url": notify_url,
        "amount": {"total": order.total_fen, "currency": "CNY"},
    }
    if order.expires_at is not None:
        body["time_expire"] = order.expires_at.isoformat(timespec="seconds")
    if order.attach:
        body["attach"] = order.attach
    if kind == JSAPI:
        body["payer"] = {"openid": order.openid}
    if kind == H5:
        body["scene_info"] = {"payer_client_ip": order.payer_ip, "h5_info": _h5(order)}
    return body


def refund_body(ask: RefundAsk, *, notify_url: str) -> dict[str, Any]:
    """The JSON of a refund. Raises Invalid."""
    wrong = {}
    if not sound_number(ask.out_trade_no) or not sound_number(ask.out_refund_no):
        wrong["out_refund_no"] = "单号是 6 到 32 位字母、数字和 _-|*"
    if not 1 <= ask.refund_fen <= ask.total_fen <= MOST_FEN:
        wrong["refund_fen"] = "退款至少 1 分,不超过订单金额"
    if not _plain(ask.reason, REASON) or len(ask.reason.encode()) > REASON:
        wrong["reason"] = f"原因最多 {REASON} 个字节,不能有表情"
    _refuse(wrong)
    body: dict[str, Any] = {
        "out_trade_no": ask.out_trade_no,
        "out_refund_no": ask.out_refund_no,
        "notify_url": notify_url,
        "amount": {"refund": ask.refund_fen, "total": ask.total_fen, "currency": "CNY"},
    }
    return body | ({"reason": ask.reason} if ask.reason else {})


def _h5(order: Order) -> dict[str, str]:
    named = {"app_name": order.app_name, "app_url": order.app_url}
    return {"type": order.device, **{name: value for name, value in named.items() if value}}


def _wrong(order: Order, kind: str, notify_url: str) -> dict[str, str]:
    wrong = {}
    if not sound_number(order.out_trade_no):
        wrong["out_trade_no"] = "单号是 6 到 32 位字母、数字和 _-|*"
    if not order.description or not _plain(order.description, DESCRIPTION):
        wrong["description"] = f"商品说明要填,最多 {DESCRIPTION} 个字,不能有表情"
    if not _plain(order.attach, ATTACH):
        wrong["attach"] = f"附加数据最多 {ATTACH} 个字,不能有表情"
    if not 1 <= order.total_fen <= MOST_FEN:
        wrong["total_fen"] = "金额至少 1 分,最多 1000 万元"
    if "?" in notify_url or not notify_url.startswith(("https://", "http://")):
        wrong["notify_url"] = "通知地址要是完整网址,不带参数"
    return wrong | _of_kind(order, kind)


def _of_kind(order: Order, kind: str) -> dict[str, str]:
    if kind == JSAPI and not order.openid:
        return {"openid": "公众号和小程序支付要有付款人的 openid"}
    if kind == H5 and (not order.payer_ip or order.device not in DEVICES):
        return {"payer_ip": "浏览器支付要有付款人的地址和设备"}
    return {}


def _plain(text: str, most: int) -> bool:
    return len(text) <= most and all(one >= " " and ord(one) <= BASIC for one in text)


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise Invalid(fields=wrong)

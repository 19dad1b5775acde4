"""The outside world while the matrix runs (WeChat played by a few lines), and its report."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import httpx

from keliu.accounts.ports import Ports as AccountPorts
from keliu.customers.ports import Ports as CustomerPorts
from keliu.customers.ports import WeChatPerson
from keliu.platform import tenancy
from keliu.wechat.pay.bills import Bill
from keliu.wechat.pay.notices import Transaction
from keliu.wechat.tests.fake import Fake


class PlayedWeChat:
    """Answers like a connected official account and mini program."""

    person = WeChatPerson(
        appid="wx1", openid="o1", unionid="", nickname="张阿姨", avatar_url="", snapshot=False
    )

    def authorize_url(self, *arguments: Any) -> str:
        return "https://open.example/authorize"

    def redeem(self, *arguments: Any) -> WeChatPerson:
        return self.person

    def mini_login(self, merchant_id: int, js_code: str) -> WeChatPerson:
        return self.person

    def phone(self, merchant_id: int, code: str) -> str:
        return "+8613800138000"


PAY: dict[str, Any] = {
    "order_native": lambda pay, order: "weixin://wxpay/bizpayurl?pr=x",
    "order_h5": lambda pay, order: "https://pay.example/h5/x",
    "bill": lambda pay, kind, day: Bill([], {}),
    "query": lambda pay, number: Transaction("wx1", pay.merchant.mchid, number, "NOTPAY"),
    "close": lambda pay, number: None,
}
"""WeChat Pay, where nobody pays."""


@contextmanager
def played() -> Iterator[None]:
    """Both WeChat ports answered by the player; whatever else is asked of WeChat succeeds."""
    player = PlayedWeChat()
    with (
        mock.patch.object(AccountPorts, "wechat", player),
        mock.patch.object(CustomerPorts, "wechat", player),
        mock.patch("keliu.wechat.jssdk.config", _jssdk),
        httpx.Client(base_url="https://wx.test", transport=httpx.MockTransport(Fake())) as wechat,
        mock.patch("keliu.wechat.client._client", return_value=wechat),
        mock.patch.multiple("keliu.wechat.pay.client.Pay", **PAY),
    ):
        yield


def _jssdk(url: str, merchant_id: int | None = None) -> dict[str, object]:
    plain = dict.fromkeys(("appId", "nonceStr", "signature", "script_url"), "x")
    return {**plain, "timestamp": 1, "jsApiList": []}


def fences() -> str:
    """Which fences stand in this run."""
    if os.environ.get("KELIU_MATRIX_MANAGER") == "off":
        return "row-level security alone"
    return "program alone" if os.environ.get("KELIU_TEST_ROLE") == "owner" else "both fences"


def whole() -> bool:
    """Whether every cell is judged: with both fences up."""
    return fences() == "both fences"


@contextmanager
def one_fence() -> Iterator[None]:
    """With KELIU_MATRIX_MANAGER=off managers forget their merchant: PostgreSQL must hold alone."""
    if os.environ.get("KELIU_MATRIX_MANAGER") != "off":
        yield
        return

    def forgetful(self: Any) -> Any:
        return tenancy.MerchantQuerySet(self.model, using=self._db)

    with mock.patch.object(tenancy.MerchantManager, "get_queryset", forgetful):
        yield

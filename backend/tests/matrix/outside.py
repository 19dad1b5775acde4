"""The outside world while the matrix runs (WeChat played by a few lines), and its report."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from keliu.accounts.ports import Ports as AccountPorts
from keliu.customers.ports import Ports as CustomerPorts
from keliu.customers.ports import WeChatPerson


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


@contextmanager
def played() -> Iterator[None]:
    """Both WeChat ports answered by the player."""
    player = PlayedWeChat()
    with (
        mock.patch.object(AccountPorts, "wechat", player),
        mock.patch.object(CustomerPorts, "wechat", player),
        mock.patch("keliu.wechat.jssdk.config", _jssdk),
    ):
        yield


def _jssdk(url: str) -> dict[str, object]:
    plain = dict.fromkeys(("appId", "nonceStr", "signature", "script_url"), "x")
    return {**plain, "timestamp": 1, "jsApiList": []}


def keep(report: Any) -> None:
    """Add this worker's counts to the file the test runner sums up."""
    folder = os.environ.get("KELIU_MATRIX_REPORT")
    if folder:
        name = os.environ.get("PYTEST_XDIST_WORKER", "main")
        Path(folder, f"{name}.txt").write_text(report.line())

"""A foreign client in another language (wechatpay-axios-plugin) at the box's counter."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from keliu.box.people import openid
from keliu.box.tests import pay as counter
from keliu.box.tests.conftest import KEY, OA, Running

CLIENT = Path(__file__).parents[3] / "packages/pay-client"
NODE = shutil.which("node") or ""


def node(what: str, given: dict[str, Any]) -> Any:
    """What the client says it saw."""
    done = subprocess.run(
        [NODE, "sale.mjs", what], cwd=CLIENT, input=json.dumps(given), text=True,
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(
    not NODE or not (CLIENT / "node_modules").exists(), reason="Node's packages are not installed"
)
@pytest.mark.parametrize("mode", ["public_key", "switching"])
def test_a_sale_by_a_client_in_another_language(running: Running, mode: str) -> None:
    with counter.listening() as till:
        given = counter.merchant(running, mode)
        serial, certificate, _ = running.box.pay.merchants.certificate()
        certs = {given["public_key_id"]: given["public_key"], serial: certificate}
        seen = node("sale", {
            "base": f"http://127.0.0.1:{running.port}", "key": KEY, "mchid": given["mchid"],
            "serial": given["serial"], "privateKey": given["private_key"], "certs": certs,
            "appid": OA, "openid": openid(OA, "u1"), "notifyUrl": till.url,
        })  # fmt: skip
        assert (seen["before"], seen["after"], seen["refund"]) == (
            "NOTPAY", "SUCCESS", "PROCESSING")  # fmt: skip
        assert (seen["closed"], seen["unknown"]) == (204, [404, "ORDER_NOT_EXIST"])
        assert seen["code"].startswith("weixin://wxpay/")
        running.advance(5)
        counter.until(lambda: len(till.heard) == 3)
        for headers, body in till.heard[1:]:
            told = node("notice", {
                "headers": {name.lower(): value for name, value in headers.items()},
                "body": body.decode(), "certs": certs, "apiKey": given["api_key"],
            })  # fmt: skip
            assert told["proven"] is True
            assert told["content"]["out_trade_no"] == "NODE00000001"
        asked = {**seen["sheet"], "appid": OA}
        answer = running.phone("u1", "POST", "/pay/check", asked).json()
        assert answer["detail"] == "该订单已支付"  # so its signature held

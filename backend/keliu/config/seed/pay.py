"""The company's merchant number at the box's WeChat Pay: what its platform gives is put in."""

import json
import os
from typing import Any
from urllib.request import Request, urlopen

from django.conf import settings

from keliu.config.seed import payments
from keliu.config.seed.marks import marked
from keliu.config.seed.profile import COMPANY
from keliu.config.trouble import Trouble
from keliu.platform.keys import unseal
from keliu.platform.tenancy import merchant_scope
from keliu.wechat.models import PayMerchant
from keliu.wechat.selectors.pay import current
from keliu.wechat.services import pay as pays
from keliu.wechat.services.pay import Given
from keliu.wechat.services.pay_certificates import notify_url

MCHID = "1900000109"


def connect(appids: list[str]) -> dict[str, Any]:
    """Connect the company's number when it is not; what the demo file says of it."""
    merchant_id = marked().get(COMPANY.key)
    if merchant_id is None:
        return {}
    with merchant_scope(merchant_id):
        row = current()
        if row is None or not _known(row):
            row = _connected(row, _asked("POST", _registration(appids)))
        past = payments.remembered(row.mchid, row.appid)
        if past:
            _asked("POST", past, f"/{row.mchid}/past")
        return {
            "mchid": row.mchid,
            "notify_url": notify_url(row),
            "apiv3_key": unseal(PayMerchant, "api_key_sealed", row.api_key_sealed),
            "public_key_id": row.public_key_id,
        }


def _registration(appids: list[str]) -> dict[str, Any]:
    return {"mchid": MCHID, "name": COMPANY.name, "appids": appids}


def _known(row: PayMerchant) -> bool:
    """Whether the box still has the keys that are kept here."""
    items = _asked("GET")["items"]
    return any((one["mchid"], one["serial"]) == (row.mchid, row.serial) for one in items)


def _connected(row: PayMerchant | None, given: dict[str, Any]) -> PayMerchant:
    typed = Given(
        name=f"{given['name']}收款",
        mchid=given["mchid"],
        appid=given["appids"][0],
        certificate=given["certificate"],
        private_key=given["private_key"],
        api_key=given["api_key"],
        old_key=given["old_key"],
        public_key_id=given["public_key_id"],
        public_key=given["public_key"],
    )
    if row is None:
        return pays.connect(typed)
    return pays.change(row, version=row.version, given=typed, current=lambda now: now.version)


def _asked(method: str, body: dict[str, Any] | None = None, place: str = "") -> Any:
    request = Request(  # noqa: S310  our own box on this machine
        f"{settings.WECHAT_PAY_BASES[0]}/box/pay/merchants{place}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "X-Box-Key": os.environ["KELIU_BOX_KEY"]},
    )
    try:
        with urlopen(request, timeout=5) as answer:  # noqa: S310  as above
            return json.load(answer)
    except OSError as error:
        raise Trouble(f"微信盒子没有接受商户号登记:{error}", "请看日志 box.log") from error

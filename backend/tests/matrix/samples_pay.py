"""How WeChat Pay is set up rightly; nobody pays anything here."""

from typing import Any

from keliu.wechat.models import PayMerchant
from keliu.wechat.tests.pay import typed
from tests.matrix.samples import BOSS, Sample, fixed
from tests.matrix.world import MatrixWorld

NUMBER: dict[str, Any] = {"words": {"number": "KLTEST7301933187072000"}}


def _renamed(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    with world.company.inside():
        return {"name": "远航支付", "version": PayMerchant.objects.get().version}


PAY = {
    "pay_get": Sample(actor="周经理", owned=False),
    "pay_connect": Sample(body=fixed(**typed()), also=(409,), **BOSS),
    "pay_change": Sample(body=_renamed, **BOSS),
    "pay_disconnect": Sample(**BOSS),
    "pay_check_run": Sample(body=fixed(), **BOSS),
    "pay_trial_begin": Sample(body=fixed(), **BOSS),
    "pay_trial_get": Sample(**NUMBER, **BOSS),
    "pay_trial_end": Sample(body=fixed(), **NUMBER, **BOSS),
    "pay_notice_list": Sample(actor="周经理", owned=False),
}

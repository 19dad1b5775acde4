"""How the money of orders is taken and given back rightly; WeChat Pay is played."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, fixed
from tests.matrix.world import MatrixWorld


def _order(kind: str = "order", **more: Any) -> Sample:
    return Sample(path={"order_id": kind}, **more)


def _bill(**more: Any) -> Sample:
    return Sample(**{**BOSS, **more})


def _line(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"fen": 10, "reason": "少了一个"}


PAYMENTS = {
    "order_money": _order("paid_order"),
    "order_pay": _order(body=fixed(method="cash")),
    "order_payment": _order(),
    "order_refund": _order("paid_order", body=_line, actor="周经理"),
    "order_payment_looked": _order("paid_order", body=fixed(note="银行已到账"), also=(409,)),
    "refund_retry": Sample(path={"refund_id": "refund"}, body=fixed(), actor="周经理"),
    "my_order_pay": Sample(
        path={"order_id": "own_order"}, body=fixed(channel="h5"), actor="visitor", owned=False
    ),
    "my_order_payment": Sample(path={"order_id": "own_order"}, actor="visitor", owned=False),
    "bill_list": _bill(),
    "bill_fetch": _bill(body=fixed(day="2026-11-18"), also=(409,)),
    "bill_get": _bill(path={"bill_id": "bill"}),
    "difference_settle": _bill(
        path={"difference_id": "bill_difference"}, body=fixed(note="银行已到账")
    ),
    "day_get": _bill(),
    "day_closed": _bill(body=fixed(day="2026-11-20", cash_fen=100)),
}

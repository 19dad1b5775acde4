"""How orders, carts and the rules of trade are used rightly."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, _one, code, fixed, linked, versioned
from tests.matrix.world import MatrixWorld

ASKED = {"order_id": "asked_order", "after_sale_id": "after_sale"}
DECIDE: dict[str, Any] = {"path": ASKED, "actor": "周经理"}


def _cart(**more: Any) -> Any:
    def body(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
        lines = [{"sku_id": world.id("order_sku"), "quantity": 1}]
        return {"lines": lines, "delivery": "pickup", **more}

    return body


def _decided(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"answer": "好的", "version": 1}


def _mine(kind: str, **more: Any) -> Sample:
    return Sample(path={"order_id": kind}, actor="visitor", owned=False, **more)


def _order(kind: str = "order", **more: Any) -> Sample:
    return Sample(path={"order_id": kind}, **more)


ORDERS = {
    "order_list": Sample(
        query_ids={
            "owner": "staff", "customer": "customer", "code": "code", "seller": "staff",
        }
    ),
    "order_export": Sample(actor="王总"),
    "order_counts": Sample(),
    "order_create": Sample(
        body=linked(total_fen=500, customer_id=lambda w: w.id("customer")),
        body_ids={"customer_id": "customer"},
    ),
    "order_verify": Sample(body=fixed(code="00000000"), also=(404,)),
    "order_get": _one("order"),
    "order_address": _order("paid_order", body=fixed()),
    "order_ship": _order(
        "paid_order", body=versioned("paid_order", company="顺丰", number="SF100")
    ),
    "order_done": _order("sent_order", body=fixed()),
    "order_cancel": _order(body=fixed(reason="不要了")),
    "order_price": _order(
        body=versioned("order", adjust_fen=-80, reason="老顾客"), actor="周经理"
    ),
    "order_note": _order(body=fixed(text="放前台")),
    "after_sale_create": _order("paid_order", body=fixed(reason="有坏果")),
    "after_sale_agree": Sample(body=_decided, **DECIDE),
    "after_sale_refuse": Sample(body=_decided, **DECIDE),
    "after_sale_received": Sample(body=fixed(version=1), also=(409,), **DECIDE),
    "trade_settings": Sample(),
    "trade_settings_save": Sample(body=fixed(pay_minutes=20, version=0), **BOSS),
    "shop_quote": Sample(
        body=_cart(), words={"code": code()}
    ),
    "my_quote": Sample(body=_cart(), actor="visitor"),
    "my_order_place": Sample(
        body=_cart(expected_total_fen=990),
        actor="visitor",
    ),
    "my_orders": Sample(actor="visitor"),
    "my_order": _mine("own_order"),
    "my_order_cancel": _mine("own_order", body=fixed()),
    "my_order_receive": _mine("own_sent_order", body=fixed()),
    "my_picture": Sample(upload=True, actor="visitor", owned=False),
    "my_after_sale": _mine("own_sent_order", body=fixed(reason="有坏果")),
    "my_after_sale_withdraw": Sample(
        path={"order_id": "own_asked_order", "after_sale_id": "own_after_sale"},
        body=fixed(), actor="visitor", owned=False,
    ),
}  # fmt: skip

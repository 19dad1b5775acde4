"""Payments and refunds of before the box was there, so that a demo has a past."""

import secrets
from typing import Any

from keliu.box.pay.ledger import REFUND, SUCCESS, Ledger

NOTIFY = ""


def remember(ledger: Ledger, mchid: str, said: dict[str, Any]) -> int:
    """Keep what is not known yet; how many payments were new. Nobody is told of them."""
    added = 0
    for one in said.get("orders", []):
        added += ledger.keep_order(
            mchid=mchid, out_trade_no=str(one["out_trade_no"]), appid=str(one["appid"]),
            kind=str(one["kind"]), description=str(one["description"]), attach="",
            notify_url=NOTIFY, total=int(one["total"]), openid="", token=secrets.token_hex(18),
            asked="", created_at=float(one["paid_at"]), expires_at=float(one["paid_at"]),
            state=SUCCESS, transaction_id=str(one["transaction_id"]),
            paid_at=float(one["paid_at"]), payer="u1",
        )  # fmt: skip
    for one in said.get("refunds", []):
        ledger.keep_refund(
            mchid=mchid, out_refund_no=str(one["out_refund_no"]),
            out_trade_no=str(one["out_trade_no"]), refund_id=str(one["refund_id"]),
            amount=int(one["amount"]), reason=str(one["reason"]), notify_url=NOTIFY,
            created_at=float(one["done_at"]), due_at=float(one["done_at"]), status=SUCCESS,
            done_at=float(one["done_at"]),
        )  # fmt: skip
        ledger.set_state(mchid, str(one["out_trade_no"]), REFUND)
    return added

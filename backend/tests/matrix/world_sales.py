"""Quotes, contracts and what a merchant sets up for selling."""

from collections.abc import Callable
from typing import Any

from tests.cast import Api

Made = Callable[[tuple[int, Any]], Any]
LINE = {"name": "货", "quantity": 1, "price_fen": 100}


def papers_of(api: Api, made: Made, customer: str, mark: str) -> dict[str, str]:
    """A quote, and a running contract with a payment, of one person."""
    quote = {"customer_id": customer, "title": f"{mark}报价", "lines": [LINE]}
    paper = {"customer_id": customer, "title": f"{mark}合同", "amount_fen": 1_000}
    found = {"quote": made(api.post("/quotes", quote))["id"]}
    contract = made(api.post("/contracts", paper))["id"]
    made(api.post(f"/contracts/{contract}/activate", {"version": 1}))
    money = {"amount_fen": 100, "received_on": "2026-11-22", "note": f"{mark}首付"}
    booked = made(api.post(f"/contracts/{contract}/payments", money))
    return {**found, "contract": contract, "payment": booked["payments"][0]["id"]}


def setup_of(api: Api, made: Made, mark: str) -> dict[str, str]:
    """A competitor, a reason, a price list and the stage a retired one empties into."""
    rival = made(api.post("/competitors", {"name": f"{mark}对手"}))["id"]
    reason = made(api.post("/close-reasons", {"kind": "won", "name": f"{mark}原因"}))["id"]
    prices = made(api.post("/price-lists", {"name": f"{mark}价目表"}))["id"]
    stage = made(api.get("/pipelines"))["items"][0]["stages"][2]["id"]
    return {"competitor": rival, "reason": reason, "price_list": prices, "other_stage": stage}


def deleted(api: Api, made: Made, customer: str) -> dict[str, str]:
    """A quote and a contract that were taken away."""
    quote = made(api.post("/quotes", {"customer_id": customer, "title": "删"}))["id"]
    paper = {"customer_id": customer, "title": "删", "amount_fen": 5}
    contract = made(api.post("/contracts", paper))["id"]
    made(api.delete(f"/quotes/{quote}"))
    made(api.delete(f"/contracts/{contract}"))
    return {"quote": quote, "contract": contract}

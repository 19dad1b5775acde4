"""How members, their rules and their own pages are used rightly."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, _one, an, fixed, linked, versioned

BOSSY: dict[str, Any] = {"actor": "王总"}
RIGHT = {"account": "points", "change": 5, "reason": "补登积分"}

MEMBERS = {
    "member_list": Sample(query_ids={"level": "member_level", "customer": "customer"}),
    "member_create": Sample(
        body=linked(customer_id=an("customer")), body_ids={"customer_id": "customer"}, **BOSSY
    ),
    "member_figures": Sample(),
    "member_lookup": Sample(query={"code": "1000000008"}, also=(404,)),
    "member_get": _one("member"),
    "member_entries": _one("member"),
    "member_statement": _one("member"),
    "member_freeze": _one("member", body=fixed(reason="卡片遗失"), **BOSSY),
    "member_thaw": _one("member", body=fixed(reason="找到了"), also=(409,), **BOSSY),
    "member_correct": _one("member", body=fixed(**RIGHT), **BOSSY),
    "member_fold": _one("member", also=(409,), **BOSSY),
    "member_top_up": _one("member", body=fixed(pay_fen=100), **BOSSY),
    "member_rules": Sample(),
    "member_rules_save": Sample(body=fixed(earn_fen=50, version=2), also=(409,), **BOSS),
    "member_level_create": Sample(body=fixed(name="钻石", growth=9_000), **BOSS),
    "member_level_update": Sample(
        path={"level_id": "member_level"}, body=versioned("member_level", name="改名"), **BOSS
    ),
    "member_level_delete": Sample(path={"level_id": "member_level"}, **BOSS),
    "top_up_plan_create": Sample(body=fixed(pay_fen=500), **BOSS),
    "top_up_plan_update": Sample(
        path={"plan_id": "top_up_plan"}, body=versioned("top_up_plan", gift_fen=5), **BOSS
    ),
    "top_up_plan_delete": Sample(path={"plan_id": "top_up_plan"}, **BOSS),
    "my_member": Sample(actor="visitor"),
    "my_member_join": Sample(actor="visitor", body=fixed()),
    "my_check_in": Sample(actor="visitor"),
    "my_entries": Sample(actor="visitor"),
    "my_statement": Sample(actor="visitor"),
    "my_top_up": Sample(
        actor="visitor", body=linked(plan_id=an("top_up_plan")),
        body_ids={"plan_id": "top_up_plan"},
    ),
}  # fmt: skip

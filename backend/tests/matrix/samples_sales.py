"""How pipelines, quotes, contracts, price lists and targets are called rightly."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, _one, _restore, an, fixed, linked, versioned
from tests.matrix.world import MatrixWorld

LINE = {"name": "货", "quantity": 1, "price_fen": 100}
DAY = "2026-11-22"


def arranged(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    """A change of a pipeline's own columns."""
    return {"backward": True, "version": world.version("pipeline", slots["pipeline_id"])}


def retired(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    """Two stages of the pipeline in the path."""
    return {
        "stage_id": world.id("stage"),
        "to_stage_id": world.id("other_stage"),
        "version": world.version("pipeline", slots["pipeline_id"]),
    }


def paid(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"amount_fen": 1, "received_on": DAY}


PATHS = {"contract_id": "contract", "payment_id": "payment"}
CONTRACT = linked(customer_id=an("customer"), title="采购", amount_fen=100)
QUOTE = linked(customer_id=an("customer"), title="报价", lines=[LINE])
PAPER_IDS = {"customer_id": "customer", "opportunity_id": "opportunity", "owner_id": "staff"}

SALES_MORE = {
    "pipeline_create": Sample(
        body=fixed(name="新流程"), body_ids={"department_ids[]": "department"}, **BOSS
    ),
    "pipeline_update": _one("pipeline", body=arranged, **BOSS),
    "pipeline_retire_stage": _one("pipeline", body=retired, also=(422,), **BOSS),
    "pipeline_make_default": _one("pipeline", body=fixed(), **BOSS),
    "pipeline_delete": _one("pipeline", also=(409,), **BOSS),
    "pipeline_fields": Sample(),
    "competitor_list": Sample(),
    "competitor_create": Sample(body=fixed(name="新对手"), **BOSS),
    "competitor_update": _one("competitor", body=versioned("competitor", note="强"), **BOSS),
    "competitor_delete": _one("competitor", **BOSS),
    "close_reason_list": Sample(),
    "close_reason_create": Sample(body=fixed(kind="won", name="新原因"), **BOSS),
    "close_reason_update": Sample(
        path={"reason_id": "reason"}, body=versioned("reason", position=3), **BOSS
    ),
    "close_reason_delete": Sample(path={"reason_id": "reason"}, **BOSS),
    "opportunity_assign": _one(
        "opportunity",
        body=lambda w, s: {
            "owner_id": w.id("staff", "小赵"),
            "version": w.version("opportunity", s["opportunity_id"]),
        },
        body_ids={"owner_id": "staff"},
        actor="王总",
    ),
    "opportunity_lines": _one("opportunity", body=versioned("opportunity", lines=[LINE])),
    "opportunity_competitors": _one("opportunity", body=versioned("opportunity", competitors=[])),
    "opportunity_calendar": Sample(
        query={"first": "2026-11-01", "last": "2026-11-30"},
        query_ids={"owner": "staff", "pipeline": "pipeline"},
    ),
    "opportunity_forecast": Sample(query_ids={"pipeline": "pipeline"}),
    "opportunity_win_loss": Sample(
        query={"closed_from": "2026-01-01T00:00:00Z", "closed_to": "2027-01-01T00:00:00Z"},
        query_ids={"pipeline": "pipeline"},
    ),
    "opportunity_team": _one("opportunity"),
    "opportunity_team_add": _one(
        "opportunity", body=linked(staff_id=an("staff", "小赵")), body_ids={"staff_id": "staff"}
    ),
    "opportunity_team_remove": Sample(
        path={"opportunity_id": "opportunity", "staff_id": "staff"}, also=(404,)
    ),
    "price_list_list": Sample(),
    "price_list_create": Sample(body=fixed(name="新价目表"), **BOSS),
    "price_list_get": Sample(path={"price_list_id": "price_list"}, owned=False),
    "price_list_update": Sample(
        path={"price_list_id": "price_list"}, body=versioned("price_list", note="春季"), **BOSS
    ),
    "price_list_delete": Sample(path={"price_list_id": "price_list"}, **BOSS),
    "quote_list": Sample(
        query_ids={"owner": "staff", "customer": "customer", "opportunity": "opportunity"}
    ),
    "quote_create": Sample(body=QUOTE, body_ids=PAPER_IDS),
    "quote_get": _one("quote"),
    "quote_update": _one("quote", body=versioned("quote", note="含税")),
    "quote_delete": _one("quote"),
    "quote_restore": _restore("quote"),
    "quote_send": _one("quote", body=versioned("quote")),
    "quote_accept": _one("quote", body=versioned("quote"), also=(409,)),
    "quote_reject": _one("quote", body=versioned("quote"), also=(409,)),
    "quote_revise": _one("quote", body=versioned("quote"), also=(409,)),
    "quote_copy": _one("quote", body=fixed()),
    "quote_files": _one(
        "quote", body=versioned("quote", file_ids=[]), body_ids={"file_ids[]": "attachment"}
    ),
    "quote_pdf": _one("quote", also=(503,)),
    "contract_list": Sample(
        query_ids={"owner": "staff", "customer": "customer", "opportunity": "opportunity"}
    ),
    "contract_create": Sample(body=CONTRACT, body_ids={**PAPER_IDS, "file_ids[]": "file"}),
    "contract_get": _one("contract"),
    "contract_update": _one(
        "contract", body=versioned("contract", note="改"), body_ids={"file_ids[]": "attachment"}
    ),
    "contract_files": _one(
        "contract", body=versioned("contract", file_ids=[]), body_ids={"file_ids[]": "attachment"}
    ),
    "contract_delete": _one("contract", also=(409,)),
    "contract_restore": _restore("contract"),
    "contract_activate": _one("contract", body=versioned("contract"), also=(409,)),
    "contract_finish": _one("contract", body=versioned("contract")),
    "contract_void": _one("contract", body=versioned("contract"), also=(422,)),
    "payment_create": _one("contract", body=paid),
    "payment_reverse": Sample(path=PATHS, body=fixed(received_on=DAY)),
    "instalment_list": Sample(query_ids={"owner": "staff", "customer": "customer"}),
    "payment_list": Sample(query_ids={"customer": "customer", "contract": "contract"}),
    "target_list": Sample(),
    "target_save": Sample(
        body=fixed(
            metric="won_amount", cells=[{"subject": "company", "month": "2026-11-01", "value": 5}]
        ),
        **BOSS,
    ),
    "target_progress": Sample(),
}

"""How the endpoints of the contexts above accounts are called rightly."""

from typing import Any

from keliu.kit import clock
from tests.matrix.samples import (
    ACCOUNTS,
    BOSS,
    Sample,
    _one,
    _restore,
    an,
    code,
    fixed,
    linked,
    soon,
    versioned,
    with_version,
)
from tests.matrix.samples_access import ACCESS
from tests.matrix.samples_accounts import ACCOUNTS_AT_WECHAT
from tests.matrix.samples_bookings import BOOKINGS
from tests.matrix.samples_boss import BOSS_RADAR
from tests.matrix.samples_cards import CARDS
from tests.matrix.samples_feed import FEED
from tests.matrix.samples_fields import FIELDS
from tests.matrix.samples_goods import GOODS
from tests.matrix.samples_hooks import HOOKS
from tests.matrix.samples_intake import INTAKE
from tests.matrix.samples_leads import LEADS
from tests.matrix.samples_lists import LISTS
from tests.matrix.samples_members import MEMBERS
from tests.matrix.samples_menus import MENUS
from tests.matrix.samples_messages import MESSAGES
from tests.matrix.samples_notices import NOTICES
from tests.matrix.samples_operations import OPERATIONS
from tests.matrix.samples_orders import ORDERS
from tests.matrix.samples_pay import PAY
from tests.matrix.samples_payments import PAYMENTS
from tests.matrix.samples_people import PEOPLE
from tests.matrix.samples_pools import POOLS
from tests.matrix.samples_portrait import PORTRAITS
from tests.matrix.samples_replies import REPLIES
from tests.matrix.samples_reports import REPORTS
from tests.matrix.samples_reviews import REVIEWS
from tests.matrix.samples_sales import SALES_MORE
from tests.matrix.samples_scans import SCANS
from tests.matrix.samples_sheets import SHEETS
from tests.matrix.samples_shopfront import SHOPFRONT
from tests.matrix.samples_spread import SPREAD
from tests.matrix.samples_tags import TAGS
from tests.matrix.samples_work import WORK
from tests.matrix.world import MatrixWorld


def event_batch(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    """One event as a page's tracker sends it."""
    moment = clock.now()
    event = {
        "id": f"{clock.to_ms(moment):012x}0123456789abcdef0123",
        "kind": "card_view",
        "at": clock.iso(moment),
    }
    return {"code": world.codes["小李"], "events": [event]}


CUSTOMERS = {
    "customer_list": Sample(query_ids={"owner": "staff"}),
    "customer_search": Sample(query={"q": "客户"}),
    "customer_create": Sample(body=fixed(name="新客户"), body_ids={"owner_id": "staff"}),
    "customer_get": _one("customer"),
    "customer_update": _one("customer", body=versioned("customer", note="喜欢喝茶")),
    "customer_delete": _one("customer", actor="王总"),
    "customer_restore": _restore("customer", "王总"),
    "customer_assign": _one(
        "customer",
        body=with_version("customer", owner_id=an("staff", "小赵")),
        body_ids={"owner_id": "staff"},
        actor="王总",
    ),
    "customer_reveal_phone": _one("customer", body=fixed(), also=(404, 409, 422)),
    "customer_consents": _one("customer"),
    "visitor_consent": Sample(
        body=linked(code=code(), purposes=["radar"], version="2026-11", accept=False)
    ),
    "visitor_enter": Sample(body=fixed(ticket="spent"), also=(401,)),
    "visitor_mini_login": Sample(
        body=linked(card_code=code(), code="js", purposes=["radar"], version="2026-11"),
        also=(409, 422),
    ),
    "visitor_me": Sample(actor="visitor"),
    "visitor_phone": Sample(body=fixed(code="once"), actor="visitor"),
    "visitor_withdraw": Sample(body=fixed(purpose="radar"), actor="visitor", also=(404,)),
    "visitor_grant": Sample(
        body=fixed(purpose="radar", version="2026-11"), actor="visitor", also=(409, 422)
    ),
    "visitor_export": Sample(actor="visitor"),
}

INTERACTIONS = {
    "customer_timeline": _one("customer"),
    "interaction_list": Sample(query_ids={"customer": "customer", "staff": "staff"}),
    "followup_create": Sample(
        body=linked(customer_id=an("customer"), text="聊得不错"),
        body_ids={
            "customer_id": "customer",
            "lead_id": "lead",
            "opportunity_id": "opportunity",
            "file_ids[]": "attachment",
            "mention_ids[]": "staff",
        },
    ),
    "followup_update": _one(
        "interaction", body=versioned("interaction", text="改一句"), author="interaction.manage"
    ),
    "followup_delete": _one("interaction", author="interaction.manage"),
    "followup_restore": _one(
        "interaction", on="deleted", body=fixed(), author="interaction.manage"
    ),
    "plan_list": Sample(query_ids={"customer": "customer"}),
    "plan_create": Sample(
        body=lambda w, s: {"customer_id": w.id("customer"), "due_at": soon(), "text": "回访"},
        body_ids={"customer_id": "customer", "lead_id": "lead"},
    ),
    "plan_update": _one("plan", body=versioned("plan", text="换个说法")),
    "plan_done": _one("plan", body=versioned("plan")),
    "plan_cancel": _one("plan", body=versioned("plan")),
    "plan_reopen": _one("plan", body=versioned("plan"), also=(409,)),
}

CATALOG = {
    "card_list": Sample(query_ids={"staff": "staff"}),
    "card_create": Sample(
        body=fixed(template="classic", name="小李"),
        body_ids={
            "avatar_id": "file",
            "cover_id": "file",
            "staff_id": "staff",
            "product_ids[]": "product",
        },
    ),
    "card_get": _one("card"),
    "card_update": _one(
        "card",
        body=versioned("card", intro="为您服务"),
        body_ids={"avatar_id": "file", "cover_id": "file", "product_ids[]": "product"},
    ),
    "card_delete": _one("card"),
    "card_restore": _restore("card"),
    "card_publish": _one("card", body=versioned("card"), also=(409,)),
    "card_unpublish": _one("card", body=versioned("card")),
    "code_list": _one("card"),
    "code_create": _one("card", body=fixed(channel="名片背面")),
    "code_update": _one("code", body=versioned("code", channel="门口")),
    "code_delete": _one("code"),
    "code_restore": _restore("code"),
    "product_list": Sample(),
    "product_get": _one("product", owned=False),
    "product_delete": _one("product", **BOSS),
    "product_restore": _restore("product", "王总", owned=False),
    "visitor_brand": Sample(query={"code": code()}),
    "visitor_card": Sample(query={"code": code()}),
}

RADAR = {
    "radar_events": Sample(body=event_batch),
    "radar_feed": Sample(query_ids={"staff": "staff", "customer": "customer"}),
    "radar_visits": Sample(query_ids={"customer": "customer"}),
    "radar_visit": _one("visit"),
    "radar_summary": Sample(),
    "share_prepare": Sample(
        body=linked(code=code(), object_kind="card", object_id=an("card")),
        body_ids={"object_id": "product", "parent_share_id": "visit"},
    ),
}

SALES = {
    "pipeline_list": Sample(),
    "opportunity_list": Sample(
        query_ids={"owner": "staff", "customer": "customer", "stage": "stage"}
    ),
    "opportunity_create": Sample(
        body=linked(customer_id=an("customer"), title="中秋礼盒", amount_fen=100, rating="high"),
        body_ids={"customer_id": "customer", "stage_id": "stage", "owner_id": "staff"},
    ),
    "opportunity_get": _one("opportunity"),
    "opportunity_update": _one("opportunity", body=versioned("opportunity", title="换个名字")),
    "opportunity_delete": _one("opportunity", actor="王总"),
    "opportunity_restore": _restore("opportunity", "王总"),
    "opportunity_move": _one(
        "opportunity",
        body=with_version("opportunity", stage_id=an("stage")),
        body_ids={"stage_id": "stage"},
    ),
    "opportunity_win": _one("opportunity", body=versioned("opportunity", reason="价格合适")),
    "opportunity_lose": _one("opportunity", body=versioned("opportunity", reason="预算没了")),
    "opportunity_reopen": _one("opportunity", body=versioned("opportunity"), also=(409,)),
    "board_get": Sample(query_ids={"pipeline": "pipeline", "owner": "staff"}),
    "board_column": Sample(path={"stage_id": "stage"}, owned=False),
}

ABOVE = {"home": Sample(), "jssdk_config": Sample(query={"url": "http://testserver/m/"})}

SAMPLES = {
    **ACCOUNTS,
    **CUSTOMERS,
    **INTERACTIONS,
    **CATALOG,
    **GOODS,
    **BOOKINGS,
    **BOSS_RADAR,
    **ORDERS,
    **PAYMENTS,
    **RADAR,
    **FEED,
    **INTAKE,
    **SALES,
    **SALES_MORE,
    **ABOVE,
    **OPERATIONS,
    **LISTS,
    **FIELDS,
    **PEOPLE,
    **ACCESS,
    **CARDS,
    **SCANS,
    **NOTICES,
    **SHEETS,
    **LEADS,
    **TAGS,
    **WORK,
    **POOLS,
    **MENUS,
    **REPLIES,
    **REVIEWS,
    **SHOPFRONT,
    **HOOKS,
    **PORTRAITS,
    **REPORTS,
    **SPREAD,
    **MESSAGES,
    **ACCOUNTS_AT_WECHAT,
    **PAY,
    **MEMBERS,
}

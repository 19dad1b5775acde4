"""The HTTP API: every context's router, one error shape, one document."""

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from keliu.accounts.api import access, audit, auth, brand, me, shops, staff, workplace
from keliu.accounts.api import attachments as attachment_api
from keliu.accounts.api import operations as operation_api
from keliu.accounts.door import DoorInfo
from keliu.analytics import api as analytics_api
from keliu.analytics import sales_api
from keliu.analytics.boss import api as boss_api
from keliu.analytics.chances import api as chances_api
from keliu.analytics.codes import api as code_report_api
from keliu.analytics.spread import api as spread_api
from keliu.analytics.structure import api as structure_api
from keliu.bookings.api import bookings as booking_api
from keliu.bookings.api import calendar as booking_calendar_api
from keliu.bookings.api import setup as booking_setup
from keliu.bookings.api import visitor as my_bookings
from keliu.catalog.api import cards, price_lists, products
from keliu.catalog.api import categories as category_api
from keliu.catalog.api import holder as holder_api
from keliu.catalog.api import reviews as review_api
from keliu.catalog.api import shop as shop_api
from keliu.catalog.api import visitor as card_page
from keliu.conversations.api import replies as reply_api
from keliu.customers.api import (
    contacts,
    duplicates,
    id_purposes,
    identities,
    merge,
    pool_stay,
    pools,
    scans,
)
from keliu.customers.api import customers as customer_api
from keliu.customers.api import details as own_details
from keliu.customers.api import handover as handover_api
from keliu.customers.api import visitor as visitor_api
from keliu.hooks import api as hook_api
from keliu.interactions.api import interactions as interaction_api
from keliu.interactions.api import phrases as phrase_api
from keliu.interactions.api import plans as plan_api
from keliu.interactions.api import reminders as reminder_api
from keliu.kinds.api import fields as kind_fields
from keliu.kinds.api import lists as list_api
from keliu.kinds.api import presets as preset_api
from keliu.kinds.api import sheets as sheet_api
from keliu.kinds.api import types as type_api
from keliu.kinds.api import views as view_api
from keliu.membership.api import members as member_api
from keliu.membership.api import setup as member_setup
from keliu.membership.api import visitor as my_membership
from keliu.orders.api import after_sales as after_sale_api
from keliu.orders.api import bills as bill_api
from keliu.orders.api import orders as order_api
from keliu.orders.api import payments as money_api
from keliu.orders.api import settings as trade_api
from keliu.orders.api import visitor as shopping_api
from keliu.orders.api import visitor_payments as paying_api
from keliu.outreach.api import channels as channel_api
from keliu.outreach.api import wechat as notice_api
from keliu.platform import problems
from keliu.platform.wire import Problem
from keliu.radar.api import alerts as radar_alerts
from keliu.radar.api import feed as radar_feed
from keliu.radar.api import intake as radar_intake
from keliu.radar.api import people as radar_people
from keliu.radar.api import site as radar_site
from keliu.radar.api import visitor as radar_visitor
from keliu.sales.api import (
    board,
    contracts,
    forecast,
    lead_conversion,
    lead_forms,
    lead_rules,
    leads,
    opportunities,
    pipelines,
    quotes,
    targets,
    team,
)
from keliu.shopfront.api import fronts as front_api
from keliu.shopfront.api import moments as moment_api
from keliu.shopfront.api import posters as poster_api
from keliu.shopfront.api import visitor as front_page
from keliu.tags.api import tags as tag_api
from keliu.wechat.api import accounts as wechat_account_api
from keliu.wechat.api import fan_tags as fan_tag_api
from keliu.wechat.api import followers as follower_api
from keliu.wechat.api import jssdk as jssdk_api
from keliu.wechat.api import links as link_api
from keliu.wechat.api import masses as mass_api
from keliu.wechat.api import menus as menu_api
from keliu.wechat.api import messages as message_api
from keliu.wechat.api import old_replies as old_reply_api
from keliu.wechat.api import pay as pay_api
from keliu.wechat.api import pushes as push_api
from keliu.wechat.api import scene_codes as scene_code_api
from keliu.wechat.api import staff_mini as staff_mini_api
from keliu.wechat.api import subscriptions as subscription_api
from keliu.wechat.api import templates as template_api

PROBLEMS = {
    400: "请求读不懂",
    401: "没有登录或登录已失效",
    403: "角色没有这个权限",
    404: "没有,或不该看到",
    409: "与现状冲突,例如版本过时",
    413: "内容太大",
    415: "内容格式不对",
    422: "填写有误,errors 逐项说明",
    429: "太频繁",
}


class KeliuAPI(NinjaAPI):
    """NinjaAPI whose document names our doors and errors."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        parts = schema["components"]
        parts["schemas"]["Problem"] = Problem.model_json_schema()
        parts["securitySchemes"] = {"session": {"type": "http", "scheme": "bearer"}}
        doors = {op.view_func.__name__: door_of(op) for op in operations(self)}
        for item in schema["paths"].values():
            for operation in item.values():
                _describe(operation, doors[operation["operationId"]])
        return schema


def door_of(operation: Operation) -> DoorInfo:
    """Who may call an operation; every endpoint carries it."""
    info: DoorInfo = vars(operation.view_func)["door"]
    return info


def operations(api: NinjaAPI) -> Iterator[Operation]:
    """Every operation of every router."""
    for _, router in api._routers:
        for view in router.path_operations.values():
            yield from view.operations


def _describe(operation: dict[str, Any], door: DoorInfo) -> None:
    """Add who may call it and every error it can give."""
    if door.audience != "public":
        operation["security"] = [{"session": []}]
    if door.permission:
        operation["x-permission"] = door.permission
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status, text in PROBLEMS.items():
        answer = {"description": text, "content": {"application/problem+json": shape}}
        operation["responses"].setdefault(status, answer)


api = KeliuAPI(
    title="Keliu",
    version="1",
    description="客流 API。时间为 UTC,金额为分,编号为字符串。",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
problems.install(api)

# Addresses are tried in this order: what visitors' phones send all day comes first.
ROUTERS = [radar_visitor.router]
ROUTERS += [auth.router, me.router, shops.router, staff.router, workplace.router]
ROUTERS += [access.router, audit.router, brand.router]
ROUTERS += [operation_api.router, sheet_api.router]
ROUTERS += [list_api.router, view_api.router]
ROUTERS += [cards.router, products.router, card_page.router]
ROUTERS += [board.router, forecast.router, pipelines.router, opportunities.router]
ROUTERS += [quotes.router, contracts.router, targets.router, price_lists.router, team.router]
ROUTERS += [pools.router, pool_stay.router, handover_api.router]
ROUTERS += [duplicates.router, merge.router, contacts.router, identities.router, scans.router]
ROUTERS += [id_purposes.router]
ROUTERS += [customer_api.router, visitor_api.router, interaction_api.router, plan_api.router]
ROUTERS += [radar_feed.router]
ROUTERS += [radar_people.router, radar_alerts.router]
ROUTERS += [radar_intake.router, radar_site.router]
ROUTERS += [tag_api.router]
ROUTERS += [analytics_api.router, sales_api.router, jssdk_api.router]
ROUTERS += [kind_fields.router, preset_api.router, type_api.router, phrase_api.router]
ROUTERS += [leads.router, lead_conversion.router, lead_rules.router, lead_forms.router]
ROUTERS += [attachment_api.router, reminder_api.router, channel_api.router, notice_api.router]
ROUTERS += [reply_api.router, scene_code_api.router, old_reply_api.router]
ROUTERS += [menu_api.router, follower_api.router, fan_tag_api.router]
ROUTERS += [pay_api.router]
ROUTERS += [message_api.router, template_api.router, mass_api.router, link_api.router]
ROUTERS += [review_api.router, category_api.router, shop_api.router]
ROUTERS += [wechat_account_api.router, push_api.router, subscription_api.router]
ROUTERS += [staff_mini_api.router]
ROUTERS += [member_api.router, member_setup.router, my_membership.router]
ROUTERS += [shopping_api.router, order_api.router, after_sale_api.router, trade_api.router]
ROUTERS += [money_api.router, paying_api.router, bill_api.router]
ROUTERS += [booking_calendar_api.router, booking_api.router, booking_setup.router]
ROUTERS += [my_bookings.router]
ROUTERS += [boss_api.router]
ROUTERS += [holder_api.router, own_details.router]
ROUTERS += [code_report_api.router]
ROUTERS += [front_api.router, moment_api.router, front_page.router, poster_api.router]
ROUTERS += [chances_api.router]
ROUTERS += [spread_api.router, structure_api.router]
ROUTERS += [hook_api.router]
for router in ROUTERS:
    api.add_router("", router)
for operation in operations(api):
    operation.by_alias = True  # a stage change says `from`, which Python can not

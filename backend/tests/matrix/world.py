"""One of everything, twice: in 远航集团 and, with canary names, next door."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps

from keliu.accounts.models import Session, Staff
from keliu.accounts.services import sessions
from keliu.accounts.services.sessions import Device
from keliu.kit import clock, ids
from keliu.platform.models import Notification
from keliu.platform.tenancy import merchant_scope
from tests import cast
from tests.cast import Api
from tests.matrix import world_bookings, world_goods, world_leads, world_sales, world_work
from tests.matrix.pictures import png
from tests.matrix.world_access import ended_share, share_of
from tests.matrix.world_accounts import account_of
from tests.matrix.world_fields import (
    field_of,
    field_put_away,
    phrase_of,
    type_of,
    type_put_away,
)
from tests.matrix.world_hooks import hooks_of
from tests.matrix.world_intake import site_of
from tests.matrix.world_lists import view_of
from tests.matrix.world_members import members_everywhere
from tests.matrix.world_menus import menu_of
from tests.matrix.world_messages import messages_of
from tests.matrix.world_operations import operation_of
from tests.matrix.world_orders import orders_into
from tests.matrix.world_pay import pay_of
from tests.matrix.world_payments import money_into
from tests.matrix.world_people import people_of, removed_people
from tests.matrix.world_pools import pools_of
from tests.matrix.world_replies import replies_deleted, replies_of
from tests.matrix.world_reviews import review_of
from tests.matrix.world_scans import scan_of
from tests.matrix.world_sheets import sheets_of
from tests.matrix.world_shopfront import front_of, moment_deleted, moment_of
from tests.matrix.world_tags import tags_of

CANARY = "邻居机密"
OWNERS = ("小李", "小赵", "小孙", "周经理", "王总")
VARIANTS = ("小李", "小赵", "小孙", "周经理", "王总", "deleted", "neighbour", "never")
OUTSIDERS = ("anonymous", "expired", "disabled", "visitor")
ACTORS = ("王总", "周经理", "小李", "小赵", "小孙", "小吴", "老王", *OUTSIDERS)
MODELS = {
    "contact": "customers.Contact",
    "address": "customers.Address",
    "identity": "customers.Identity",
    "pair": "customers.DuplicatePair",
    "twin": "customers.Customer",
    "customer": "customers.Customer",
    "pool": "customers.Pool",
    "scan": "customers.CardScan",
    "other_pool": "customers.Pool",
    "waiting": "customers.Customer",
    "interaction": "interactions.Interaction",
    "plan": "interactions.Plan",
    "opportunity": "sales.Opportunity",
    "stage": "sales.Stage",
    "lead": "sales.Lead",
    "lead_rule": "sales.AssignmentRule",
    "lead_form": "sales.LeadForm",
    "pipeline": "sales.Pipeline",
    "competitor": "sales.Competitor",
    "reason": "sales.CloseReason",
    "quote": "sales.Quote",
    "contract": "sales.Contract",
    "payment": "sales.Payment",
    "price_list": "catalog.PriceList",
    "card": "catalog.Card",
    "code": "catalog.CardCode",
    "product": "catalog.Product",
    "category": "catalog.Category",
    "sku": "catalog.Sku",
    "visit": "radar.Visit",
    "site": "radar.Site",
    "staff": "accounts.Staff",
    "department": "accounts.Department",
    "role": "accounts.Role",
    "notification": "platform.Notification",
    "operation": "platform.Operation",
    "view": "kinds.View",
    "import": "kinds.Import",
    "field": "kinds.FieldDefinition",
    "recordtype": "kinds.RecordType",
    "phrase": "interactions.Phrase",
    "tag": "tags.Tag",
    "taggroup": "tags.TagGroup",
    "tagrule": "tags.TagRule",
    "segment": "tags.Segment",
    "export": "kinds.Export",
    "file": "platform.StoredFile",
    "comment": "interactions.Comment",
    "attachment": "platform.StoredFile",
    "share": "accounts.RecordShare",
    "wechat_account": "wechat.Account",
    "reply": "conversations.Reply",
    "scene_code": "wechat.SceneCode",
    "menu_entry": "wechat.MenuPublication",
    "follower": "wechat.Follower",
    "fan_tag": "wechat.FanTag",
    "bill": "orders.Bill",
    "bill_difference": "orders.BillDifference",
    "refund": "orders.Refund",
    "order": "orders.Order",
    "paid_order": "orders.Order",
    "sent_order": "orders.Order",
    "asked_order": "orders.Order",
    "after_sale": "orders.AfterSale",
    "own_order": "orders.Order",
    "own_sent_order": "orders.Order",
    "own_asked_order": "orders.Order",
    "own_after_sale": "orders.AfterSale",
    "order_sku": "catalog.Sku",
    "message": "outreach.PersonDelivery",
    "message_template": "wechat.MessageTemplate",
    "content_review": "catalog.ContentReview",
    "hook": "hooks.Hook",
    "hook_delivery": "hooks.HookDelivery",
    "front": "shopfront.ShopFront",
    "front_edition": "shopfront.FrontEdition",
    "moment": "shopfront.Moment",
    "member": "membership.Member",
    "member_level": "membership.Level",
    "top_up_plan": "membership.TopUpPlan",
    "service": "bookings.Service",
    "full_service": "bookings.Service",
    "resource": "bookings.Resource",
    "special_day": "bookings.SpecialDay",
    "booking": "bookings.Booking",
    "own_booking": "bookings.Booking",
    "waiting_entry": "bookings.Waiting",
    "own_waiting": "bookings.Waiting",
}
CARD = {"template": "classic", "tags": ["守时"]}


@dataclass
class MatrixWorld:
    """Tokens by actor, and ids by kind and variant."""

    company: cast.World
    shop: cast.World
    tokens: dict[str, str | None] = field(default_factory=dict)
    things: dict[str, dict[str, int]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    versions: dict[tuple[str, str], int] | None = None
    """Those looked up since the world is complete: whatever a call changes is taken back."""

    def put(self, kind: str, variant: str, identifier: str | int) -> int:
        self.things.setdefault(kind, {"never": ids.new() + 7})[variant] = int(identifier)
        return int(identifier)

    def id(self, kind: str, variant: str = "小李") -> str:
        """An id as the wire wants it; kinds without owners have one own thing."""
        known = self.things[kind]
        return str(known.get(variant, known["小李"]))

    def version(self, kind: str, identifier: str) -> int:
        """The version a right caller would have seen."""
        if self.versions is None:
            return self._version(kind, identifier)
        if (kind, identifier) not in self.versions:
            self.versions[kind, identifier] = self._version(kind, identifier)
        return self.versions[kind, identifier]

    def _version(self, kind: str, identifier: str) -> int:
        model: Any = apps.get_model(MODELS[kind])
        merchant = self.company.merchant.pk
        with merchant_scope(merchant):
            row = model.objects.filter(pk=int(identifier)).first()
        return int(row.version) if row is not None and hasattr(row, "version") else 1


def build() -> MatrixWorld:
    """Make both merchants, their people, and one of everything for each owner."""
    world = MatrixWorld(cast.company(), cast.fruit_shop())
    pay_of(world.company)
    pay_of(world.shop)
    world.put("content_review", "小李", review_of(world.company))
    world.put("content_review", "neighbour", review_of(world.shop))
    _people(world)
    for name in OWNERS:
        _belongings(world, world.company.api(name), name, "")
    boss = world.company.api("王总")
    _shared(world, boss, "小李", "")
    _belongings(world, world.shop.api("老王"), "neighbour", CANARY)
    _shared(world, world.shop.api("老王"), "neighbour", CANARY)
    _messages(world)
    _bookings(world)
    orders_into(world)
    money_into(world)
    _pools(world)
    _deleted(world, world.company.api("小李"), boss)
    members_everywhere(world)
    _outsiders(world)
    world.versions = {}
    return world


def _people(world: MatrixWorld) -> None:
    company, shop = world.company, world.shop
    for name in ("王总", "周经理", "小李", "小赵", "小孙", "小吴"):
        world.tokens[name] = company.token(name)
        world.put("staff", name, company.staff[name].pk)
    world.tokens["老王"] = shop.token("老王")
    world.put("staff", "neighbour", shop.staff["老王"].pk)
    world.put("role", "小李", company.roles["sales"].pk)
    world.put("role", "neighbour", shop.roles["owner"].pk)
    world.put("merchant", "小李", company.merchant.pk)
    world.put("merchant", "neighbour", shop.merchant.pk)


def made(answer: tuple[int, Any]) -> Any:
    """The body of an answer that must have succeeded."""
    status, body = answer
    assert status < 300, (status, body)
    return body


def _belongings(world: MatrixWorld, api: Api, variant: str, mark: str) -> None:
    """What one person owns: a customer with a follow-up, a plan and an opportunity, and a card."""
    customer = made(api.post("/customers", {"name": f"{mark}客户{variant}"}))["id"]
    world.put("customer", variant, customer)
    text = {"customer_id": customer, "text": f"{mark}聊过{variant}"}
    line = made(api.post("/interactions", text))["id"]
    world.put("interaction", variant, line)
    for kind, one in world_work.work_of(api, made, line, mark).items():
        world.put(kind, variant, one)
    due = clock.iso(clock.now() + timedelta(days=1))
    plan = {"customer_id": customer, "due_at": due, "text": f"{mark}回访{variant}"}
    world.put("plan", variant, made(api.post("/plans", plan))["id"])
    deal = {"customer_id": customer, "title": f"{mark}商机{variant}", "amount_fen": 100,
            "rating": "high"}  # fmt: skip
    world.put("opportunity", variant, made(api.post("/opportunities", deal))["id"])
    world.put("lead", variant, world_leads.lead_of(api, made, mark, variant))
    place = world.shop if mark else world.company
    for kind, person in people_of(api, made, customer, place, mark).items():
        world.put(kind, variant, person)
    for kind, paper in world_sales.papers_of(api, made, customer, mark).items():
        world.put(kind, variant, paper)
    card = made(api.post("/cards", CARD | {"name": f"{mark}名片{variant}"}))["id"]
    made(api.post(f"/cards/{card}/publish", {"version": 1}))
    world.put("card", variant, card)
    code = made(api.post(f"/cards/{card}/codes", {"channel": f"{mark}渠道"}))
    world.put("code", variant, code["id"])
    world.codes[variant] = code["code"]
    world.put("notification", variant, _notification(api, mark))
    world.put("session", variant, made(api.get("/sessions"))["items"][0]["id"])
    place, name = (world.shop, "老王") if mark else (world.company, variant)
    world.put("operation", variant, operation_of(place, name, mark))
    attachment = world.things["attachment"][variant]
    world.put("scan", variant, scan_of(place, "老王" if mark else variant, attachment))
    to = "老王" if mark else "小吴"
    world.put("share", variant, share_of(place, world.things["opportunity"][variant], to))
    world.put("view", variant, view_of(api, mark))
    brought, asked = sheets_of(place, name, mark)
    world.put("import", variant, brought)
    world.put("export", variant, asked)
    world.put("visit", variant, _visit(world, variant, mark))
    world.put("moment", variant, moment_of(api, made, mark))
    world.put("site", variant, site_of(place, int(code["id"]), variant, mark))


def _notification(api: Api, mark: str) -> int:
    me = made(api.get("/me"))
    with merchant_scope(int(me["merchant"]["id"])):
        row = Notification.objects.create(
            staff_id=int(me["staff"]["id"]), kind="system", title=f"{mark}通知", dedupe_key="matrix"
        )
    return row.pk


def _visit(world: MatrixWorld, variant: str, mark: str) -> int:
    model: Any = apps.get_model(MODELS["visit"])
    place = world.shop if mark else world.company
    name = "老王" if mark else variant
    with place.inside():
        staff = Staff.objects.get(name=name)
        row = model.objects.create(
            customer_id=world.things["customer"][variant],
            card_id=world.things["card"][variant],
            code_id=world.things["code"][variant],
            owner_id=staff.pk,
            department_id=staff.department_id,
            started_at=clock.now(),
            last_at=clock.now(),
            last_kind="card_view",
        )
    return int(row.pk)


def _shared(world: MatrixWorld, api: Api, variant: str, mark: str) -> None:
    """What belongs to the whole merchant."""
    product = made(api.post("/products", {"name": f"{mark}产品", "price_fen": 990}))["id"]
    world.put("product", variant, product)
    for kind, one in world_goods.goods_of(api, made, product, mark).items():
        world.put(kind, variant, one)
    for kind, one in world_bookings.setup_of(api, made, mark).items():
        world.put(kind, variant, one)
    department = made(api.post("/departments", {"name": f"{mark}部门"}))["id"]
    world.put("department", variant, department)
    other = made(api.post("/departments", {"name": f"{mark}另一部门"}))["id"]
    world.put("other_department", variant, other)
    pipeline = made(api.get("/pipelines"))["items"][0]
    world.put("pipeline", variant, pipeline["id"])
    world.put("stage", variant, pipeline["stages"][1]["id"])
    ours, slug = world_leads.setup_of(api, made, mark)
    world.codes["neighbour form" if mark else "form"] = slug
    for kind, one in ours.items():
        world.put(kind, variant, one)
    for kind, one in world_sales.setup_of(api, made, mark).items():
        world.put(kind, variant, one)
    upload = api.client.post("/api/v1/files", {"file": png()}, headers=_bearer(api))
    world.put("file", variant, upload.json()["id"])
    role = made(api.post("/roles", {"name": f"{mark}临时工", "grants": {}}))["id"]
    world.put("role", variant, role)
    world.put("field", variant, field_of(api, f"{mark}字段"))
    world.put("recordtype", variant, type_of(api, f"{mark}类型"))
    world.put("phrase", variant, phrase_of(api, f"{mark}常用语"))
    world.put("wechat_account", variant, account_of(api, made, mark))
    for kind, identifier in tags_of(api, mark).items():
        world.put(kind, variant, identifier)
    place = world.shop if mark else world.company
    fronts, hooks = front_of(place, api, made, mark), hooks_of(place, api, made, mark)
    for kind, identifier in {**fronts, **hooks}.items():
        world.put(kind, variant, identifier)
    account = world.things["wechat_account"][variant]
    for kind, identifier in replies_of(api, made, account, mark).items():
        world.put(kind, variant, identifier)


def _messages(world: MatrixWorld) -> None:
    for variant in (*OWNERS, "neighbour"):
        next_door = variant == "neighbour"
        place = world.shop if next_door else world.company
        account = world.things["wechat_account"][variant if next_door else "小李"]
        customer = world.things["customer"][variant]
        for kind, one in messages_of(place, account, customer, variant).items():
            world.put(kind, variant, one)
        if variant in {"小李", "neighbour"}:
            mark = CANARY if next_door else ""
            for kind, one in menu_of(place, account, customer, mark).items():
                world.put(kind, variant, one)


def _bookings(world: MatrixWorld) -> None:
    """A booking and a wait of everybody's customer; 小李's customer is the visitor."""
    for variant in (*OWNERS, "neighbour"):
        next_door = variant == "neighbour"
        place, name = (world.shop, "老王") if next_door else (world.company, variant)
        where = variant if next_door else "小李"
        ours = {kind: str(world.things[kind][where]) for kind in ("service", "full_service")}
        customer = str(world.things["customer"][variant])
        found = world_bookings.bookings_of(place, name, customer, ours)
        for kind in ("booking", "waiting_entry"):
            world.put(kind, variant, found[kind])
        if variant in {"小李", "neighbour"}:
            world.put("own_booking", variant, found["booking"])
            world.put("own_waiting", variant, found["waiting_entry"])
        if variant == "小李":
            world.codes["booking"] = found["code"]


def _pools(world: MatrixWorld) -> None:
    for place, variant, mark in ((world.company, "小李", ""), (world.shop, "neighbour", CANARY)):
        for kind, one in pools_of(place, mark):
            world.put(kind, variant, one)


def _bearer(api: Api) -> dict[str, str]:
    return {"Authorization": f"Bearer {api.token}"}


def _deleted(world: MatrixWorld, api: Api, boss: Api) -> None:
    """One deleted thing of every kind that can be deleted, formerly 小李's."""
    customer = made(api.post("/customers", {"name": "删掉的客户"}))["id"]
    doomed = {
        "interaction": ("/interactions", {"customer_id": world.id("customer"), "text": "删掉"}),
        "opportunity": (
            "/opportunities",
            {"customer_id": world.id("customer"), "title": "删", "amount_fen": 1, "rating": "low"},
        ),
        "card": ("/cards", {"template": "classic", "name": "删掉的名片"}),
        "product": ("/products", {"name": "删掉的产品", "price_fen": 1}),
    }
    made(boss.delete(f"/customers/{customer}"))
    world.put("customer", "deleted", customer)
    for kind, (path, body) in doomed.items():
        maker = boss if kind == "product" else api
        identifier = made(maker.post(path, body))["id"]
        if kind == "opportunity":
            world.put("share", "deleted", ended_share(world.company, int(identifier), "小吴"))
        made(boss.delete(f"{path}/{identifier}"))
        world.put(kind, "deleted", identifier)
    gone = {**world_goods.goods_deleted(boss, made), **world_bookings.deleted(boss, made)}
    for kind, one in gone.items():
        world.put(kind, "deleted", one)
    for kind, one in world_leads.deleted(boss, api, made).items():
        world.put(kind, "deleted", one)
    for kind, one in world_sales.deleted(api, made, world.id("customer")).items():
        world.put(kind, "deleted", one)
    for kind, person in removed_people(api, made, world.id("customer")).items():
        world.put(kind, "deleted", person)
    account = world.things["wechat_account"]["小李"]
    for kind, one in replies_deleted(boss, made, account).items():
        world.put(kind, "deleted", one)
    world.put("field", "deleted", field_put_away(boss))
    world.put("recordtype", "deleted", type_put_away(boss))
    view = view_of(api, "删掉的")
    made(api.delete(f"/views/{view}"))
    world.put("view", "deleted", view)
    world.put("moment", "deleted", moment_deleted(api, made))
    code = made(api.post(f"/cards/{world.id('card')}/codes", {"channel": "删掉的渠道"}))["id"]
    made(api.delete(f"/codes/{code}"))
    world.put("code", "deleted", code)


def _outsiders(world: MatrixWorld) -> None:
    """Nobody, a session past its time, a person who left, a customer."""
    device = Device("127.0.0.1", "matrix")
    world.tokens["anonymous"] = None
    company = world.company
    leaver = _newcomer(company, "小钱")
    world.tokens["disabled"] = company.token("小钱")
    boss = company.api("王总")
    made(boss.post(f"/staff/{leaver.pk}/disable", {"version": 1}))
    late = _newcomer(company, "小周")
    world.tokens["expired"] = company.token("小周")
    past = clock.now() - timedelta(hours=1)  # PostgreSQL's now is when this transaction began
    Session.objects.filter(staff_id=late.pk).update(expires_at=past)
    world.tokens["visitor"] = sessions.visitor_session(
        merchant_id=company.merchant.pk,
        customer_id=world.things["customer"]["小李"],
        name="张阿姨",
        device=device,
    )


def _newcomer(company: cast.World, name: str) -> Staff:
    """One more seller in 小李's department."""
    with company.inside():
        department = company.staff["小李"].department
        assert department is not None
        company.staff[name] = cast.hire(company, name, f"{name}@far", "sales", department)
    return company.staff[name]

"""Permissions and the roles everybody starts with. One table: documentation, code and tests."""

from collections.abc import Mapping
from dataclasses import dataclass

from keliu.kit.actor import SCOPES

OWN, SUBORDINATES, DEPARTMENT, TREE, LISTED, ALL = SCOPES
PLAIN = (ALL,)


@dataclass(frozen=True)
class Permission:
    """One thing a role may do; `scopes` are the reaches it can be given with."""

    name: str
    zh: str
    en: str
    group: str
    scopes: tuple[str, ...] = SCOPES


PERMISSIONS = {
    item.name: item
    for item in (
        Permission("customer.read", "查看客户", "See customers", "customers"),
        Permission("customer.write", "新建和修改客户", "Add and edit customers", "customers"),
        Permission("customer.delete", "删除客户", "Delete customers", "customers"),
        Permission("customer.assign", "转移客户负责人", "Change the owner", "customers"),
        Permission("customer.phone", "查看完整手机号", "Reveal phone numbers", "customers"),
        Permission("customer.merge", "合并重复客户", "Merge duplicates", "customers"),
        Permission("interaction.read", "查看跟进", "See follow-ups", "customers"),
        Permission("interaction.write", "写跟进", "Write follow-ups", "customers"),
        Permission(
            "interaction.manage", "修改同事的跟进", "Change colleagues' follow-ups", "customers"
        ),
        Permission("plan.read", "查看跟进计划", "See plans", "customers"),
        Permission("plan.write", "安排跟进计划", "Make plans", "customers"),
        Permission("pool.claim", "从公海领取", "Claim from pools", "customers", PLAIN),
        Permission("pool.write", "管理公海规则", "Manage pools", "customers", PLAIN),
        Permission("handover.run", "办理离职交接", "Run hand-overs", "customers"),
        Permission("tag.write", "管理标签和规则", "Manage tags", "customers", PLAIN),
        Permission("view.share", "共享列表视图", "Share views", "customers", PLAIN),
        Permission("data.import", "导入数据", "Import", "customers", PLAIN),
        Permission("data.export", "导出数据", "Export", "customers", PLAIN),
        Permission("opportunity.read", "查看商机", "See opportunities", "sales"),
        Permission("opportunity.write", "新建和推进商机", "Add and move opportunities", "sales"),
        Permission("opportunity.delete", "删除商机", "Delete opportunities", "sales"),
        Permission(
            "opportunity.assign", "转移商机负责人", "Change the owner of opportunities", "sales"
        ),
        Permission("lead.read", "查看线索", "See leads", "sales"),
        Permission("lead.write", "新建、修改和转化线索", "Add, edit and convert leads", "sales"),
        Permission("lead.delete", "删除线索", "Delete leads", "sales"),
        Permission("lead.assign", "分配线索", "Assign leads", "sales"),
        Permission(
            "lead.setup", "管理线索表单和分配规则", "Manage lead forms and rules", "sales", PLAIN
        ),
        Permission("pipeline.write", "管理销售流程", "Manage pipelines", "sales", PLAIN),
        Permission("quote.read", "查看报价", "See quotes", "sales"),
        Permission("quote.write", "新建和修改报价", "Write quotes", "sales"),
        Permission("contract.read", "查看合同和回款", "See contracts and payments", "sales"),
        Permission("contract.write", "登记合同和回款", "Write contracts and payments", "sales"),
        Permission("target.write", "设定销售目标", "Set targets", "sales", PLAIN),
        Permission("card.read", "查看名片和码", "See cards and codes", "catalog"),
        Permission("card.write", "编辑名片和码", "Edit cards and codes", "catalog"),
        Permission("shop.write", "布置店面", "Arrange the shop front", "catalog", PLAIN),
        Permission("product.read", "查看产品", "See products", "catalog", PLAIN),
        Permission("product.write", "编辑产品", "Edit products", "catalog", PLAIN),
        Permission("order.read", "查看订单", "See orders", "trade"),
        Permission("order.write", "收银、发货、核销", "Take money, send, hand over", "trade"),
        Permission("order.price", "改订单价格", "Change the price of orders", "trade"),
        Permission("order.refund", "退款", "Refund", "trade"),
        Permission("trade.setup", "管理店铺和交易设置", "Manage the shop", "trade", PLAIN),
        Permission("bill.read", "对账和日结", "Reconcile bills", "trade", PLAIN),
        Permission("booking.read", "查看预约", "See bookings", "trade"),
        Permission("booking.write", "安排预约", "Make and change bookings", "trade"),
        Permission(
            "booking.setup", "管理服务、资源和排班", "Manage services and hours", "trade", PLAIN
        ),
        Permission("member.read", "查看会员", "See members", "trade"),
        Permission("member.write", "给会员充值、发积分、更正", "Change members' balances", "trade"),
        Permission("member.setup", "管理会员规则", "Manage membership rules", "trade", PLAIN),
        Permission("radar.read", "看雷达", "See the radar", "radar"),
        Permission("radar.setup", "设置雷达提醒", "Set up the radar's alerts", "radar", PLAIN),
        Permission("boss.read", "看 BOSS 雷达", "See the boss radar", "radar"),
        Permission(
            "wechat.read", "查看公众号、小程序和粉丝", "See accounts and followers", "wechat", PLAIN
        ),
        Permission(
            "wechat.write",
            "管理菜单、回复、码和模板",
            "Manage menus, replies and codes",
            "wechat",
            PLAIN,
        ),
        Permission(
            "wechat.connect", "接入微信账号和支付", "Connect accounts and pay", "wechat", PLAIN
        ),
        Permission("message.read", "查看发给客户的消息", "See messages to customers", "wechat"),
        Permission("message.send", "给客户发消息", "Send messages to customers", "wechat"),
        Permission("report.read", "看经营数字", "See figures", "reports"),
        Permission("staff.read", "查看员工和部门", "See staff", "staff", PLAIN),
        Permission("staff.write", "管理员工", "Manage staff", "staff", PLAIN),
        Permission("department.write", "管理部门", "Manage departments", "staff", PLAIN),
        Permission("role.write", "管理角色权限", "Manage roles", "staff", PLAIN),
        Permission("access.grant", "临时授权", "Grant temporary access", "staff"),
        Permission("field.write", "管理字段和表单", "Manage fields and forms", "staff", PLAIN),
        Permission("audit.read", "查看操作日志", "See the audit log", "staff", PLAIN),
        Permission("merchant.write", "修改商户设置", "Change settings", "staff", PLAIN),
        Permission("hooks.write", "管理推送地址", "Manage webhooks", "staff", PLAIN),
    )
}

RECORDS = ("customer.read", "customer.write", "interaction.read", "interaction.write", "plan.read",
           "plan.write", "opportunity.read", "opportunity.write", "lead.read", "lead.write",
           "quote.read", "quote.write", "contract.read", "contract.write", "card.read",
           "card.write", "radar.read", "report.read", "customer.merge", "message.read",
           "message.send", "order.read", "order.write", "booking.read", "booking.write",
           "member.read")  # fmt: skip

WORKSHOP = ("pool.claim", "tag.write", "view.share", "data.import", "data.export")

PRESETS: dict[str, tuple[str, dict[str, str]]] = {
    "owner": ("老板", dict.fromkeys(PERMISSIONS, ALL)),
    "manager": (
        "主管",
        {
            **dict.fromkeys(RECORDS, TREE),
            "customer.delete": TREE,
            "interaction.manage": TREE,
            "customer.assign": TREE,
            "customer.phone": TREE,
            "opportunity.delete": TREE,
            "opportunity.assign": TREE,
            "lead.delete": TREE,
            "lead.assign": TREE,
            "handover.run": TREE,
            "access.grant": TREE,
            "order.price": TREE,
            "order.refund": TREE,
            "member.write": TREE,
            "bill.read": ALL,
            "booking.setup": ALL,
            "boss.read": TREE,
            "shop.write": ALL,
            **dict.fromkeys(WORKSHOP, ALL),
            "product.read": ALL,
            "wechat.read": ALL,
            "wechat.write": ALL,
            "staff.read": ALL,
        },
    ),
    "sales": (
        "销售",
        {
            **dict.fromkeys(RECORDS, OWN),
            "customer.phone": OWN,
            "pool.claim": ALL,
            "product.read": ALL,
            "staff.read": ALL,
        },
    ),
    "service": (
        "客服",
        {
            "customer.read": ALL,
            "interaction.read": ALL,
            "interaction.write": ALL,
            "plan.read": OWN,
            "plan.write": OWN,
            "product.read": ALL,
            "order.read": ALL,
            "order.write": ALL,
            "booking.read": ALL,
            "booking.write": ALL,
            "member.read": ALL,
            "wechat.read": ALL,
            "message.read": ALL,
            "message.send": ALL,
            "staff.read": ALL,
        },
    ),
}


READ, WRITE = "read", "write"
SHARE_LEVELS = (READ, WRITE)
# What temporary access to one record opens, by kind; only what the role may do anyway, elsewhere.
SHARE_READS = {
    "customer": ("customer.read", "interaction.read", "plan.read"),
    "lead": ("lead.read", "interaction.read", "plan.read"),
    "opportunity": ("opportunity.read", "quote.read", "interaction.read", "plan.read"),
}
SHARE_KINDS = tuple(SHARE_READS)
SHARE_DAYS = 366  # the longest that access is given for by hand
SCOPE_WORDS = {
    OWN: ("本人", "own records"),
    SUBORDINATES: ("本人和下属", "own and subordinates'"),
    DEPARTMENT: ("本部门", "own department"),
    TREE: ("本部门及下级", "own department and below"),
    LISTED: ("本人和指定部门", "own and listed departments"),
    ALL: ("全部", "everything"),
}


def permissions_of(kind: str) -> list[Permission]:
    """What can be done with a record of `kind`, as far as it depends on the record."""
    words = {name.partition(".")[0] for name in SHARE_READS[kind]} | {kind}
    named = [one for one in PERMISSIONS.values() if one.name.partition(".")[0] in words]
    return [one for one in named if len(one.scopes) > 1] + [PERMISSIONS["access.grant"]]


def share_levels(kind: str, permission: str) -> tuple[str, ...]:
    """The levels of temporary access to a record of `kind` that open `permission`."""
    reads = SHARE_READS.get(kind, ())
    if permission in reads:
        return SHARE_LEVELS
    writes = {name.replace(".read", ".write") for name in reads}
    return (WRITE,) if permission in writes else ()


def superior_of(staff: int, superior: int | None, leaders: list[int | None]) -> int | None:
    """Who is above a person: the superior named, else the nearest leader of their departments.

    `leaders` belong to the departments from the root down to the person's own.
    """
    if superior is not None:
        return superior
    return next((one for one in reversed(leaders) if one is not None and one != staff), None)


def everybody_below(above: dict[int, int | None]) -> dict[int, list[int]]:
    """Everyone under each person, however deep; `above` names each one's superior.

    Two leaders sitting in each other's departments are below one another; nobody is below oneself.
    """
    found: dict[int, list[int]] = {}
    for staff in above:
        seen = {staff}
        boss = above[staff]
        while boss is not None and boss not in seen:
            found.setdefault(boss, []).append(staff)
            seen.add(boss)
            boss = above.get(boss)
    return found


def sound(grants: dict[str, str]) -> list[str]:
    """What is wrong with a role's grants, as sentences; empty when all is well."""
    wrong = []
    for name, reach in grants.items():
        known = PERMISSIONS.get(name)
        if known is None:
            wrong.append(f"没有“{name}”这个权限")
        elif reach not in known.scopes:
            wrong.append(f"“{known.zh}”不能给“{reach}”这个范围")
    return wrong


FIELD_RIGHTS = ("none", READ, WRITE)
MASKS = ("none", "list", "always")
FieldRules = Mapping[str, Mapping[str, Mapping[str, str]]]
"""A role's field rules: {kind: {field key: {"right": …, "mask": …}}}; what is absent is free."""


def field_right(fields: FieldRules, kind: str, field: str) -> str:
    """What a person may do with a field of a record they can see: none, read or write."""
    return fields.get(kind, {}).get(field, {}).get("right", WRITE)


def mask_of(fields: FieldRules, kind: str, field: str) -> str:
    """Where a field shows its masked form: none, list (lists only) or always."""
    return fields.get(kind, {}).get(field, {}).get("mask", "none")


def sound_fields(fields: FieldRules) -> list[str]:
    """What is wrong with a role's field rules, as sentences; empty when all is well.

    A field that was put away may stay named: its rule waits for the day it comes back.
    """
    wrong = []
    for kind, known in fields.items():
        for name, rule in known.items():
            if rule.get("right", WRITE) not in FIELD_RIGHTS:
                wrong.append(f"字段“{kind}.{name}”的权限只能是 不可见、只读、可编辑")
            if rule.get("mask", "none") not in MASKS:
                wrong.append(f"字段“{kind}.{name}”的打码只能是 不打码、列表打码、始终打码")
    return wrong


MOST_FAILURES = 10
LOCK_MINUTES = 15
SESSION_HOURS = 12
VISITOR_DAYS = 90
SHORTEST_PASSWORD = 8


def weak(password: str) -> str | None:
    """Why a password is refused, or None. Length only, as ASVS 6.2 asks; common ones elsewhere."""
    if len(password) < SHORTEST_PASSWORD:
        return f"密码至少 {SHORTEST_PASSWORD} 位"
    return "密码最多 128 位" if len(password) > 128 else None

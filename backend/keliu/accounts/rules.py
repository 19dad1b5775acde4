"""Permissions and the roles everybody starts with. One table: documentation, code and tests."""

from dataclasses import dataclass

OWN, DEPARTMENT, TREE, ALL = "own", "department", "tree", "all"
SCOPES = (OWN, DEPARTMENT, TREE, ALL)
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
        Permission("interaction.read", "查看跟进", "See follow-ups", "customers"),
        Permission("interaction.write", "写跟进", "Write follow-ups", "customers"),
        Permission("plan.read", "查看跟进计划", "See plans", "customers"),
        Permission("plan.write", "安排跟进计划", "Make plans", "customers"),
        Permission("opportunity.read", "查看商机", "See opportunities", "sales"),
        Permission("opportunity.write", "新建和推进商机", "Add and move opportunities", "sales"),
        Permission("opportunity.delete", "删除商机", "Delete opportunities", "sales"),
        Permission("card.read", "查看名片和码", "See cards and codes", "catalog"),
        Permission("card.write", "编辑名片和码", "Edit cards and codes", "catalog"),
        Permission("product.read", "查看产品", "See products", "catalog", PLAIN),
        Permission("product.write", "编辑产品", "Edit products", "catalog", PLAIN),
        Permission("radar.read", "看雷达", "See the radar", "radar"),
        Permission("report.read", "看经营数字", "See figures", "reports"),
        Permission("staff.read", "查看员工和部门", "See staff", "staff", PLAIN),
        Permission("staff.write", "管理员工", "Manage staff", "staff", PLAIN),
        Permission("department.write", "管理部门", "Manage departments", "staff", PLAIN),
        Permission("role.write", "管理角色权限", "Manage roles", "staff", PLAIN),
        Permission("audit.read", "查看操作日志", "See the audit log", "staff", PLAIN),
        Permission("merchant.write", "修改商户设置", "Change settings", "staff", PLAIN),
    )
}

RECORDS = ("customer.read", "customer.write", "interaction.read", "interaction.write", "plan.read",
           "plan.write", "opportunity.read", "opportunity.write", "card.read", "card.write",
           "radar.read", "report.read")  # fmt: skip

PRESETS: dict[str, tuple[str, dict[str, str]]] = {
    "owner": ("老板", dict.fromkeys(PERMISSIONS, ALL)),
    "manager": (
        "主管",
        {
            **dict.fromkeys(RECORDS, TREE),
            "customer.delete": TREE,
            "customer.assign": TREE,
            "customer.phone": TREE,
            "opportunity.delete": TREE,
            "product.read": ALL,
            "staff.read": ALL,
        },
    ),
    "sales": (
        "销售",
        {
            **dict.fromkeys(RECORDS, OWN),
            "customer.phone": OWN,
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
            "staff.read": ALL,
        },
    ),
}


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

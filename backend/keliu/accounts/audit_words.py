"""What the audit log's fields are called, and whom the ids in it mean."""

from collections.abc import Iterable
from typing import Any

from keliu.accounts import selectors
from keliu.accounts.models import Role
from keliu.accounts.ports import Ports
from keliu.platform.models import AuditEntry

Label = tuple[str, str]
STAFF = (
    "owner_id",
    "staff_id",
    "superior_id",
    "leader_id",
    "by_id",
    "created_by",
    "credit_owner_id",
)
WORDS: dict[str, Label] = {
    "name": ("名称", "Name"), "title": ("职位", "Title"), "phone": ("手机号", "Phone"),
    "department_id": ("部门", "Department"), "role_id": ("角色", "Role"),
    "superior_id": ("直属上级", "Superior"), "state": ("状态", "State"),
    "parent_id": ("上级部门", "Parent department"), "leader_id": ("负责人", "Leader"),
    "grants": ("权限", "Permissions"), "fields": ("字段权限", "Field rules"),
    "departments": ("指定部门", "Listed departments"), "owner_id": ("负责人", "Owner"),
    "staff": ("员工", "Person"), "level": ("级别", "Level"), "until": ("截止", "Until"),
    "reason": ("原因", "Reason"), "text": ("内容", "Text"), "version": ("版本", "Version"),
    "quiet_from": ("免打扰开始", "Quiet from"), "quiet_to": ("免打扰结束", "Quiet to"),
    "mode": ("模式", "Mode"), "brand_color": ("品牌色", "Brand colour"),
    "short_name": ("简称", "Short name"), "logo_id": ("标志", "Logo"),
    "cover_id": ("封面", "Cover"),
    "rows": ("行数", "Rows"), "format": ("格式", "Format"), "seq": ("序号", "Place"),
}  # fmt: skip


def labels(kind: str) -> dict[str, Label]:
    """The words for the fields of a kind of record."""
    return {**WORDS, **Ports.field_labels(kind)}


def people(rows: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """Names of the colleagues, departments and roles that the changes of `rows` name by id."""
    wanted: dict[str, set[int]] = {"staff": set(), "department_id": set(), "role_id": set()}
    for row in rows:
        for change in row.changes:
            kind = "staff" if change["field"] in STAFF else change["field"]
            if kind in wanted:
                wanted[kind] |= {int(one) for one in _ids(change)}
    found = {("staff", one): name for one, name in selectors.names({*wanted["staff"]}).items()}
    places = selectors.department_names(wanted["department_id"])
    found |= {("department_id", one): name for one, name in places.items()}
    if wanted["role_id"]:
        roles = Role.objects.filter(pk__in=wanted["role_id"]).values_list("id", "name")
        found |= {("role_id", one): name for one, name in roles}
    return {(kind, str(one)): name for (kind, one), name in found.items()}


def _ids(change: dict[str, Any]) -> list[str]:
    given = (change.get("before"), change.get("after"))
    return [str(one) for one in given if one is not None and str(one).isdigit()]


def said(names: dict[tuple[str, str], str], field: str, value: Any) -> str | None:
    """What people read for a value, when it is somebody or some place; else None."""
    kind = "staff" if field in STAFF else field
    return names.get((kind, str(value))) if value is not None else None

"""Staff, departments, roles."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import door, schemas, selectors
from keliu.accounts.models import Department, Role, Staff
from keliu.accounts.schemas import DepartmentOut, HiredOut, PasswordOut, RoleOut, StaffRow
from keliu.accounts.services import staff as people
from keliu.kit.errors import Invalid
from keliu.kit.paging import Sort
from keliu.platform import lists, records
from keliu.platform.wire import Items, ListAsked, Page, Ref, VersionIn

router = Router(tags=["staff"])
SORTS = (
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("name", "name", descending=False),
)


class StaffAsked(ListAsked):
    department: str | None = None
    state: str | None = None


def _staff(staff_id: int) -> Staff:
    rows = Staff.objects.select_related("department", "role", "avatar", "superior")
    return records.find(rows, staff_id)


def _linked(changes: dict[str, Any]) -> dict[str, Any]:
    """Refuse departments and roles that are not ours before the database has to."""
    for field, model, what in (
        ("department_id", Department, "部门"),
        ("role_id", Role, "角色"),
        ("superior_id", Staff, "员工"),
    ):
        chosen = changes.get(field)
        if chosen is not None and not model.objects.filter(pk=chosen).exists():
            raise Invalid(fields={field: f"没有这个{what}"})
    return changes


@router.get("/staff", response=Page[StaffRow])
@door.staff("staff.read")
def staff_list(request: HttpRequest, asked: Query[StaffAsked]) -> Page[StaffRow]:
    """Colleagues, newest first."""
    rows = selectors.staff_for_list(
        q=asked.q, department_id=lists.id_filter(asked.department), state=asked.state
    )
    sort = lists.choose(SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[StaffRow](items=[StaffRow.of(r) for r in found], next=following, total=total)


@router.get("/staff/options", response=Items[Ref])
@door.staff()
def staff_options(request: HttpRequest, q: str = "") -> Items[Ref]:
    """Colleagues at work, for pickers."""
    rows = selectors.staff_for_list(q=q, department_id=None, state="active").order_by("name")[:50]
    return Items[Ref](items=[Ref(id=row.pk, name=row.name) for row in rows])


@router.post("/staff", response=HiredOut)
@door.staff("staff.write")
def staff_create(request: HttpRequest, payload: schemas.StaffIn) -> HiredOut:
    """Add a colleague; the first password is shown once."""
    _linked(payload.model_dump(include={"department_id", "role_id", "superior_id"}))
    row, password = people.staff_hire(
        login=payload.account,
        name=payload.name,
        title=payload.title,
        phone=payload.phone,
        department=Department.objects.filter(pk=payload.department_id or 0).first(),
        superior=Staff.objects.filter(pk=payload.superior_id or 0).first(),
        role=Role.objects.get(pk=payload.role_id),
    )
    return HiredOut(staff=StaffRow.of(row), password=password)


@router.get("/staff/{staff_id}", response=StaffRow)
@door.staff("staff.read")
def staff_get(request: HttpRequest, staff_id: int) -> StaffRow:
    """One colleague."""
    return StaffRow.of(_staff(staff_id))


@router.patch("/staff/{staff_id}", response=StaffRow)
@door.staff("staff.write")
def staff_update(request: HttpRequest, staff_id: int, payload: schemas.StaffPatch) -> StaffRow:
    """Change a colleague; role and department count at once."""
    staff = _staff(staff_id)
    changes = _linked(schemas.given(payload))
    return StaffRow.of(people.staff_update(staff, version=payload.version, changes=changes))


@router.post("/staff/{staff_id}/disable", response=StaffRow)
@door.staff("staff.write")
def staff_disable(request: HttpRequest, staff_id: int, payload: VersionIn) -> StaffRow:
    """End a colleague's access, open sockets included."""
    row = people.staff_set_state(_staff(staff_id), version=payload.version, state="disabled")
    return StaffRow.of(row)


@router.post("/staff/{staff_id}/enable", response=StaffRow)
@door.staff("staff.write")
def staff_enable(request: HttpRequest, staff_id: int, payload: VersionIn) -> StaffRow:
    """Give a colleague access again."""
    row = people.staff_set_state(_staff(staff_id), version=payload.version, state="active")
    return StaffRow.of(row)


@router.post("/staff/{staff_id}/reset-password", response=PasswordOut)
@door.staff("staff.write")
def staff_reset_password(request: HttpRequest, staff_id: int) -> PasswordOut:
    """A new password for a colleague, shown once."""
    return PasswordOut(password=people.password_reset(_staff(staff_id)))


def _department(row: Department) -> DepartmentOut:
    return DepartmentOut.of(row, selectors.names({row.leader_id}))


@router.get("/departments", response=Items[DepartmentOut])
@door.staff("staff.read")
def department_list(request: HttpRequest) -> Items[DepartmentOut]:
    """The whole tree, parents before children."""
    rows = selectors.departments()
    names = selectors.names({row.leader_id for row in rows})
    return Items[DepartmentOut](items=[DepartmentOut.of(row, names) for row in rows])


def _parent(parent_id: int | None) -> Department | None:
    parent = Department.objects.filter(pk=parent_id).first() if parent_id else None
    if parent_id and parent is None:
        raise Invalid(fields={"parent_id": "没有这个上级部门"})
    return parent


@router.post("/departments", response=DepartmentOut)
@door.staff("department.write")
def department_create(request: HttpRequest, payload: schemas.DepartmentIn) -> DepartmentOut:
    """Add a department."""
    row = people.department_save(
        None, name=payload.name, parent=_parent(payload.parent_id), leader_id=payload.leader_id
    )
    return _department(row)


@router.patch("/departments/{department_id}", response=DepartmentOut)
@door.staff("department.write")
def department_update(
    request: HttpRequest, department_id: int, payload: schemas.DepartmentPatch
) -> DepartmentOut:
    """Rename or move a department; reach of its people follows at once."""
    row = people.department_save(
        records.find(Department.objects.all(), department_id),
        name=payload.name,
        parent=_parent(payload.parent_id),
        leader_id=payload.leader_id,
        version=payload.version,
    )
    return _department(row)


@router.delete("/departments/{department_id}", response={204: None})
@door.staff("department.write")
def department_delete(request: HttpRequest, department_id: int) -> None:
    """Delete an empty department."""
    people.department_remove(records.find(Department.objects.all(), department_id))


@router.get("/roles", response=Items[RoleOut])
@door.staff("staff.read")
def role_list(request: HttpRequest) -> Items[RoleOut]:
    """All roles with what they grant."""
    return Items[RoleOut](items=[RoleOut.of(row) for row in selectors.roles()])


@router.post("/roles", response=RoleOut)
@door.staff("role.write")
def role_create(request: HttpRequest, payload: schemas.RoleIn) -> RoleOut:
    """Add a role."""
    return RoleOut.of(people.role_add(**payload.model_dump()))


@router.patch("/roles/{role_id}", response=RoleOut)
@door.staff("role.write")
def role_update(request: HttpRequest, role_id: int, payload: schemas.RolePatch) -> RoleOut:
    """Change a role; it counts within a second, on open sockets too."""
    role = records.find(Role.objects.all(), role_id)
    changes = schemas.given(payload)
    return RoleOut.of(people.role_update(role, version=payload.version, changes=changes))


@router.delete("/roles/{role_id}", response={204: None})
@door.staff("role.write")
def role_delete(request: HttpRequest, role_id: int) -> None:
    """Delete a role nobody holds."""
    people.role_remove(records.find(Role.objects.all(), role_id))

"""Staff, departments and roles: every change reaches open sessions in the same transaction."""

import secrets
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from keliu.accounts import rules
from keliu.accounts.errors import AccountTaken, InUse, LastOwner, WrongPassword
from keliu.accounts.models import Account, Department, Membership, Role, Staff
from keliu.accounts.services import carried, sessions
from keliu.kit import actor, phones, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, keys, records


def checked_password(password: str, field: str = "password") -> str:
    """The hash of an acceptable password. Raises Invalid naming the reason."""
    reason = rules.weak(password)
    if reason is None:
        try:
            CommonPasswordValidator().validate(password)
        except ValidationError:
            reason = "这个密码太常见,容易被猜到,请换一个"
    if reason:
        raise Invalid(fields={field: reason})
    return make_password(password)


def sealed_phone(phone: str | None) -> dict[str, Any]:
    """Columns of a staff phone: sealed and masked."""
    if not phone:
        return {"phone_sealed": None, "phone_masked": ""}
    number = phones.normalise(phone)
    sealed = keys.seal(Staff, "phone_sealed", number)
    return {"phone_sealed": sealed, "phone_masked": phones.mask(number)}


def account_open(login: str, password_hash: str) -> Account:
    """A new sign-in name. Raises AccountTaken."""
    name = login.strip().lower()
    if not 3 <= len(name) <= 60 or any(ch.isspace() for ch in name):
        raise Invalid(fields={"account": "账号 3 到 60 个字,不能有空格"})
    try:
        with transaction.atomic():
            return Account.objects.create(login=name, password=password_hash)
    except IntegrityError as taken:
        raise AccountTaken(fields={"account": AccountTaken.message}) from taken


def staff_add(
    *,
    account: Account,
    name: str,
    role: Role,
    title: str = "",
    phone: str | None = None,
    department: Department | None = None,
    superior: Staff | None = None,
) -> Staff:
    """Give an account a place in the current merchant."""
    staff = Staff(
        name=name,
        title=title,
        login=account.login,
        role=role,
        department=department,
        superior=superior,
        **sealed_phone(phone),
    )
    staff.save(force_insert=True)
    Membership.objects.create(account=account, merchant_id=scope.current(), staff_id=staff.pk)
    audit.record("staff.create", "staff", staff.pk, name)
    if superior is not None or department is not None:
        sessions.refresh(scope.current(), _superiors())
    return staff


def staff_hire(*, login: str, **fields: Any) -> tuple[Staff, str]:
    """A new account with a first password, shown once."""
    password = secrets.token_urlsafe(9)
    account = account_open(login, make_password(password))
    return staff_add(account=account, **fields), password


def staff_update(staff: Staff, *, version: int, changes: dict[str, Any]) -> Staff:
    """Change name, title, phone, department, superior or role. Raises Stale, LastOwner, Invalid."""
    carried.settle()  # two moves at a time could close a circle of superiors
    shown = {}
    if changes.get("superior_id"):
        _check_superior(staff, int(changes["superior_id"]))  # the wire writes ids as text
    if "phone" in changes:
        columns = sealed_phone(changes.pop("phone"))
        shown["phone"] = (staff.phone_masked, columns["phone_masked"])
        changes |= columns
    saved = records.save_changes(staff, version=version, changes=changes, shown=shown)
    _keep_an_owner()
    moved = not changes.keys().isdisjoint({"superior_id", "department_id"})
    sessions.refresh(scope.current(), None if moved else [staff.pk])
    return saved


def _check_superior(staff: Staff, superior_id: int | None) -> None:
    """Nobody is above themselves, however far up. Raises Invalid."""
    seen = {staff.pk}
    above = dict(Staff.objects.values_list("id", "superior_id"))
    while superior_id is not None:
        if superior_id in seen:
            raise Invalid(fields={"superior_id": "直属上级不能是本人,也不能是本人的下级"})
        seen.add(superior_id)
        superior_id = above.get(superior_id)


def staff_set_state(staff: Staff, *, version: int, state: str) -> Staff:
    """Disable or enable; a disabled person's sessions and sockets end at once."""
    saved = records.save_changes(
        staff, version=version, changes={"state": state}, action=f"staff.{state}"
    )
    active = state == Staff.State.ACTIVE
    Membership.objects.filter(merchant_id=scope.current(), staff_id=staff.pk).update(active=active)
    if not active:
        _keep_an_owner()
        sessions.revoke_all(scope.current(), staff_id=staff.pk)
    return saved


def _keep_an_owner() -> None:
    """Somebody at work must be able to manage roles, or nobody could ever again."""
    keepers = Role.objects.filter(grants__has_key="role.write").values("id")
    if not Staff.objects.filter(state=Staff.State.ACTIVE, role_id__in=keepers).exists():
        raise LastOwner


def _superiors() -> list[int]:
    """Those who see the records of everybody below them."""
    rows = Staff.objects.select_related("role")
    return [row.pk for row in rows if rules.SUBORDINATES in row.role.grants.values()]


def _account_of(staff: Staff) -> Account:
    place = Membership.objects.select_related("account").get(
        merchant_id=scope.current(), staff_id=staff.pk
    )
    return place.account


def password_reset(staff: Staff) -> str:
    """A new password for a colleague, shown once; their sessions end."""
    password = secrets.token_urlsafe(9)
    Account.objects.filter(pk=_account_of(staff).pk).update(password=make_password(password))
    sessions.revoke_all(scope.current(), staff_id=staff.pk)
    audit.record("staff.reset_password", "staff", staff.pk, staff.name)
    return password


def password_change(account: Account, *, old: str, new: str) -> None:
    """Change one's own password. Raises WrongPassword or Invalid."""
    if not check_password(old, account.password):
        raise WrongPassword(fields={"old": WrongPassword.message})
    Account.objects.filter(pk=account.pk).update(password=checked_password(new, "new"))
    audit.record("account.password", "account", account.pk, account.login)


def department_save(
    department: Department | None, *, name: str, parent: Department | None, leader_id: int | None,
    version: int = 1,
) -> Department:  # fmt: skip
    """Add a department or move and rename one. Raises Stale, Invalid for a circle or a name."""
    taken = Invalid(fields={"name": f"这里已有“{name}”,换个名字"})
    if leader_id is not None and not Staff.objects.filter(pk=leader_id).exists():
        raise Invalid(fields={"leader_id": "没有这位员工"})
    if department is None:
        row = Department(name=name, parent=parent, leader_id=leader_id)
        row.path = [*(parent.path if parent else []), row.pk]
        with records.unique("department_one_name", taken):
            row.save(force_insert=True)
        audit.record("department.create", "department", row.pk, name)
        sessions.refresh(scope.current())
        return row
    if parent is not None and department.pk in parent.path:
        raise Invalid(fields={"parent_id": "不能放到自己或下级部门里"})
    changes = {"name": name, "parent_id": parent.pk if parent else None, "leader_id": leader_id}
    with records.unique("department_one_name", taken):
        saved = records.save_changes(department, version=version, changes=changes)
    _rebuild_paths(saved)
    sessions.refresh(scope.current())
    return saved


def _rebuild_paths(moved: Department) -> None:
    parent = Department.objects.filter(pk=moved.parent_id).first() if moved.parent_id else None
    head = [*(parent.path if parent else []), moved.pk]
    for row in Department.objects.filter(path__contains=[moved.pk]):
        tail = row.path[row.path.index(moved.pk) + 1 :]
        Department.objects.filter(pk=row.pk).update(path=head + tail)


def department_remove(department: Department) -> None:
    """Delete an empty department. Raises InUse."""
    if Department.objects.filter(parent=department).exists():
        raise InUse(name=department.name, what="下级部门")
    if Staff.objects.filter(department=department).exists():
        raise InUse(name=department.name, what="员工")
    Department.objects.filter(pk=department.pk).delete()
    for role in Role.objects.filter(departments__contains=[department.pk]):
        left = [one for one in role.departments if one != department.pk]
        Role.objects.filter(pk=role.pk).update(departments=left)
    sessions.refresh(scope.current())
    audit.record("department.delete", "department", department.pk, department.name)


def _checked_grants(grants: dict[str, str]) -> dict[str, str]:
    wrong = rules.sound(grants)
    if wrong:
        raise Invalid(fields={"grants": wrong[0]})
    return grants


def _checked_role(values: dict[str, Any]) -> dict[str, Any]:
    """Refuse grants, departments and field rules that mean nothing. Raises Invalid."""
    _checked_grants(values.get("grants", {}))
    wrong = rules.sound_fields(values.get("fields", {}))
    if wrong:
        raise Invalid(fields={"fields": wrong[0]})
    listed = {int(one) for one in values.get("departments", [])}  # the wire writes ids as text
    if Department.objects.filter(pk__in=listed).count() != len(listed):
        raise Invalid(fields={"departments": "选中的部门有的已经不在了,请重新选择"})
    return {**values, "departments": sorted(listed)} if "departments" in values else values


def role_add(*, name: str, **values: Any) -> Role:
    """A new role. Raises Invalid for unknown permissions, departments, or a used name."""
    values = _checked_role(values)
    with records.unique("role_one_name", Invalid(fields={"name": "已有同名角色"})):
        role = Role.objects.create(name=name, **values)
    audit.record("role.create", "role", role.pk, name)
    return role


def role_update(role: Role, *, version: int, changes: dict[str, Any]) -> Role:
    """Change what a role may do; everybody's sessions follow at once. Raises Stale, LastOwner."""
    carried.settle()
    changes = _checked_role(changes)
    shown = _changed_only(role, changes)
    with records.unique("role_one_name", Invalid(fields={"name": "已有同名角色"})):
        saved = records.save_changes(role, version=version, changes=changes, shown=shown)
    _keep_an_owner()
    members = list(Staff.objects.filter(role=role).values_list("id", flat=True))
    sessions.refresh(scope.current(), members)
    return saved


def _changed_only(role: Role, changes: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Before and after of those permissions and kinds of fields that really change."""
    shown = {}
    for name in {"grants", "fields"} & changes.keys():
        before, after = getattr(role, name), changes[name]
        keys = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
        if keys:
            old, new = ({key: one.get(key) for key in keys} for one in (before, after))
            shown[name] = (old, new)
    return shown


def role_remove(role: Role) -> None:
    """Delete a role nobody holds. Raises InUse."""
    if role.preset or Staff.objects.filter(role=role).exists():
        raise InUse(name=role.name, what="员工" if not role.preset else "系统预设")
    Role.objects.filter(pk=role.pk).delete()
    audit.record("role.delete", "role", role.pk, role.name)


def preset_roles() -> dict[str, Role]:
    """The four roles every merchant starts with."""
    return {
        code: Role.objects.create(name=name, preset=True, grants=grants)
        for code, (name, grants) in rules.PRESETS.items()
    }


def me() -> Staff:
    """The acting member of staff."""
    rows = Staff.objects.select_related("department", "role", "avatar", "superior")
    return records.find(rows, actor.current().staff_id)

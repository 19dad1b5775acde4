"""Questions about staff, departments, roles and sessions."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from keliu.accounts import rules
from keliu.accounts.models import Department, Role, Session, Staff
from keliu.kit import clock


def staff_for_list(
    *, q: str | None, department_id: int | None, state: str | None
) -> QuerySet[Staff]:
    """Staff with everything the list shows, in one query."""
    rows = Staff.objects.select_related("department", "role", "avatar", "superior")
    if q:
        rows = rows.filter(Q(name__contains=q) | Q(login__contains=q))
    if department_id is not None:
        rows = rows.filter(department__path__contains=[department_id])
    return rows.filter(state=state) if state else rows


def departments() -> list[Department]:
    """The whole tree with head counts, parents before children."""
    counts = dict(
        Staff.objects.filter(state=Staff.State.ACTIVE)
        .values_list("department_id")
        .annotate(n=Count("id"))
    )
    rows = list(Department.objects.all())
    for row in rows:
        vars(row)["staff_count"] = counts.get(row.pk, 0)
    return sorted(rows, key=lambda row: (len(row.path), row.name))


def roles() -> list[Role]:
    """All roles with head counts."""
    counts = dict(
        Staff.objects.filter(state=Staff.State.ACTIVE)
        .values_list("role_id")
        .annotate(n=Count("id"))
    )
    rows = list(Role.objects.order_by("id"))
    for row in rows:
        vars(row)["staff_count"] = counts.get(row.pk, 0)
    return rows


def department_tree(department_id: int | None) -> list[int]:
    """A department and everything below it."""
    if department_id is None:
        return []
    below = Department.objects.filter(path__contains=[department_id])
    return list(below.order_by("id").values_list("id", flat=True))


def names(staff_ids: set[int | None]) -> dict[int, str]:
    """Names by staff id."""
    wanted = {one for one in staff_ids if one is not None}
    return dict(Staff.objects.filter(pk__in=wanted).values_list("id", "name")) if wanted else {}


def colleagues(department_ids: Iterable[int]) -> list[int]:
    """Everybody in these departments, people who have left included (records still name them)."""
    rows = Staff.objects.filter(department_id__in=list(department_ids))
    return list(rows.order_by("id").values_list("id", flat=True))


def below(department_ids: Iterable[int]) -> list[int]:
    """Departments and everything under them."""
    rows = Department.objects.filter(path__overlap=list(department_ids))
    return list(rows.order_by("id").values_list("id", flat=True))


def above(department_id: int | None) -> list[int]:
    """A department with everything it lies in, the root first."""
    rows = (
        Department.objects.filter(pk=department_id) if department_id else Department.objects.none()
    )
    return list(rows.values_list("path", flat=True).first() or [])


def department_names(department_ids: Iterable[int]) -> dict[int, str]:
    """Names by department id."""
    wanted = set(department_ids)
    rows = Department.objects.filter(pk__in=wanted)
    return dict(rows.values_list("id", "name")) if wanted else {}


def superiors(staff_id: int, most: int) -> list[int]:
    """Who is above a person, the nearest first: active people only, nobody twice."""
    found: list[int] = []
    seen, one = {staff_id}, staff_id
    while len(found) < most:
        above = _above(one)
        if above is None or above.pk in seen:
            return found
        seen.add(above.pk)
        one = above.pk
        if above.state == Staff.State.ACTIVE:
            found.append(above.pk)
    return found


def _above(staff_id: int) -> Staff | None:
    row = Staff.objects.select_related("department").filter(pk=staff_id).first()
    if row is None:
        return None
    path = row.department.path if row.department else []
    leaders = dict(Department.objects.filter(pk__in=path).values_list("id", "leader_id"))
    above = rules.superior_of(row.pk, row.superior_id, [leaders.get(one) for one in path])
    return Staff.objects.filter(pk=above).first() if above else None


def sessions_of(merchant_id: int, staff_id: int) -> QuerySet[Session]:
    """A person's live sessions, newest first."""
    live = Session.objects.filter(merchant_id=merchant_id, staff_id=staff_id)
    return live.filter(expires_at__gt=clock.now()).order_by("-last_seen_at")


def departments_by_id() -> dict[int, str]:
    """Every department's name by id."""
    return dict(Department.objects.values_list("id", "name"))


def who_may(permission: str) -> set[int]:
    """Colleagues at work whose role has a permission, at any scope."""
    roles = Role.objects.filter(grants__has_key=permission).values("id")
    rows = Staff.objects.filter(state=Staff.State.ACTIVE, role_id__in=roles)
    return set(rows.values_list("id", flat=True))

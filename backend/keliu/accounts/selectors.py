"""Questions about staff, departments, roles and sessions."""

from django.db.models import Count, Q, QuerySet

from keliu.accounts.models import Department, Role, Session, Staff
from keliu.kit import clock


def staff_for_list(
    *, q: str | None, department_id: int | None, state: str | None
) -> QuerySet[Staff]:
    """Staff with everything the list shows, in one query."""
    rows = Staff.objects.select_related("department", "role", "avatar")
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


def sessions_of(merchant_id: int, staff_id: int) -> QuerySet[Session]:
    """A person's live sessions, newest first."""
    live = Session.objects.filter(merchant_id=merchant_id, staff_id=staff_id)
    return live.filter(expires_at__gt=clock.now()).order_by("-last_seen_at")

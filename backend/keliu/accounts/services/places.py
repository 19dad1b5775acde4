"""Where people sit in the tree, and holding one of them still while something is counted."""

from keliu.accounts.models import Department, Staff
from keliu.accounts.services import staff
from keliu.kit.errors import NotFound


def paths() -> dict[int, tuple[int, ...]]:
    """Every person's departments, from the root down to their own; in two queries."""
    trees = dict(Department.objects.values_list("id", "path"))
    rows = Staff.objects.values_list("id", "department_id")
    return {staff_id: tuple(trees.get(place or 0, ())) for staff_id, place in rows}


def hold(staff_id: int) -> Staff:
    """Lock a colleague until the transaction ends, so that what they hold can be counted and they
    can not leave meanwhile. Raises NotFound."""
    rows = Staff.objects.select_for_update(of=("self",), no_key=True).filter(pk=staff_id)
    row: Staff | None = rows.first()
    if row is None:
        raise NotFound
    return row


def hold_department(department_id: int) -> None:
    """Lock a department until the transaction ends, so that its records can be counted."""
    list(Department.objects.select_for_update(no_key=True).filter(pk=department_id))


def disable(staff_id: int) -> None:
    """End a colleague's access now: sessions and sockets with it. Raises LastOwner."""
    row = Staff.objects.get(pk=staff_id)
    staff.staff_set_state(row, version=row.version, state=Staff.State.DISABLED)

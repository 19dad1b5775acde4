"""A member of staff as somebody who acts now: for work in the background."""

from keliu.accounts.models import Staff
from keliu.accounts.services import carried
from keliu.kit.actor import Actor


def actor_of(staff_id: int) -> Actor | None:
    """The person with the rights of this moment; None when unknown or disabled."""
    rows = Staff.objects.select_related("role").filter(state=Staff.State.ACTIVE)
    staff = rows.filter(pk=staff_id).first()
    return carried.actor(staff.pk, carried.of([staff])[staff.pk]) if staff else None

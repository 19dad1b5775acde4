"""The views that a person has of a kind."""

from django.db.models import Q, QuerySet

from keliu.accounts import public as accounts
from keliu.kinds.models import View, ViewOrder
from keliu.kit import actor


def visible(kind: str | None = None) -> "QuerySet[View]":
    """Living views that are one's own or shown to oneself."""
    who = actor.current()
    shown = Q(owner_id=who.staff_id) | Q(shared=View.Shared.EVERYONE)
    above = accounts.above(who.department_id)
    if above:
        shown |= Q(shared=View.Shared.DEPARTMENTS, departments__overlap=above)
    rows: QuerySet[View] = View.objects.filter(deleted_at__isnull=True).filter(shown)
    return rows.filter(kind=kind) if kind else rows


def in_order(kind: str) -> tuple[list[View], int | None]:
    """A person's views of a kind as they arranged them, new ones last, and the one that opens."""
    order = order_of(kind)
    places = {one: at for at, one in enumerate(order.views)}
    rows = sorted(visible(kind), key=lambda row: (places.get(row.pk, len(places)), row.pk))
    opens = order.opens_id if order.opens_id in {row.pk for row in rows} else None
    return rows, opens


def order_of(kind: str) -> ViewOrder:
    """The arrangement as stored, or a new one."""
    staff_id = actor.current().staff_id or 0
    stored = ViewOrder.objects.filter(kind=kind, staff_id=staff_id).first()
    return stored or ViewOrder(kind=kind, staff_id=staff_id)

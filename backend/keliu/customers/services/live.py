"""Telling open screens that a customer is different now."""

from keliu.kit import actor
from keliu.platform import realtime


def changed(customer_id: int, *staff_ids: int | None) -> None:
    """Tell the screens of these people and of the acting one."""
    listeners = {*staff_ids, actor.current().staff_id}
    for staff_id in sorted(one for one in listeners if one is not None):
        topic = realtime.staff_topic(staff_id)
        realtime.push(topic, "customer.changed", {"id": str(customer_id)})

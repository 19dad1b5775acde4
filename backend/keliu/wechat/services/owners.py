"""Telling whoever looks after a customer that they followed, left or wrote."""

from keliu.customers import public as customers
from keliu.kit.errors import NotFound
from keliu.outreach import public as outreach
from keliu.platform import realtime
from keliu.platform.outbox import publish
from keliu.wechat.events import CustomerHeardOf
from keliu.wechat.models import ReceivedPush
from keliu.wechat.pushes.reading import EVENT
from keliu.wechat.rules import arrivals
from keliu.wechat.services.push_effects import Arrived

TOLD = {"subscribe": "关注了公众号", "unsubscribe": "取消关注了公众号"}
AGAIN_MS = 600_000  # somebody who writes ten lines is told of once


def noted(arrived: Arrived) -> None:
    """An effect of a push: the owner hears of it once it is committed."""
    push = arrived.push
    heard = push.kind != EVENT or push.event in TOLD or push.event in arrivals.TAPS
    if arrived.customer_id is not None and heard:
        publish(CustomerHeardOf(arrived.customer_id, arrived.push_id))


def tell(customer_id: int, push_id: int) -> None:
    """Reaction: a customer was heard of; open screens follow, and the owner gets a line."""
    row: ReceivedPush | None = ReceivedPush.objects.filter(pk=push_id).first()
    try:
        about = customers.card(customers.living(customer_id))
    except NotFound:
        return
    if row is None or about.owner_id is None or row.event in arrivals.TAPS:
        return
    topic = realtime.staff_topic(about.owner_id)
    realtime.push(topic, "customer.changed", {"id": str(about.id)})
    what = TOLD.get(row.event) if row.kind == EVENT else arrivals.TITLES.get(row.kind)
    outreach.tell_staff(
        staff_id=about.owner_id,
        kind="radar",
        title=f"{about.name}{what or arrivals.MESSAGE}",
        text="",  # their words stay where they can be erased
        link=("customer", about.id),
        dedupe=_once(row, about.id),
    )


def _once(row: ReceivedPush, customer_id: int) -> str:
    if row.kind == EVENT:
        return f"wechat|{row.pk}"
    return f"wechat|{customer_id}|{int(row.at.timestamp() * 1000) // AGAIN_MS}"

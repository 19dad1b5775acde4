"""What a customer did in WeChat is part of their trail: followed, left, wrote, tapped a menu."""

from keliu.customers import public as customers
from keliu.kit.errors import NotFound
from keliu.radar import public as radar
from keliu.wechat.models import ReceivedPush
from keliu.wechat.pushes.reading import EVENT
from keliu.wechat.rules import arrivals

DEEDS = {"subscribe": "follow", "unsubscribe": "unfollow"}


def deed_of(kind: str, event: str) -> str | None:
    """The radar's word for a push."""
    if kind != EVENT:
        return "chat_sent"
    return "menu_tap" if event in arrivals.TAPS else DEEDS.get(event)


def noted(customer_id: int, push_id: int) -> None:
    """Reaction: put a push into the visit of who sent it, where the radar may follow."""
    row: ReceivedPush | None = ReceivedPush.objects.filter(pk=push_id).first()
    deed = deed_of(row.kind, row.event) if row else None
    if row is None or deed is None:
        return
    try:
        living = customers.living(customer_id)
    except NotFound:
        return
    radar.noted(living, deed, ref=row.pk, at=row.at)

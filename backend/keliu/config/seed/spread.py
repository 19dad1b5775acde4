"""Openings of forwards beyond the first visits: buyers who came by one, and what does not count."""

from datetime import timedelta

from django.db.models import F

from keliu.config.seed.world import World
from keliu.orders.models import Order
from keliu.radar.models import Share, ShareOpening, Visitor
from keliu.radar.rules.spread import ROBOT, SELF

EACH = 4  # how many of every kind that does not count


def fill(place: World) -> None:
    """A few statements; runs inside the merchant's scope, after orders and their sources."""
    known = set(ShareOpening.objects.values_list("share_id", "customer_id"))
    rows = [*_buyers(), *_again(), *_circles(), *_apart(place)]
    for one in rows:
        one.at = min(one.at, place.calendar.now)
    fresh = {(one.share_id, one.customer_id): one for one in rows}
    made = [one for key, one in fresh.items() if key not in known]
    ShareOpening.objects.bulk_create(made)
    for one in made:
        if not one.verdict:
            Share.objects.filter(pk=one.share_id).update(opens=F("opens") + 1)


def _buyers() -> list[ShareOpening]:
    """Whoever bought by a forward had opened it before."""
    orders = Order.objects.filter(source_share_id__isnull=False, customer_id__isnull=False)
    agreed = set(Visitor.objects.values_list("customer_id", flat=True))
    return [
        ShareOpening(
            share_id=one.source_share_id, customer_id=one.customer_id,
            at=one.created_at - timedelta(minutes=5),
        )
        for one in orders
        if one.source_share_id and one.customer_id in agreed
    ]  # fmt: skip


def _again() -> list[ShareOpening]:
    """Some open a second friend's forward of the same card."""
    found = []
    for one in ShareOpening.objects.select_related("share").order_by("id")[: EACH * 2]:
        others = Share.objects.filter(card_id=one.share.card_id, created_at__lt=one.at)
        other = others.exclude(sharer_id=one.customer_id).exclude(pk=one.share_id).first()
        if other is not None:
            at = one.at + timedelta(hours=2)
            found.append(ShareOpening(share=other, customer_id=one.customer_id, at=at))
    return found


def _circles() -> list[ShareOpening]:
    """Some get back what they passed on."""
    below = Share.objects.filter(parent__isnull=False, sharer__isnull=False)
    rows = below.select_related("parent").order_by("id")[:EACH]
    return [
        ShareOpening(
            share=one, customer_id=one.parent.sharer_id, at=one.created_at + timedelta(hours=1)
        )
        for one in rows
        if one.parent and one.parent.sharer_id and one.parent.sharer_id != one.sharer_id
    ]


def _apart(place: World) -> list[ShareOpening]:
    """Their own, and a robot's."""
    now = place.calendar.now
    rows = list(Share.objects.filter(sharer__isnull=False).order_by("-id")[: EACH + 1])
    own = [
        ShareOpening(
            share=one,
            customer_id=one.sharer_id,
            verdict=SELF,
            at=one.created_at + timedelta(minutes=3),
        )
        for one in rows
        if one.sharer_id
    ]
    last = Visitor.objects.order_by("id").first()
    if last is None or not rows:
        return own
    robot = ShareOpening(share=rows[0], customer_id=last.customer_id, verdict=ROBOT, at=now)
    return [*own, robot]

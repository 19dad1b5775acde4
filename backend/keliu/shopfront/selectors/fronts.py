"""Questions about the front."""

from typing import Any

from django.db.models import QuerySet

from keliu.kit.paging import Sort
from keliu.shopfront.models import FrontEdition, ShopFront
from keliu.shopfront.rules import blocks as law

BY_NUMBER = Sort("-number", "number", descending=True, kind="number")


def usual() -> list[dict[str, Any]]:
    """The blocks of a merchant who has published nothing."""
    return law.usual()


def front() -> ShopFront:
    """The merchant's front, or a new one that nobody has saved: the usual blocks."""
    row = ShopFront.objects.select_related("shown").first()
    return row or ShopFront(blocks=law.usual(), version=0)


def editions() -> "QuerySet[FrontEdition]":
    """Every edition."""
    return FrontEdition.objects.all()


def waiting() -> FrontEdition | None:
    """The edition that waits for somebody to look at it, if it is the newest."""
    newest: FrontEdition | None = FrontEdition.objects.order_by("-number").first()
    return newest if newest and newest.state != FrontEdition.State.PUBLISHED else None

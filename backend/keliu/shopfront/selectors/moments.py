"""Questions about Moments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from keliu.accounts import public as accounts
from keliu.catalog import public as catalog
from keliu.catalog.public import ProductFace
from keliu.kit.paging import Sort
from keliu.platform import files
from keliu.platform.files import FileCard
from keliu.shopfront.models import Moment
from keliu.shopfront.rules import moments as law

READ, WRITE, MANAGE = "card.read", "card.write", "shop.write"
NEWEST = Sort("-created_at", "created_at", descending=True, kind="time")


def shown() -> "QuerySet[Moment]":
    """What strangers may see."""
    return Moment.objects.filter(deleted_at__isnull=True, state=Moment.State.SHOWN)


def latest(most: int) -> list[Moment]:
    """What stands on the front: pinned ones, then the newest."""
    return list(shown().order_by("-pinned", "-created_at", "-id")[:most])


def within(*, staff: int | None, state: str | None, q: str | None) -> "QuerySet[Moment]":
    """Living Moments of colleagues within reach."""
    rows = accounts.within_reach(Moment.objects.filter(deleted_at__isnull=True), READ)
    rows = rows.filter(owner_id=staff) if staff is not None else rows
    rows = rows.filter(state=state) if state else rows
    return rows.filter(text__contains=q) if q else rows


def posted_since(staff_id: int, since: datetime) -> int:
    """How many Moments somebody has written since, deleted ones included."""
    return Moment.objects.filter(owner_id=staff_id, created_at__gte=since).count()


def named(moment_ids: Sequence[int]) -> dict[int, str]:
    """What Moments are called, deleted ones included (radar's port)."""
    rows = Moment.objects.filter(pk__in=list(moment_ids)).values_list("id", "text")
    return {pk: law.title(text) or "图片动态" for pk, text in rows}


@dataclass(frozen=True)
class Beside:
    """What belongs to Moments and is kept elsewhere."""

    pictures: dict[int, FileCard]
    products: dict[int, ProductFace]
    names: dict[int, str]
    faces: dict[int, str]


def beside(rows: Sequence[Moment]) -> Beside:
    """For any number of Moments in a fixed number of queries."""
    return Beside(
        files.cards([one for row in rows for one in row.picture_ids]),
        catalog.products(row.product_id for row in rows),
        accounts.names({row.owner_id for row in rows}),
        catalog.staff_pictures({row.owner_id for row in rows}),
    )


def face(row: Moment, known: Beside) -> dict[str, Any]:
    """A Moment as everybody sees it; a product off the shelf is left out."""
    product = known.products.get(row.product_id or 0)
    return {
        "id": row.pk,
        "text": row.text,
        "pictures": [known.pictures[one].url for one in row.picture_ids if one in known.pictures],
        "product": product if product and product.on_sale else None,
        "author": known.names.get(row.owner_id, ""),
        "avatar_url": known.faces.get(row.owner_id),
        "pinned": row.pinned,
        "likes": row.likes,
        "at": row.created_at,
    }

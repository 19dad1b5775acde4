"""What can be bought, as those who sell it need to know it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from keliu.catalog import rules
from keliu.catalog.models import Product, Sku
from keliu.kit import clock
from keliu.platform import files


@dataclass(frozen=True)
class Sellable:
    """A SKU with what an order keeps of it; `stock` is None when nobody counts it."""

    sku_id: int
    product_id: int
    kind: str  # goods, service
    title: str
    spec: str
    price_fen: int
    member_price_fen: int | None
    stock: int | None
    unit: str
    picture_id: int | None
    picture_url: str | None
    on_shelf: bool
    pickup: bool
    ship: bool


def sellables(sku_ids: Iterable[int]) -> dict[int, Sellable]:
    """SKUs by id as they are now, gone ones included (`on_shelf` is False for those)."""
    wanted = set(sku_ids)
    rows = list(Sku.objects.select_related("product").filter(pk__in=wanted)) if wanted else []
    pictures = files.cards([one for row in rows if (one := picture_of(row))])
    now = clock.now()
    return {row.pk: _sellable(row, pictures, now) for row in rows}


def picture_of(row: Sku) -> int | None:
    """A SKU's own picture, else the first one of its product."""
    return row.picture_id or next(iter(row.product.picture_ids), None)


def on_shelf(row: Product, now: datetime) -> bool:
    """Whether strangers may see and buy it."""
    standing = row.state == Product.State.ON and row.deleted_at is None
    return standing and rules.within(row.on_at, row.off_at, now)


def _sellable(row: Sku, pictures: dict[int, files.FileCard], now: datetime) -> Sellable:
    product, picture_id = row.product, picture_of(row)
    picture = pictures.get(picture_id or 0)
    return Sellable(
        sku_id=row.pk,
        product_id=row.product_id,
        kind=product.kind,
        title=product.name,
        spec=rules.spec_text(row.values),
        price_fen=row.price_fen,
        member_price_fen=row.member_price_fen,
        stock=row.stock,
        unit=product.unit,
        picture_id=picture.id if picture else None,
        picture_url=picture.url if picture else None,
        on_shelf=row.deleted_at is None and on_shelf(product, now),
        pickup=product.pickup,
        ship=product.ship,
    )

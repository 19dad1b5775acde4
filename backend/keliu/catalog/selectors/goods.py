"""Questions about goods: what stands on the shelf, what is left, what goes with what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from keliu.catalog.models import Category, Product, Sku, StockEntry
from keliu.catalog.ports import Ports
from keliu.kit import clock, ids

MOST_BESIDE = 6


def shelf(prefix: str = "") -> Q:
    """What strangers may see and buy now, for queries of products (or of what points at them)."""
    now = clock.now()
    begun = Q(**{f"{prefix}on_at__isnull": True}) | Q(**{f"{prefix}on_at__lte": now})
    going = Q(**{f"{prefix}off_at__isnull": True}) | Q(**{f"{prefix}off_at__gt": now})
    standing = Q(**{f"{prefix}state": Product.State.ON, f"{prefix}deleted_at__isnull": True})
    return standing & begun & going


def on_shelf() -> QuerySet[Product]:
    """Products that strangers may see and buy now."""
    return Product.objects.filter(shelf())


def categories() -> QuerySet[Category]:
    """Live categories in their order."""
    return Category.objects.alive().order_by("position", "id")


def category_counts(rows: "QuerySet[Product]") -> dict[int | None, int]:
    """How many of these products stand under each category."""
    counted = rows.order_by().values_list("category_id").annotate(n=Count("id"))
    return dict(counted)


def under(category: str) -> Q:
    """Products under a category, by its id; `none`: under no living one."""
    if category == "none":
        return Q(category__isnull=True) | Q(category__deleted_at__isnull=False)
    return Q(category_id=ids.parse(category) or 0)


def category_names() -> dict[int, str]:
    """Live categories by id."""
    return dict(categories().values_list("id", "name"))


def low() -> Exists:
    """Whether a product has a SKU of which few are left."""
    few = Sku.objects.alive().filter(product_id=OuterRef("pk"), stock__lte=OuterRef("warn_at"))
    return Exists(few.filter(product__warn_at__gt=0))


def is_low(product: Product, skus: Iterable[Sku]) -> bool:
    """The same of one product whose SKUs are at hand."""
    left = [one.stock for one in skus if one.stock is not None]
    return bool(product.warn_at and left and min(left) <= product.warn_at)


def running_low() -> QuerySet[Sku]:
    """SKUs of products on the shelf of which few are left."""
    rows = Sku.objects.alive().filter(shelf("product__"), product__warn_at__gt=0)
    few = rows.filter(stock__isnull=False, stock__lte=F("product__warn_at"))
    return few.select_related("product")


@dataclass(frozen=True)
class Figures:
    """What the SKUs of a product come to."""

    count: int = 0
    only_id: int | None = None  # the SKU, when there is just one
    price_to_fen: int = 0
    stock: int | None = None  # None: somebody counts none of them
    sold_out: bool = True


def figures(products: Iterable[Product]) -> dict[int, Figures]:
    """By product, in one query."""
    wanted = [row.pk for row in products]
    found: dict[int, list[Sku]] = {}
    for row in Sku.objects.alive().filter(product_id__in=wanted) if wanted else []:
        found.setdefault(row.product_id, []).append(row)
    return {product_id: figures_of(rows) for product_id, rows in found.items()}


def figures_of(rows: Sequence[Sku]) -> Figures:
    """The same of live SKUs of one product."""
    counted = [row.stock for row in rows if row.stock is not None]
    return Figures(
        count=len(rows),
        only_id=rows[0].pk if len(rows) == 1 else None,
        price_to_fen=max((row.price_fen for row in rows), default=0),
        stock=sum(counted) if counted and len(counted) == len(rows) else None,
        sold_out=all(row.stock == 0 for row in rows),
    )


def skus_of(product: Product) -> list[Sku]:
    """Live SKUs in their order."""
    return list(Sku.objects.alive().filter(product=product).order_by("position", "id"))


def beside(product: Product) -> list[Product]:
    """What to show under a product: what its buyers also bought, then its neighbours."""
    bought = Ports.also_bought(product.pk, MOST_BESIDE)
    rows = {row.pk: row for row in on_shelf().filter(pk__in=bought)} if bought else {}
    found = [rows[one] for one in bought if one in rows]
    left = MOST_BESIDE - len(found)
    others = on_shelf().exclude(pk__in=[product.pk, *rows])
    same = Q(category_id=product.category_id) if product.category_id else Q(category__isnull=True)
    return [*found, *others.filter(same).order_by("position", "id")[:left]] if left else found


def skus_by_id(identifiers: Iterable[int]) -> dict[int, Sku]:
    """SKUs with their products, deleted ones too."""
    wanted = set(identifiers)
    rows = Sku.objects.select_related("product").filter(pk__in=wanted) if wanted else []
    return {row.pk: row for row in rows}


def entries(
    *, product_id: int | None, sku_id: int | None, reason: str | None
) -> QuerySet[StockEntry]:
    """What changed stocks."""
    rows = StockEntry.objects.all()
    if product_id is not None:
        skus = Sku.objects.filter(product_id=product_id).values("pk")
        rows = rows.filter(sku_id__in=skus)
    if sku_id is not None:
        rows = rows.filter(sku_id=sku_id)
    return rows.filter(reason=reason) if reason else rows

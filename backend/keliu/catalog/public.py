"""The front door of the catalog: cards, codes and products for neighbours, and their counters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min, QuerySet, Sum

from keliu.accounts.ports import FirstCard
from keliu.catalog import rules, selectors
from keliu.catalog.errors import CodeGone, SoldOut
from keliu.catalog.goods_schemas import ShopCategory, ShopProductRow
from keliu.catalog.models import Card, CardCode, Category, CodeDay, Product, Sku
from keliu.catalog.ports import Ports
from keliu.catalog.rules import faces as _face_law
from keliu.catalog.rules.rich import clean as rich_clean
from keliu.catalog.rules.rich import files_of as rich_files
from keliu.catalog.rules.rich import plain as rich_plain
from keliu.catalog.rules.rich import shown as rich_shown
from keliu.catalog.selectors import goods as _shelf
from keliu.catalog.selectors.goods import running_low
from keliu.catalog.services import cards as _cards
from keliu.catalog.services import codes as _codes
from keliu.catalog.services import faces as _faces
from keliu.catalog.services import goods as _goods
from keliu.catalog.services import pictures as _pictures
from keliu.catalog.services.codes import (
    Way,
    count_customer,
    count_open,
    count_visitor,
    png_url_of,
    url_of,
    way_url,
)
from keliu.catalog.services.goods import Sellable, sellables
from keliu.catalog.services.judging import (
    Shown,
    content_passes,
    content_reviews,
    content_withdraw,
)
from keliu.catalog.services.pictures import mini_png
from keliu.catalog.services.products import count_views
from keliu.catalog.services.reviews import picture_judged
from keliu.catalog.services.shelves import categories as shop_categories
from keliu.catalog.services.shelves import listed as shop_listed
from keliu.catalog.services.stock import give_back, take
from keliu.customers.ports import CodeTarget
from keliu.kit import clock, scope
from keliu.kit.errors import NotFound
from keliu.platform import files, merchants
from keliu.platform.tenancy import merchant_scope


@dataclass(frozen=True)
class CardFace:
    """A card as neighbours see one."""

    id: int
    name: str
    title: str
    company: str
    owner_id: int
    department_id: int | None
    picture_url: str | None
    published: bool


@dataclass(frozen=True)
class ProductFace:
    """A product as neighbours see one."""

    id: int
    name: str
    summary: str
    price_fen: int
    picture_url: str | None
    on_sale: bool
    unit: str = ""


@dataclass(frozen=True)
class CodeFace:
    """A code with what radar needs to place an event."""

    id: int
    code: str
    channel: str
    card_id: int
    card_name: str
    owner_id: int
    department_id: int | None


def _code(row: CardCode) -> CodeFace:
    card = row.card
    return CodeFace(
        row.pk, row.code, row.channel, card.pk, card.name, card.owner_id, card.department_id
    )


def merchant_of_code(code: str) -> int:
    """Whose code it is. Raises NotFound; needs no merchant scope."""
    if not rules.is_code(code):
        raise NotFound
    return merchants.route(_codes.ROUTE, code)[0]


def open_code(code: str) -> CodeFace:
    """A code of the current merchant whose card can be shown. Raises NotFound, CodeGone."""
    return CodeFace(*selectors.open_face(code))


# Whether the code %(code)s of %(merchant)s leads anywhere now, inside another statement.
OPEN = """EXISTS (SELECT 1 FROM catalog_cardcode o
  JOIN catalog_card k ON k.merchant_id = o.merchant_id AND k.id = o.card_id
  WHERE o.merchant_id = %(merchant)s AND o.id = %(code)s AND o.deleted_at IS NULL
   AND k.deleted_at IS NULL AND k.state = 'published')"""


def shown_code(code_id: int) -> str | None:
    """The public code of an id, when the card behind it can be shown."""
    row = CardCode.objects.filter(
        pk=code_id,
        deleted_at__isnull=True,
        card__deleted_at__isnull=True,
        card__state=Card.State.PUBLISHED,
    )
    return row.values_list("code", flat=True).first()


def shop_code(code_id: int | None, staff_id: int | None) -> str | None:
    """A public code that opens the shop: the one asked for, a colleague's, or anybody's."""
    rows = CardCode.objects.filter(
        deleted_at__isnull=True,
        card__deleted_at__isnull=True,
        card__state=Card.State.PUBLISHED,
    )
    for wanted in ({"pk": code_id}, {"card__owner_id": staff_id}, {}):
        best = rows.filter(**wanted).order_by("-card__is_default", "id")
        found = best.values_list("code", flat=True).first()
        if found:
            return str(found)
    return None


@dataclass(frozen=True)
class CardShown:
    """What a poster shows of a card; what its owner hides is empty."""

    card_id: int
    name: str
    title: str
    company: str
    intro: str
    tags: tuple[str, ...]
    avatar_id: int | None
    cover_id: int | None


def card_shown(code: str) -> CardShown:
    """The card behind a public code as strangers see it. Raises NotFound, CodeGone."""
    card = selectors.open_code(code).card
    face = _face_law.visible(_faces.shown(card))
    columns = {one: face[one] for one in CardShown.__dataclass_fields__ if one in face}
    return CardShown(**{**columns, "card_id": card.pk, "tags": tuple(face["tags"])})


def known_share(code: str, share: str | None) -> int | None:
    """The id of a share of the card behind a code, or None for anything else."""
    return selectors.known_share(selectors.open_code(code).card_id, share)


def code_held(code_id: int) -> CodeFace:
    """A living code that the acting person may use for its card. Raises NotFound, Forbidden."""
    return _code(_codes.code_held(code_id))


def code_target(code: str) -> CodeTarget:
    """The card behind a public code; enters its merchant itself. Raises NotFound, CodeGone."""
    merchant_id = merchant_of_code(code)
    with merchant_scope(merchant_id):
        face = open_code(code)
    return CodeTarget(merchant_id, face.card_id, face.owner_id, face.id)


def codes(code_ids: Iterable[int | None]) -> dict[int, CodeFace]:
    """Codes by id in one query, deleted ones included (history still names them)."""
    wanted = {one for one in code_ids if one is not None}
    rows = CardCode.objects.select_related("card").filter(pk__in=wanted) if wanted else []
    return {row.pk: _code(row) for row in rows}


def codes_within_reach(staff_id: int | None = None) -> list[CodeFace]:
    """Live codes of live cards within reach, the newest first."""
    rows = selectors.codes_in_reach().filter(deleted_at__isnull=True)
    rows = rows.filter(card__owner_id=staff_id) if staff_id is not None else rows
    return [_code(row) for row in rows.order_by("-created_at", "-id")]


def code_opens(first: date, last: date) -> dict[int, int]:
    """How often each code was opened on these local days, both counted."""
    rows = CodeDay.objects.filter(day__gte=first, day__lte=last).order_by()
    return dict(rows.values_list("code_id").annotate(n=Sum("opens")))


def mini_urls_of(codes: Iterable[str]) -> dict[str, str]:
    """Where the mini-program codes of codes are; none when the merchant has no mini program."""
    ready = Ports.mini_ready(scope.current())
    return {code: f"/files/mini/{code}.png" for code in codes} if ready else {}


def cards(card_ids: Iterable[int | None]) -> dict[int, CardFace]:
    """Cards by id, deleted ones included (history still names them)."""
    wanted = {one for one in card_ids if one is not None}
    rows: Iterable[Card] = selectors.cards().filter(pk__in=wanted) if wanted else []
    return {row.pk: _card(row) for row in rows}


def _card(row: Card) -> CardFace:
    picture = row.avatar or row.cover
    name, title, company = _faces.words(row)
    return CardFace(
        id=row.pk,
        name=name,
        title=title,
        company=company,
        owner_id=row.owner_id,
        department_id=row.department_id,
        picture_url=picture.url if picture else None,
        published=row.state == Card.State.PUBLISHED and row.deleted_at is None,
    )


def products(product_ids: Iterable[int | None]) -> dict[int, ProductFace]:
    """Products by id, deleted ones included."""
    wanted = {one for one in product_ids if one is not None}
    rows: list[Product] = list(Product.objects.filter(pk__in=wanted)) if wanted else []
    pictures = selectors.pictures_of(rows, first=True)
    return {row.pk: _product(row, pictures) for row in rows}


def product_names(product_ids: Iterable[int | None]) -> dict[int, str]:
    """Only the names, deleted products included."""
    wanted = {one for one in product_ids if one is not None}
    if not wanted:
        return {}
    return dict(Product.objects.filter(pk__in=wanted).values_list("id", "name"))


def product_shelves(product_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """(id, name) of the category that products stand in; those in none are left out."""
    rows = Product.objects.filter(
        pk__in=list(product_ids), category__isnull=False, category__deleted_at__isnull=True
    )
    return {
        one: (at, name) for one, at, name in rows.values_list("id", "category_id", "category__name")
    }


def products_of_shelves(category_ids: Iterable[int]) -> list[tuple[int, int]]:
    """(category, product) of everything that stands in these categories."""
    rows = Product.objects.filter(
        category_id__in=list(category_ids), category__deleted_at__isnull=True
    )
    return list(rows.order_by("id").values_list("category_id", "id"))


def shelf_names(category_ids: Iterable[int]) -> dict[int, str]:
    """What categories are called, deleted ones left out."""
    rows = Category.objects.filter(pk__in=list(category_ids), deleted_at__isnull=True)
    return dict(rows.values_list("id", "name"))


def on_shelf() -> "QuerySet[Product]":
    """Products that strangers may see and buy now, in the shop's order."""
    return _shelf.on_shelf().order_by("position", "id")


def member_prices(product_ids: Iterable[int]) -> dict[int, int]:
    """What members pay for the cheapest article of each product, where that is less."""
    wanted = list(product_ids)
    rows = Sku.objects.alive().filter(product_id__in=wanted, member_price_fen__isnull=False)
    cheaper = rows.filter(member_price_fen__lt=F("price_fen")) if wanted else Sku.objects.none()
    found = cheaper.order_by().values_list("product_id").annotate(least=Min("member_price_fen"))
    return dict(found)


def staff_pictures(staff_ids: Iterable[int]) -> dict[int, str]:
    """The picture on a published card of each colleague."""
    wanted = set(staff_ids)
    rows = Card.objects.alive().filter(
        owner_id__in=wanted, state=Card.State.PUBLISHED, avatar__isnull=False
    )
    found = rows.select_related("avatar").order_by("-id") if wanted else []
    return {row.owner_id: row.avatar.url for row in found}


def _product(row: Product, pictures: dict[int, files.FileCard]) -> ProductFace:
    first = pictures.get(row.picture_ids[0]) if row.picture_ids else None
    on_sale = _goods.on_shelf(row, clock.now())
    return ProductFace(
        row.pk,
        row.name,
        row.summary,
        row.price_fen,
        first.url if first else None,
        on_sale,
        row.unit,
    )


def first_card(merchant_id: int, staff_id: int, phone: str) -> FirstCard:
    """The published card and first code that a new shop starts with."""
    with merchant_scope(merchant_id):
        card = _cards.first_card(staff_id, phone)
        code = selectors.codes_of(card.pk)[0]
    return FirstCard(card.pk, code.pk, code.code, url_of(code.code), _codes.png_url_of(code.code))


def qr_png(text: str, brand_color: str) -> bytes:
    """The QR of any text in the merchant's colour."""
    return _pictures.qr(text, rules.code_colour(brand_color))


__all__ = [
    "CardFace", "CardShown", "CodeFace", "CodeGone", "ProductFace", "Sellable", "ShopCategory",
    "ShopProductRow", "Shown", "SoldOut", "Way", "card_shown", "cards", "code_opens", "code_target",
    "codes", "codes_within_reach", "content_passes", "content_reviews", "content_withdraw",
    "count_customer", "count_open", "count_views", "count_visitor", "first_card", "give_back",
    "known_share", "member_prices", "merchant_of_code", "mini_png", "mini_urls_of", "on_shelf",
    "open_code", "picture_judged", "png_url_of", "product_names", "product_shelves", "products",
    "products_of_shelves", "qr_png", "rich_clean", "rich_files", "rich_plain", "rich_shown",
    "running_low", "sellables", "shelf_names", "shop_categories", "shop_listed",
    "staff_pictures", "take", "url_of", "way_url",
]  # fmt: skip

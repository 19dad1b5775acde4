"""The front door of the catalog: cards, codes and products for neighbours, and their counters."""

from collections.abc import Iterable
from dataclasses import dataclass

from keliu.accounts.ports import FirstCard
from keliu.catalog import rules, selectors
from keliu.catalog.errors import CodeGone, SoldOut
from keliu.catalog.models import Card, CardCode, Product
from keliu.catalog.selectors.goods import running_low
from keliu.catalog.services import cards as _cards
from keliu.catalog.services import codes as _codes
from keliu.catalog.services import goods as _goods
from keliu.catalog.services import pictures as _pictures
from keliu.catalog.services.codes import count_customer, count_open, count_visitor, url_of
from keliu.catalog.services.goods import Sellable, sellables
from keliu.catalog.services.products import count_views
from keliu.catalog.services.reviews import picture_judged
from keliu.catalog.services.stock import give_back, take
from keliu.customers.ports import CodeTarget
from keliu.kit import clock
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
    return _code(selectors.open_code(code))


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
        found = rows.filter(**wanted).order_by("id").values_list("code", flat=True).first()
        if found:
            return str(found)
    return None


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


def cards(card_ids: Iterable[int | None]) -> dict[int, CardFace]:
    """Cards by id, deleted ones included (history still names them)."""
    wanted = {one for one in card_ids if one is not None}
    rows: Iterable[Card] = selectors.cards().filter(pk__in=wanted) if wanted else []
    return {row.pk: _card(row) for row in rows}


def _card(row: Card) -> CardFace:
    picture = row.avatar or row.cover
    return CardFace(
        id=row.pk,
        name=row.name,
        title=row.title,
        company=row.company,
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
    "CardFace", "CodeFace", "CodeGone", "ProductFace", "Sellable", "SoldOut", "cards",
    "code_target", "codes", "count_customer", "count_open", "count_views", "count_visitor",
    "first_card", "give_back", "merchant_of_code", "open_code", "picture_judged",
    "product_names", "products", "qr_png", "running_low", "sellables", "take", "url_of",
]  # fmt: skip

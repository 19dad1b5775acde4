"""The front door of the catalog: cards, codes and products for neighbours, and their counters."""

from collections.abc import Iterable
from dataclasses import dataclass

from keliu.accounts.ports import FirstCard
from keliu.catalog import rules, selectors
from keliu.catalog.errors import CodeGone
from keliu.catalog.models import Card, CardCode, Product
from keliu.catalog.services import cards as _cards
from keliu.catalog.services import codes as _codes
from keliu.catalog.services import pictures as _pictures
from keliu.catalog.services.codes import count_customer, count_open, count_visitor, url_of
from keliu.catalog.services.products import count_views
from keliu.catalog.services.reviews import picture_judged
from keliu.customers.ports import CodeTarget
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
    on_sale = row.state == Product.State.ON and row.deleted_at is None
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
    "CardFace", "CodeFace", "CodeGone", "ProductFace", "cards", "code_target",
    "codes", "count_customer", "count_open", "count_views", "count_visitor", "first_card",
    "merchant_of_code", "open_code", "picture_judged", "product_names", "products", "qr_png",
    "url_of",
]  # fmt: skip

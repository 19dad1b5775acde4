"""A card as strangers see it: the published version for them, a draft for its owner's eyes."""

from dataclasses import dataclass
from typing import Any

from keliu.catalog import schemas, selectors
from keliu.catalog.models import Card, Product
from keliu.catalog.ports import Ports
from keliu.catalog.rules import faces as law
from keliu.catalog.rules import rich
from keliu.catalog.schemas import PublicCard, PublicCardFace, PublicProduct
from keliu.catalog.services import codes, faces
from keliu.catalog.services.goods import on_shelf
from keliu.customers import public as customers
from keliu.kit import clock, scope
from keliu.platform import brand
from keliu.platform.files import FileCard
from keliu.platform.models import Merchant


@dataclass(frozen=True)
class Way:
    """How somebody came to a card: by which code, and by whose forward."""

    code: str
    share_id: int | None = None


def of(card: Card, face: dict[str, Any], way: Way) -> PublicCard:
    """Everything the card's page needs, of the given face."""
    merchant = _merchant(scope.current())
    shown = _face(card, law.visible(face), merchant, cover_hidden="cover" in face["hidden"])
    return PublicCard(
        merchant=merchant,
        card=shown,
        products=_products(law.visible(face)["product_ids"]),
        consent=_consent(),
        share=_share(shown, way),
        wechat_appid=Ports.wechat_appid(scope.current()),
        chat_appid=Ports.chat_appid(scope.current()),
    )


def preview(card: Card, number: int | None) -> PublicCard:
    """The draft, or one of the versions. Raises NotFound."""
    face = faces.draft(card) if number is None else faces.edition(card, number)
    first = selectors.codes_of(card.pk).first()
    return of(card, face, Way(first.code if first else ""))


def _face(
    card: Card, face: dict[str, Any], merchant: schemas.PublicMerchant, *, cover_hidden: bool
) -> PublicCardFace:
    """The merchant's cover where the card has none of its own."""
    fields = schemas.shown(face, faces.media(face))
    if not cover_hidden:
        fields["cover_url"] = fields["cover_url"] or merchant.cover_url
    tags = [schemas.LikedTag(text=tag, likes=card.likes.get(tag, 0)) for tag in face["tags"]]
    return PublicCardFace(**fields, id=card.pk, staff_id=card.owner_id, tags=tags)


def _products(product_ids: list[int]) -> list[PublicProduct]:
    now = clock.now()
    rows = [row for row in selectors.products_in_order(product_ids) if on_shelf(row, now)]
    found = selectors.pictures_of(rows, first=False)
    return [_public_product(row, found) for row in rows]


def _public_product(row: Product, found: dict[int, FileCard]) -> PublicProduct:
    return PublicProduct(
        id=row.pk,
        name=row.name,
        summary=row.summary,
        description=rich.plain(row.description),
        price_fen=row.price_fen,
        unit=row.unit,
        pictures=[found[one].url for one in row.picture_ids if one in found],
    )


def _consent() -> schemas.ConsentAsked:
    version, purposes = customers.consent_texts()
    asked = [
        schemas.PurposeAsked(
            code=one.code,
            required=one.asked != "card",
            title=schemas.Words(zh=one.title_zh, en=one.title_en),
            text=schemas.Words(zh=one.text_zh, en=one.text_en),
        )
        for one in purposes
    ]
    by_code = {one.code: one for one in asked}
    return schemas.ConsentAsked(
        version=version,
        purposes=[one for one in asked if not one.required],
        order=by_code["order"],
        exchange=by_code["exchange"],
    )


def _share(face: PublicCardFace, way: Way) -> schemas.ShareFace:
    parts = [part for part in (face.company, face.title) if part]
    return schemas.ShareFace(
        title=f"{face.name}的名片",
        summary=" · ".join(parts) or face.intro[:60],
        picture_url=face.avatar_url or face.cover_url,
        url=codes.url_of(way.code) + (f"?s={way.share_id}" if way.share_id else ""),
    )


def _merchant(merchant_id: int) -> schemas.PublicMerchant:
    row = Merchant.objects.get(pk=merchant_id)
    return schemas.PublicMerchant(**brand.face(row).model_dump(), trade=row.trade)

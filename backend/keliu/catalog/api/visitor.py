"""The card as the world sees it, and the plain addresses behind codes."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from ninja import Router

from keliu.accounts import public as door
from keliu.catalog import schemas, selectors
from keliu.catalog.models import Card, CardCode, Product
from keliu.catalog.ports import Ports
from keliu.catalog.public import merchant_of_code
from keliu.catalog.rules import rich
from keliu.catalog.schemas import PublicCard, PublicCardFace, PublicProduct
from keliu.catalog.services import codes, pictures
from keliu.catalog.services.goods import on_shelf
from keliu.customers import public as customers
from keliu.kit import clock
from keliu.kit.errors import NotFound
from keliu.platform import brand
from keliu.platform.files import FileCard
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope

router = Router(tags=["visitor"])
DAY = 86_400
BRAND_SECONDS = 300  # how long a changed brand may look as it did


def _face(card: Card, merchant: schemas.PublicMerchant) -> PublicCardFace:
    """The card without what its owner hides; the merchant's cover where it has none."""
    face = schemas.shown(card)
    face["cover_url"] = face["cover_url"] or merchant.cover_url
    for name in card.hidden:
        key = f"{name}_url" if name in {"avatar", "cover"} else name
        if key in face:
            face[key] = None if key.endswith("_url") else ""
    return PublicCardFace(**face, id=card.pk, staff_id=card.owner_id)


def _products(card: Card) -> list[PublicProduct]:
    if "products" in card.hidden:
        return []
    rows = selectors.products_in_order(card.product_ids)
    now = clock.now()
    rows = [row for row in rows if on_shelf(row, now)]
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
    return schemas.ConsentAsked(
        version=version,
        purposes=[one for one in asked if not one.required],
        order=next(one for one in asked if one.required),
    )


def _share(row: CardCode, face: PublicCardFace, share: str | None) -> schemas.ShareFace:
    kept = selectors.known_share(row.card_id, share)
    parts = [part for part in (face.company, face.title) if part]
    return schemas.ShareFace(
        title=f"{face.name}的名片",
        summary=" · ".join(parts) or face.intro[:60],
        picture_url=face.avatar_url or face.cover_url,
        url=codes.url_of(row.code) + (f"?s={kept}" if kept else ""),
    )


def _merchant(merchant_id: int) -> schemas.PublicMerchant:
    row = Merchant.objects.get(pk=merchant_id)
    return schemas.PublicMerchant(**brand.face(row).model_dump(), trade=row.trade)


@router.get("/visitor/brand", response=brand.BrandFace)
@door.public
def visitor_brand(request: HttpRequest, code: str) -> door.Body:
    """The brand of the merchant a code belongs to, for pages that show no card; kept for a while.

    A deleted card's code still answers: the page that says so is in the merchant's colours.
    """
    row = Merchant.objects.get(pk=merchant_of_code(code))
    answer = door.Body(brand.face(row).model_dump_json())
    answer["Cache-Control"] = f"public, max-age={BRAND_SECONDS}"
    return answer


@router.get("/visitor/card", response=PublicCard)
@door.public
def visitor_card(request: HttpRequest, code: str, share: str | None = None) -> PublicCard:
    """A published card by its code: 404 for a code that never was, 410 for one taken away."""
    merchant_id = merchant_of_code(code)
    with merchant_scope(merchant_id):
        row = selectors.open_code(code)
        merchant = _merchant(merchant_id)
        face = _face(row.card, merchant)
        return PublicCard(
            merchant=merchant,
            card=face,
            products=_products(row.card),
            consent=_consent(),
            share=_share(row, face, share),
            wechat_appid=Ports.wechat_appid(merchant_id),
            chat_appid=Ports.chat_appid(merchant_id),
        )


def _nothing() -> HttpResponse:
    text = "没有这张名片,请核对后再试"
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=404)


def _png(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response


def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """`/s/<code>`: counts an open and leads to the card's page. Not an API call."""
    try:
        target = pictures.short_target(code, request.GET.get("s"))
    except NotFound:
        return _nothing()
    response = HttpResponseRedirect(target)
    response.headers["Cache-Control"] = "no-store"
    return response


def code_png(request: HttpRequest, code: str) -> HttpResponse:
    """`/files/code/<code>.png`: the QR of a code."""
    try:
        return _png(pictures.code_png(code))
    except NotFound:
        return _nothing()


def mini_png(request: HttpRequest, code: str) -> HttpResponse:
    """`/files/mini/<code>.png`: the mini-program code of a code, when there is a mini program."""
    try:
        return _png(pictures.mini_png(code))
    except NotFound:
        return _nothing()

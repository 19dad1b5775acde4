"""The card as the world sees it, and the plain addresses behind codes."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from ninja import Router

from keliu.accounts import public as door
from keliu.catalog import selectors
from keliu.catalog.api import shown_cards
from keliu.catalog.public import merchant_of_code
from keliu.catalog.schemas import PublicCard
from keliu.catalog.services import codes, faces, pictures
from keliu.catalog.services.codes import Way
from keliu.kit import ids
from keliu.kit.errors import NotFound
from keliu.platform import brand
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope

router = Router(tags=["visitor"])
DAY = 86_400
BRAND_SECONDS = 300  # how long a changed brand may look as it did


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
def visitor_card(
    request: HttpRequest,
    code: str,
    share: str | None = None,
    scanned: bool = False,  # noqa: FBT001, FBT002  a query parameter
) -> PublicCard:
    """A published card by its code: 404 for a code that never was, 410 for one taken away.

    `scanned` counts an open of the code: a mini-program code leads straight to the page, where the
    H5 one passes by `/s/<code>` and is counted there.
    """
    merchant_id = merchant_of_code(code)
    with merchant_scope(merchant_id):
        row = selectors.open_code(code)
        if scanned:
            codes.count_open(row.pk)
        kept = selectors.known_share(row.card_id, share)
        return shown_cards.of(row.card, faces.shown(row.card), shown_cards.Way(row.code, kept))


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
        asked = Way(
            product_id=ids.parse(request.GET.get("p")), shop=request.GET.get("to") == "shop"
        )
        target = pictures.short_target(code, request.GET.get("s"), asked)
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

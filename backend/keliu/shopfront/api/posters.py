"""`/files/poster/<code>/<style>.png`: posters as pictures; codes as sheets for the printer."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.kit import ids
from keliu.kit.errors import KeliuError
from keliu.kit.pace import Pace
from keliu.shopfront.schemas.posters import SheetAsked
from keliu.shopfront.services.posters import Asked, poster
from keliu.shopfront.services.sheets import code_sheet

router = Router(tags=["codes"])
SECONDS = 300  # how long a changed card may look as it did
PACE = Pace(most=60, seconds=60)
NEAR = ("127.0.0.1", "::1")


def poster_png(request: HttpRequest, code: str, style: str) -> HttpResponse:
    """A poster of the card; `p` names a product, `o=shop` the shop, `s` whose forward it is.

    With `m=1` it carries the mini-program code, where there is one.
    """
    address = door.client_ip(request)
    if address not in NEAR and not PACE.allows(address):
        return _said("要得太快了,过一分钟再试", 429)
    try:
        drawn = poster(_asked(request, code, style))
    except KeliuError as refused:
        return _said(refused.text, refused.status)
    if request.headers.get("If-None-Match") == f'"{drawn.key}"':
        return _kept(HttpResponse(status=304), drawn.key)
    return _kept(HttpResponse(drawn.png, content_type="image/png"), drawn.key)


def _asked(request: HttpRequest, code: str, style: str) -> Asked:
    product_id = ids.parse(request.GET.get("p"))
    shop = request.GET.get("o") == "shop"
    return Asked(
        code=code,
        style=style,
        kind="shop" if shop else "product" if product_id else "card",
        product_id=product_id,
        share=request.GET.get("s"),
        mini=request.GET.get("m") == "1",
    )


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)


def _kept(answer: HttpResponse, key: str) -> HttpResponse:
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    answer.headers["ETag"] = f'"{key}"'
    return answer


@router.get("/code-sheet")
@door.staff("card.read")
def code_sheet_pdf(request: HttpRequest, asked: Query[SheetAsked]) -> HttpResponse:
    """Codes within reach on pages of A4, six to a page."""
    texts = asked.codes.split(",") if asked.codes else None
    wanted = None if texts is None else [ids.parse(one) or 0 for one in texts]
    answer = HttpResponse(code_sheet(wanted), content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="codes.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer

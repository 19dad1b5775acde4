"""The script of the merchant's own website, and the link that says who comes from a card."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keliu.accounts import public as door
from keliu.catalog import public as catalog
from keliu.platform.tenancy import merchant_scope
from keliu.radar.schemas_intake import SiteLinkIn, SiteLinkOut
from keliu.radar.services import sites

router = Router(tags=["radar"])
SCRIPT = Path(__file__).parent.parent / "assets" / "t.js"


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()


def site_script(request: HttpRequest) -> HttpResponse:
    """/t.js, the same for every merchant; the page that loads it names a card's code."""
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@router.post("/visitor/site-link", response=SiteLinkOut)
@door.public
def visitor_site_link(request: HttpRequest, payload: SiteLinkIn) -> SiteLinkOut:
    """The address of a link on a card as it is opened: who agreed stays known on the website."""
    merchant_id = catalog.merchant_of_code(payload.code)
    with merchant_scope(merchant_id):
        who = door.customer_or_none(request, None, merchant_id)
        return SiteLinkOut(url=sites.link_of(payload.url, who))

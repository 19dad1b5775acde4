"""A quote as its customer opens it: `/files/quote/<token>`, and the same as PDF. No API calls."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from keliu.kit.errors import KeliuError, NotFound
from keliu.platform.tenancy import merchant_scope
from keliu.sales.models import Quote
from keliu.sales.selectors import quotes as questions
from keliu.sales.services import pdf, quote_links

GONE = "这份报价打不开了。链接可能已经过期,或者报价已经更新,请向发给您的人要一个新的。"


@contextmanager
def _shown(token: str) -> Iterator[Quote]:
    """The quote of an address, inside its merchant. Raises NotFound."""
    merchant_id, quote_id = quote_links.read(token)
    with transaction.atomic(), merchant_scope(merchant_id):
        row = questions.again(quote_id)
        if not quote_links.url_of(row):
            raise NotFound
        yield row


def _sorry(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def quote_page(request: HttpRequest, token: str) -> HttpResponse:
    """The quote on a page that fits a phone; looking at it is told to the radar."""
    try:
        with _shown(token) as row:
            if request.method == "GET":
                quote_links.opened(row, request.headers.get("User-Agent", ""))
            text = pdf.html(row, pdf_url=f"{request.path}.pdf")
    except NotFound:
        return _sorry(GONE, 404)
    return _private(HttpResponse(text))


def quote_file(request: HttpRequest, token: str) -> HttpResponse:
    """The same quote as PDF."""
    try:
        with _shown(token) as row:
            name, data = f"{row.number}-v{row.revision}.pdf", pdf.quote(row)
    except NotFound:
        return _sorry(GONE, 404)
    except KeliuError as wrong:
        return _sorry(wrong.text, wrong.status)
    answer = HttpResponse(data, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return _private(answer)

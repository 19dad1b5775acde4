"""A quote as its customer opens it: `/files/quote/<token>`, and the same as PDF. No API calls."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from keliu.accounts import public as accounts
from keliu.kit import language, scope
from keliu.kit.errors import KeliuError, NotFound
from keliu.platform.tenancy import merchant_scope
from keliu.sales.models import Quote
from keliu.sales.selectors import quotes as questions
from keliu.sales.services import pdf, quote_links

SCRIPT = Path(__file__).parent.parent / "pages" / "quote.js"
GONE = (
    "这份报价打不开了",
    "链接可能已经过期,或者报价已经更新。请向发给您的人要一个新的。",
)
NO_PDF = ("现在下载不了 PDF", "请返回上一页直接看报价,或请发给您的人把 PDF 发过来。")


@contextmanager
def _shown(token: str) -> Iterator[Quote]:
    """The quote of an address, inside its merchant. Raises NotFound."""
    merchant_id, quote_id = quote_links.read(token)
    with transaction.atomic(), merchant_scope(merchant_id):
        row = questions.again(quote_id)
        if not quote_links.url_of(row):
            raise NotFound
        yield row


def _sorry(words: tuple[str, str], status: int) -> HttpResponse:
    """A page of its own, in the reader's language: who opens this is a customer on a phone."""
    title, text = (language.say(one) for one in words)
    return _private(HttpResponse(pdf.sorry(title, text), status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def quote_page(request: HttpRequest, token: str) -> HttpResponse:
    """The quote on a page that fits a phone; its script tells who is looking, if it knows."""
    try:
        with _shown(token) as row:
            text = pdf.html(row, pdf_url=f"{request.path}.pdf")
    except NotFound:
        return _sorry(GONE, 404)
    return _private(HttpResponse(text))


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()


def quote_script(request: HttpRequest) -> HttpResponse:
    """What the page runs: `quote.js`, the same for every quote."""
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@require_POST
def quote_seen(request: HttpRequest, token: str) -> HttpResponse:
    """The page is open on a phone whose session says who: a look, when it is its customer's."""
    try:
        with _shown(token) as row:
            who = accounts.customer_or_none(request, None, scope.current())
            quote_links.opened(row, who, request.headers.get("User-Agent", ""))
    except NotFound:
        return _sorry(GONE, 404)
    return HttpResponse(status=204)


def quote_file(request: HttpRequest, token: str) -> HttpResponse:
    """The same quote as PDF."""
    try:
        with _shown(token) as row:
            name, data = f"{row.number}-v{row.revision}.pdf", pdf.quote(row)
    except NotFound:
        return _sorry(GONE, 404)
    except KeliuError as wrong:
        return _sorry(NO_PDF, wrong.status)
    answer = HttpResponse(data, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return _private(answer)

"""Quotes: writing them, sending them, and the PDF."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.platform import lists
from keliu.platform.wire import Page, VersionIn
from keliu.sales.models import Quote
from keliu.sales.schemas import quotes as schemas
from keliu.sales.schemas.enclosures import EnclosuresIn
from keliu.sales.schemas.quotes import QuoteOut, QuoteRow
from keliu.sales.selectors import quotes as questions
from keliu.sales.services import pdf
from keliu.sales.services import quotes as services
from keliu.sales.services.enclosures import enclosures_set

router = Router(tags=["quotes"])
READ, WRITE = questions.READ, services.WRITE
Step = Callable[..., Quote]


def _shown(row: Quote) -> dict[str, Any]:
    return QuoteOut.of(row).model_dump(mode="json")


def _stepped(step: Step, quote_id: int, payload: VersionIn) -> QuoteOut:
    row = questions.find(quote_id, WRITE)
    return QuoteOut.of(step(row, version=payload.version, shown=_shown))


@router.get("/quotes", response=Page[QuoteRow])
@accounts.staff(READ)
def quote_list(request: HttpRequest, asked: Query[schemas.QuotesAsked]) -> Page[QuoteRow]:
    """Quotes within reach, recently changed first."""
    rows = questions.for_list(
        q=asked.q, state=asked.state, owner=asked.owner, customer=asked.customer,
        opportunity=asked.opportunity,
    )  # fmt: skip
    sort = lists.choose(questions.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = [QuoteRow(**QuoteRow.columns(row)) for row in found]
    return Page[QuoteRow](items=items, next=following, total=total)


@router.post("/quotes", response=QuoteOut)
@accounts.staff(WRITE)
def quote_create(request: HttpRequest, payload: schemas.QuoteIn) -> QuoteOut:
    """A draft with the next number of the day."""
    return QuoteOut.of(services.quote_create(**payload.given()))


@router.get("/quotes/{int:quote_id}", response=QuoteOut)
@accounts.staff(READ)
def quote_get(request: HttpRequest, quote_id: int) -> QuoteOut:
    """One quote."""
    return QuoteOut.of(questions.find(quote_id))


@router.patch("/quotes/{int:quote_id}", response=QuoteOut)
@accounts.staff(WRITE)
def quote_update(request: HttpRequest, quote_id: int, payload: schemas.QuotePatch) -> QuoteOut:
    """Change a draft; a sent one is 409 `quote_fixed`."""
    row = questions.find(quote_id, WRITE)
    changed = services.quote_update(
        row, version=payload.version, changes=payload.given(), shown=_shown
    )
    return QuoteOut.of(changed)


@router.delete("/quotes/{int:quote_id}", response={204: None})
@accounts.staff(WRITE)
def quote_delete(request: HttpRequest, quote_id: int) -> None:
    """Take a quote away; its number stays taken."""
    services.quote_delete(questions.find(quote_id, WRITE))


@router.post("/quotes/{int:quote_id}/restore", response=QuoteOut)
@accounts.staff(WRITE)
def quote_restore(request: HttpRequest, quote_id: int) -> QuoteOut:
    """Undo a delete."""
    return QuoteOut.of(services.quote_restore(questions.find(quote_id, WRITE, deleted=True)))


@router.post("/quotes/{int:quote_id}/send", response=QuoteOut)
@accounts.staff(WRITE)
def quote_send(request: HttpRequest, quote_id: int, payload: VersionIn) -> QuoteOut:
    """The customer has it: from now on it does not change."""
    return _stepped(services.quote_send, quote_id, payload)


@router.post("/quotes/{int:quote_id}/accept", response=QuoteOut)
@accounts.staff(WRITE)
def quote_accept(request: HttpRequest, quote_id: int, payload: VersionIn) -> QuoteOut:
    """The customer agrees."""
    return _stepped(services.quote_accept, quote_id, payload)


@router.post("/quotes/{int:quote_id}/reject", response=QuoteOut)
@accounts.staff(WRITE)
def quote_reject(request: HttpRequest, quote_id: int, payload: VersionIn) -> QuoteOut:
    """The customer does not agree."""
    return _stepped(services.quote_reject, quote_id, payload)


@router.post("/quotes/{int:quote_id}/revise", response=QuoteOut)
@accounts.staff(WRITE)
def quote_revise(request: HttpRequest, quote_id: int, payload: VersionIn) -> QuoteOut:
    """A new version under the same number, as a draft."""
    return _stepped(services.quote_revise, quote_id, payload)


@router.post("/quotes/{int:quote_id}/copy", response=QuoteOut)
@accounts.staff(WRITE)
def quote_copy(request: HttpRequest, quote_id: int) -> QuoteOut:
    """The same content under a new number, as a draft."""
    return QuoteOut.of(services.quote_copy(questions.find(quote_id, WRITE)))


@router.put("/quotes/{int:quote_id}/files", response=QuoteOut)
@accounts.staff(WRITE)
def quote_files(request: HttpRequest, quote_id: int, payload: EnclosuresIn) -> QuoteOut:
    """Which files belong to a quote; also one that was sent and does not change any more."""
    row = questions.find(quote_id, WRITE)
    enclosures_set(row, version=payload.version, file_ids=payload.file_ids, current=_shown)
    return QuoteOut.of(questions.find(quote_id, WRITE))


@router.get("/quotes/{int:quote_id}/pdf", response={200: None})
@accounts.staff(READ)
def quote_pdf(request: HttpRequest, quote_id: int) -> HttpResponse:
    """The quote as a PDF with the merchant's name and colour; 503 `no_pdf` where it can not be."""
    row = questions.find(quote_id)
    answer = HttpResponse(pdf.quote(row), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{row.number}-v{row.revision}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

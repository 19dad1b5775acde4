"""Capture forms: making them, and what comes in by them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.catalog import public as catalog
from keliu.kit.errors import NotFound
from keliu.platform import brand, lists, merchants, records
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope
from keliu.platform.wire import Bilingual, Items, ListAsked, Page
from keliu.sales.errors import FormClosed
from keliu.sales.models import LeadForm
from keliu.sales.schemas import lead_forms as schemas
from keliu.sales.schemas.lead_forms import LeadFormOut, LeadFormRow, PublicForm
from keliu.sales.selectors import lead_forms as questions
from keliu.sales.services import capture
from keliu.sales.services import lead_forms as services

router = Router(tags=["leads"])
SETUP = "lead.setup"
DAY = 86_400


def _out(row: LeadForm) -> LeadFormOut:
    found = questions.forms(deleted=row.deleted_at is not None).get(pk=row.pk)
    return LeadFormOut.of(found, questions.counts([row.pk])[row.pk])


def _shown(row: LeadForm) -> Any:
    return _out(row).model_dump(mode="json")


@router.get("/lead-forms", response=Page[LeadFormRow])
@accounts.staff(SETUP)
def lead_form_list(request: HttpRequest, asked: Query[ListAsked]) -> Page[LeadFormRow]:
    """The forms with how often they were opened and sent, newest first."""
    rows = questions.forms()
    sort = lists.choose(questions.FORM_SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    counts = questions.counts([row.pk for row in found])
    items = [LeadFormRow(**schemas.face(row, counts[row.pk])) for row in found]
    total = rows.count() if asked.total else None
    return Page[LeadFormRow](items=items, next=following, total=total)


@router.get("/lead-forms/fields", response=Items[schemas.FormField])
@accounts.staff(SETUP)
def lead_form_fields(request: HttpRequest) -> Items[schemas.FormField]:
    """What a form may ask for."""
    items = [
        schemas.FormField(
            key=key, label=Bilingual(zh=one.zh, en=one.en), type=one.type, custom=one.custom
        )
        for key, one in services.askable().items()
    ]
    return Items[schemas.FormField](items=items)


@router.post("/lead-forms", response=LeadFormOut)
@accounts.staff(SETUP)
def lead_form_create(request: HttpRequest, payload: schemas.LeadFormIn) -> LeadFormOut:
    """A new form with its public address and picture."""
    return _out(services.form_add(fields=payload.given()))


@router.get("/lead-forms/{int:form_id}", response=LeadFormOut)
@accounts.staff(SETUP)
def lead_form_get(request: HttpRequest, form_id: int) -> LeadFormOut:
    """One form."""
    return _out(records.find(questions.forms(), form_id))


@router.patch("/lead-forms/{int:form_id}", response=LeadFormOut)
@accounts.staff(SETUP)
def lead_form_update(
    request: HttpRequest, form_id: int, payload: schemas.LeadFormPatch
) -> LeadFormOut:
    """Change a form; people agree anew to other words of consent."""
    row = records.find(questions.forms(), form_id)
    saved = services.form_update(row, version=payload.version, fields=payload.given(), shown=_shown)
    return _out(saved)


@router.delete("/lead-forms/{int:form_id}", response={204: None})
@accounts.staff(SETUP)
def lead_form_delete(request: HttpRequest, form_id: int) -> None:
    """Take a form away: its page says that it is closed; `restore` undoes it."""
    records.delete(records.find(questions.forms(), form_id))


@router.post("/lead-forms/{int:form_id}/restore", response=LeadFormOut)
@accounts.staff(SETUP)
def lead_form_restore(request: HttpRequest, form_id: int) -> LeadFormOut:
    """Bring a deleted form back under its old address."""
    return _out(records.restore(records.find(questions.forms(deleted=True), form_id)))


@router.get("/lead-forms/{int:form_id}/days", response=Items[schemas.FormDay])
@accounts.staff(SETUP)
def lead_form_days(request: HttpRequest, form_id: int) -> Items[schemas.FormDay]:
    """What came in on each of the last thirty days."""
    row = records.find(questions.forms(), form_id)
    items = [
        schemas.FormDay(day=day.isoformat(), sent=sent, leads=new)
        for day, sent, new in questions.days(row.pk)
    ]
    return Items[schemas.FormDay](items=items)


# --- for visitors ---------------------------------------------------------------------------


def _open_form(slug: str) -> LeadForm:
    """The form behind a public address, inside its merchant. Raises FormClosed."""
    row = LeadForm.objects.filter(slug=slug, deleted_at__isnull=True, active=True).first()
    if row is None:
        raise FormClosed
    return row


@router.get("/visitor/forms/{slug}", response=PublicForm)
@accounts.public
def visitor_form(request: HttpRequest, slug: str) -> PublicForm:
    """A form as visitors see it: 404 for an address that never was, 410 for a closed one."""
    merchant_id, _ = merchants.route(services.ROUTE, slug)
    with merchant_scope(merchant_id):
        row = _open_form(slug)
        services.count_open(row.pk)
        return PublicForm(
            id=row.pk,
            code=catalog.shop_code(None, row.owner_id),
            merchant=brand.face(Merchant.objects.get(pk=merchant_id)),
            title=row.title,
            intro=row.intro,
            button=row.button,
            questions=schemas.public_questions(row, services.askable()),
            consent=schemas.FormConsent(version=row.consent_version, text=row.consent_text),
            token=capture.token_for(row),
        )


@router.post("/visitor/forms/{slug}", response=schemas.FormThanks)
@accounts.public
def visitor_form_send(
    request: HttpRequest, slug: str, payload: schemas.FormSentIn
) -> schemas.FormThanks:
    """Send the answers, once per opened page."""
    merchant_id, _ = merchants.route(services.ROUTE, slug)
    visitor = accounts.customer_or_none(request, None, merchant_id)
    with merchant_scope(merchant_id):
        row = _open_form(slug)
        capture.receive(row, schemas.sent(payload, accounts.device(request).ip, visitor))
        return schemas.FormThanks(thanks=row.thanks)


def form_png(request: HttpRequest, slug: str) -> HttpResponse:
    """`/files/form/<slug>.png`: the QR of a form. Not an API call."""
    try:
        merchant_id, _ = merchants.route(services.ROUTE, slug)
    except NotFound:
        text = "没有这个表单,请核对后再试"
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=404)
    colour = Merchant.objects.values_list("brand_color", flat=True).get(pk=merchant_id)
    data = catalog.qr_png(services.url_of(slug), colour)
    response = HttpResponse(data, content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response

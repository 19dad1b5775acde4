"""The customer's own side: agreeing, being recognised, seeing and withdrawing."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from ninja import Router
from pydantic import Field, model_validator

from keliu.accounts import public as door
from keliu.customers import selectors
from keliu.customers.models import Customer
from keliu.customers.ports import Ports
from keliu.customers.schemas import ConsentRow
from keliu.customers.services import consents, given_phone, privacy, profiling, visitors
from keliu.kit import actor, scope
from keliu.kit.errors import KeliuError, SignedOut
from keliu.platform.models import Merchant
from keliu.platform.wire import Asked, Bilingual, Id, Ref, Text, Wire

router = Router(tags=["visitor"])
RETURN = "/wx/oauth/return"
CARD_PAGE = "/m/#/pages/card/index"


class ConsentIn(Asked):
    code: str = Field(min_length=1, max_length=40)
    share_id: Id | None = None
    purposes: list[str] = Field([], max_length=10)
    version: str = Field(max_length=20)
    accept: bool


class ConsentAnswer(Wire):
    """Where to go after agreeing; both are null after refusing: the card simply stays open."""

    authorize_url: str | None = None
    enter_url: str | None = None


class EnterIn(Asked):
    ticket: str = Field(max_length=64)


class MiniLoginIn(Asked):
    code: str = Field(min_length=1, max_length=200)
    card_code: str = Field(min_length=1, max_length=40)
    share_id: Id | None = None
    purposes: list[str] = Field([], max_length=10)
    version: str = Field(max_length=20)


class LeftPhoneIn(Asked):
    """One of the two: what the mini program's button gave, or what the visitor typed."""

    code: Text | None = Field(None, min_length=1, max_length=200)
    phone: Text | None = Field(None, min_length=1, max_length=30)

    @model_validator(mode="after")
    def _one(self) -> "LeftPhoneIn":
        if (self.code is None) == (self.phone is None):
            raise ValueError("请填手机号")
        return self


class LeftPhoneOut(Wire):
    phone_masked: str


class VisitorRef(Wire):
    id: Id
    name: str
    avatar_url: str | None

    @staticmethod
    def of(row: Customer) -> "VisitorRef":
        return VisitorRef(id=row.pk, name=row.name, avatar_url=row.avatar_url or None)


class EnterOut(Wire):
    token: str
    customer: VisitorRef


class KeptLine(Wire):
    label: Bilingual
    count: int


class VisitorMe(Wire):
    customer: VisitorRef
    merchant: Ref
    consents: list[ConsentRow]
    data: list[KeptLine]
    profiling: bool


class PurposeIn(Asked):
    purpose: Text = Field(max_length=20)


class ProfilingIn(Asked):
    """Whether the shop may draw conclusions (scores, guesses, interests) from what it keeps."""

    on: bool


class GrantIn(PurposeIn):
    version: str = Field(max_length=20)


@router.post("/visitor/consent", response=ConsentAnswer)
@door.public
def visitor_consent(request: HttpRequest, payload: ConsentIn) -> ConsentAnswer | HttpResponse:
    """Agree (go to `authorize_url`) or refuse (nothing is kept, the card stays open)."""
    if not payload.accept:
        return ConsentAnswer()
    mark = door.browser.mark(request)
    visit = visitors.Visit(
        code=payload.code,
        share_id=payload.share_id,
        purposes=tuple(dict.fromkeys(payload.purposes)),
        version=payload.version,
        host=request.get_host(),
        browser=mark.digest,
    )
    back = request.build_absolute_uri(RETURN)
    answer = ConsentAnswer(authorize_url=visitors.agree(visit, back))
    return door.browser.keep(request, door.Body(answer.model_dump_json()), mark)


def oauth_return(request: HttpRequest) -> HttpResponse:
    """WeChat sends the browser back here with code and state; not an API call."""
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if request.method != "GET":
        return HttpResponse(status=405)
    try:
        visit, ticket = visitors.returned(
            state, code, request.get_host(), partial(door.browser.is_same, request)
        )
    except KeliuError as refused:
        return HttpResponseRedirect(f"{CARD_PAGE}?{urlencode({'failed': refused.code})}")
    back = {"c": visit.code, "s": str(visit.share_id or ""), "enter": ticket}
    return HttpResponseRedirect(f"{CARD_PAGE}?{urlencode(back)}")


@router.post("/visitor/enter", response=EnterOut)
@door.public
def visitor_enter(request: HttpRequest, payload: EnterIn) -> EnterOut:
    """Turn the ticket of a return from WeChat into a session; a ticket works once."""
    done = visitors.enter(payload.ticket, door.device(request))
    return EnterOut(token=done.token, customer=VisitorRef.of(done.customer))


@router.post("/visitor/mini/login", response=EnterOut)
@door.public
def visitor_mini_login(request: HttpRequest, payload: MiniLoginIn) -> EnterOut:
    """Sign in from the mini program with what `wx.login` gave."""
    visit = visitors.Visit(
        code=payload.card_code,
        share_id=payload.share_id,
        purposes=tuple(dict.fromkeys(payload.purposes)),
        version=payload.version,
        channel="mini",
    )
    done = visitors.mini_login(payload.code, visit, door.device(request))
    return EnterOut(token=done.token, customer=VisitorRef.of(done.customer))


def me() -> Customer:
    """The customer behind the session; a deleted one is signed out."""
    rows = Customer.objects.filter(deleted_at__isnull=True)
    row: Customer | None = rows.filter(pk=actor.current().customer_id or 0).first()
    if row is None:
        raise SignedOut
    return row


def _privacy_page(row: Customer) -> VisitorMe:
    merchant = Merchant.objects.get(pk=scope.current())
    return VisitorMe(
        customer=VisitorRef.of(row),
        merchant=Ref(id=merchant.pk, name=merchant.name),
        consents=[ConsentRow.of(one) for one in selectors.consent_history(row.pk)],
        data=[
            KeptLine(label=Bilingual(zh=zh, en=en), count=count)
            for zh, en, count in privacy.counts(row.pk)
        ],
        profiling=row.profiling_off_at is None,
    )


@router.get("/visitor/me", response=VisitorMe)
@door.visitor
def visitor_me(request: HttpRequest) -> VisitorMe:
    """What this merchant keeps about the customer, and what they agreed to."""
    return _privacy_page(me())


@router.post("/visitor/phone", response=LeftPhoneOut)
@door.visitor
def visitor_phone(request: HttpRequest, payload: LeftPhoneIn) -> LeftPhoneOut:
    """Leave one's number; the answer does not tell whether anybody else has it."""
    row = me()
    if payload.code is not None:
        number, how = Ports.wechat.phone(scope.current(), payload.code), "wechat"
    else:
        number, how = payload.phone or "", "typed"
    return LeftPhoneOut(phone_masked=given_phone.phone_given(row, number, how=how))


@router.post("/visitor/consents/withdraw", response=VisitorMe)
@door.visitor
def visitor_withdraw(request: HttpRequest, payload: PurposeIn) -> VisitorMe:
    """Take a consent back; the trail it covered loses the name at once."""
    row = me()
    visitors.withdraw(row, payload.purpose)
    return _privacy_page(row)


@router.post("/visitor/consents/grant", response=VisitorMe)
@door.visitor
def visitor_grant(request: HttpRequest, payload: GrantIn) -> VisitorMe:
    """Agree again."""
    row = me()
    consents.consent_grant(row, purpose=payload.purpose, version=payload.version, channel="h5")
    return _privacy_page(row)


@router.post("/visitor/profiling", response=VisitorMe)
@door.visitor
def visitor_profiling(request: HttpRequest, payload: ProfilingIn) -> VisitorMe:
    """Turn scores, guesses and interests off (what there is goes at once) or on again."""
    return _privacy_page(profiling.profiling_set(me(), on=payload.on))


@router.get("/visitor/export", response=dict[str, Any])
@door.visitor
def visitor_export(request: HttpRequest) -> HttpResponse:
    """Everything the customer may take along, as a file."""
    answer = door.Body(msgspec.json.encode(privacy.export(me())))
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer

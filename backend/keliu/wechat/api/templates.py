"""模板: what an account may send, as WeChat keeps it."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.platform.wire import Items
from keliu.wechat.schemas.messages import (
    AccountRef,
    KeywordOut,
    KeywordsAsked,
    MessageTemplateOut,
    TemplateAddIn,
    TemplateOfferIn,
    TemplatesAsked,
    TemplateSyncIn,
)
from keliu.wechat.selectors import messages as questions
from keliu.wechat.services import templates

router = Router(tags=["messages"])
READ, WRITE = "message.read", "wechat.write"


def _all(account_id: str | None = None) -> Items[MessageTemplateOut]:
    rows = questions.templates(account_id)
    return Items[MessageTemplateOut](items=[MessageTemplateOut.of(row) for row in rows])


@router.get("/message-accounts", response=Items[AccountRef])
@door.staff(READ)
def speaking_accounts(request: HttpRequest) -> Items[AccountRef]:
    """The accounts that can speak to customers, for choosing one."""
    return Items[AccountRef](items=[AccountRef.of(row) for row in questions.speaking()])


@router.get("/message-templates", response=Items[MessageTemplateOut])
@door.staff(READ)
def template_list(request: HttpRequest, asked: Query[TemplatesAsked]) -> Items[MessageTemplateOut]:
    """Templates of all accounts, or of one."""
    return _all(asked.account)


@router.post("/message-templates/sync", response=Items[MessageTemplateOut])
@door.staff(WRITE)
def template_sync(request: HttpRequest, payload: TemplateSyncIn) -> Items[MessageTemplateOut]:
    """Fetch an account's templates from WeChat."""
    templates.template_sync(questions.account(payload.account_id))
    return _all()


@router.get("/message-templates/keywords", response=Items[KeywordOut])
@door.staff(WRITE)
def template_keywords(request: HttpRequest, asked: Query[KeywordsAsked]) -> Items[KeywordOut]:
    """What a subscribe template of WeChat's library can hold."""
    account = questions.account(int(asked.account) if asked.account.isdigit() else 0)
    found = templates.keywords(account, asked.number)
    return Items[KeywordOut](items=[KeywordOut(**one) for one in found])


@router.post("/message-templates", response=Items[MessageTemplateOut])
@door.staff(WRITE)
def template_add(request: HttpRequest, payload: TemplateAddIn) -> Items[MessageTemplateOut]:
    """Take one from WeChat's library."""
    account = questions.account(payload.account_id)
    templates.template_add(account, payload.kind, payload.number, payload.words)
    templates.template_sync(account)
    return _all()


@router.patch("/message-templates/{int:template_id}", response=MessageTemplateOut)
@door.staff(WRITE)
def template_offer(
    request: HttpRequest, template_id: int, payload: TemplateOfferIn
) -> MessageTemplateOut:
    """Whether our pages ask customers to subscribe to it."""
    row = templates.template_offer(questions.template(template_id), offered=payload.offered)
    return MessageTemplateOut.of(row)


@router.delete("/message-templates/{int:template_id}", response={204: None})
@door.staff(WRITE)
def template_drop(request: HttpRequest, template_id: int) -> None:
    """Give one back to WeChat."""
    templates.template_drop(questions.template(template_id))

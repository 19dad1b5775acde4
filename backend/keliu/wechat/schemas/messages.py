"""Shapes of the endpoints about messages to customers."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from keliu.outreach.public import PersonDelivery, Said, SendRules
from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Ref, Text, Wire
from keliu.wechat.models import Account, MessageTemplate
from keliu.wechat.rules import fields
from keliu.wechat.rules.reasons import words_of
from keliu.wechat.services.persons import Way

State = Literal["queued", "delayed", "sending", "done", "failed", "unknown", "skipped"]
Channel = Literal["custom", "template", "subscribe"]
Purpose = Literal["reply", "service", "notice", "marketing"]
Kind = Literal["template", "subscribe"]
MAX_FIELDS = 20
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class AccountRef(Wire):
    """Which account speaks."""

    id: Id
    name: str
    kind: Literal["oa", "mini"]

    @classmethod
    def of(cls, row: Account) -> Self:
        shown: Any = row  # its columns hold no other values than the type names
        return cls(id=row.pk, name=row.name, kind=shown.kind)


class MessageFilters(ListAsked):
    """Which messages; `group` is one of the page's tabs."""

    state: State | None = None
    group: Literal["waiting", "unknown", "failed"] | None = None
    channel: Channel | None = None
    purpose: Purpose | None = None
    account: str | None = None
    customer: str | None = None


GROUPS = {
    "waiting": ["queued", "delayed", "sending"],
    "unknown": ["unknown"],
    "failed": ["failed", "skipped"],
}


class MessageOut(Wire):
    """One message to a customer; `why` says cause and fix when it did not simply go out."""

    id: Id
    account: Ref | None
    customer: Ref | None
    channel: Channel
    purpose: Purpose
    kind: str
    summary: str
    state: State
    result: Literal["", "arrived", "blocked", "lost"]
    reason: str
    why: Bilingual | None
    code: int | None
    rid: str
    by: str
    resolved_by: str
    created_at: Moment
    release_at: Moment | None
    settled_at: Moment | None
    can_resolve: bool
    can_again: bool

    @classmethod
    def of(
        cls, row: PersonDelivery, accounts: Mapping[int, str], customers: Mapping[int, str]
    ) -> Self:
        reason = words_of(row.reason) if row.reason else None
        account, customer = accounts.get(row.account_id), customers.get(row.customer_id or 0)
        stuck = row.state in {"unknown", "failed", "skipped"}
        shown: Any = row
        return cls(
            id=row.pk,
            account=Ref(id=row.account_id, name=account) if account is not None else None,
            customer=Ref(id=shown.customer_id, name=customer) if customer is not None else None,
            channel=shown.channel,
            purpose=shown.purpose,
            kind=row.kind,
            summary=row.summary,
            state=shown.state,
            result=shown.result,
            reason=row.reason,
            why=Bilingual(zh=reason[0], en=reason[1]) if reason else None,
            code=row.code,
            rid=row.rid,
            by=row.by_name,
            resolved_by=row.resolved_by,
            created_at=row.created_at,
            release_at=row.release_at,
            settled_at=row.settled_at,
            can_resolve=row.state == "unknown",
            can_again=stuck and row.openid_sealed is not None,
        )


class MessageCounts(Wire):
    """How many wait and how many are unknown, for the tabs."""

    waiting: int
    unknown: int


class ResolveIn(Asked):
    """What a person found out about an unknown message."""

    sent: bool


class SaidOut(Wire):
    """What became of a message that somebody wrote just now."""

    id: Id
    state: State
    reason: str
    why: Bilingual | None

    @classmethod
    def of(cls, said: Said) -> Self:
        words = words_of(said.reason) if said.reason else None
        why = Bilingual(zh=words[0], en=words[1]) if words else None
        shown: Any = said
        return cls(id=said.id, state=shown.state, reason=said.reason, why=why)


class TemplateFieldOut(Wire):
    key: str
    kind: str
    label: str
    hint: Bilingual


class MessageTemplateOut(Wire):
    """A template with its blanks."""

    id: Id
    account: AccountRef
    kind: Kind
    template_id: str
    title: str
    content: str
    example: str
    fields: list[TemplateFieldOut]
    offered: bool
    synced_at: Moment

    @classmethod
    def of(cls, row: MessageTemplate) -> Self:
        shown: Any = row
        return cls(
            id=row.pk,
            account=AccountRef.of(row.account),
            kind=shown.kind,
            template_id=row.template_id,
            title=row.title,
            content=row.content,
            example=row.example,
            fields=[_field(one) for one in fields.fields_of(row.content)],
            offered=row.offered,
            synced_at=row.synced_at,
        )


def _field(one: fields.TemplateField) -> TemplateFieldOut:
    limit = fields.limit_of(one.kind)
    hint = Bilingual(zh=limit.words, en=limit.words_en)
    return TemplateFieldOut(key=one.key, kind=one.kind, label=one.label, hint=hint)


class TemplateOfferIn(Asked):
    """Whether our pages ask customers to subscribe to a template."""

    offered: bool


class TemplatesAsked(Asked):
    account: str | None = None


class TemplateSyncIn(Asked):
    account_id: Id


class TemplateAddIn(Asked):
    """From WeChat's library: the number people see there, and which keywords."""

    account_id: Id
    kind: Kind
    number: Annotated[Text, Field(min_length=1, max_length=20)]
    words: list[Annotated[Text, Field(min_length=1, max_length=20)]] = Field(max_length=10)


class KeywordsAsked(Asked):
    account: str
    number: Annotated[str, Field(min_length=1, max_length=20)]


class KeywordOut(Wire):
    """A blank that a template of the library can have."""

    kid: int
    name: str
    example: str = ""
    rule: str = ""


class WayOut(Wire):
    """One account that can write to a customer, and what it may send now."""

    account: AccountRef
    following: bool
    left: int
    until: Moment | None
    opted_out: bool
    templates: list[MessageTemplateOut]
    consents: dict[str, int]

    @classmethod
    def of(cls, way: Way, templates: list[MessageTemplate]) -> Self:
        return cls(
            account=AccountRef.of(way.account),
            following=way.following,
            left=way.left.count,
            until=way.left.until,
            opted_out=way.opted_out,
            templates=[MessageTemplateOut.of(one) for one in templates],
            consents=way.consents,
        )


class MessageIn(Asked):
    """What is written to a customer: a text, a picture, a voice, or a template filled in."""

    account_id: Id
    channel: Channel
    text: Annotated[Text, Field(max_length=2000)] = ""
    picture_id: Id | None = None
    voice_id: Id | None = None
    template_id: Annotated[str, Field(max_length=64)] = ""
    data: dict[str, Annotated[Text, Field(max_length=200)]] = Field({}, max_length=MAX_FIELDS)
    url: Annotated[str, Field(max_length=500, pattern=r"^(https?://\S+)?$")] = ""

    def content(self) -> dict[str, Any]:
        """As outreach takes it."""
        if self.channel == "custom" and (file_id := self.picture_id or self.voice_id):
            kind = "image" if self.picture_id else "voice"
            return {"kind": kind, kind: {"file_id": str(file_id)}}
        if self.channel == "custom":
            return {"kind": "text", "text": {"content": self.text}}
        content: dict[str, Any] = {"template_id": self.template_id, "data": self.data}
        return {**content, "url": self.url} if self.url else content

    @property
    def purpose(self) -> str:
        return "service" if self.channel == "custom" else "notice"


class OptOutIn(Asked):
    """Whether a customer wants no marketing from an account."""

    account_id: Id
    out: bool


class SendRulesOut(Wire):
    """When and how often marketing may reach a customer."""

    quiet_from: Clock
    quiet_to: Clock
    most: int
    days: int
    version: int

    @classmethod
    def of(cls, row: SendRules) -> Self:
        return cls(
            quiet_from=f"{row.quiet_from:%H:%M}",
            quiet_to=f"{row.quiet_to:%H:%M}",
            most=row.most,
            days=row.days,
            version=row.version,
        )


class SendRulesIn(Asked):
    quiet_from: Clock
    quiet_to: Clock
    most: int = Field(ge=0, le=100)
    days: int = Field(ge=1, le=365)
    version: int

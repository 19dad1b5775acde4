"""Telling customers about their orders and bookings, by the way that their accounts allow.

At an official account a template message that fits, else a chat message while the person's own acts
allow one; at a mini program a subscribe message they said yes to, else a chat message. The first
account that takes it ends the search.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from keliu.customers import public as customers
from keliu.kit.errors import Invalid
from keliu.outreach import public as outreach
from keliu.outreach.public import CustomerNote, Saying
from keliu.wechat.models import Account, Follower, MessageTemplate
from keliu.wechat.rules import fields, letters, occasions
from keliu.wechat.services.followers import index_of

SENT = frozenset({"queued", "delayed"})
Kind = MessageTemplate.Kind
Way = tuple[str, dict[str, Any]]  # channel and content


def notify(note: CustomerNote) -> str:
    """Put a note on its way (outreach's port `notify`): queued, delayed, or why not."""
    reason = "unreachable"
    for account, openid in _known_at(note.customer_id):
        for channel, content in _ways(account, openid, note):
            try:
                said = outreach.say(_saying(account, openid, channel, content, note))
            except Invalid:
                continue
            if said.state in SENT or said.reason == "duplicate":
                return said.state
            reason = said.reason
    return reason


def _saying(
    account: Account, openid: str, channel: str, content: dict[str, Any], note: CustomerNote
) -> Saying:
    return Saying(
        account_id=account.pk,
        openid=openid,
        customer_id=note.customer_id,
        channel=channel,
        content=content,
        purpose="notice",
        dedupe=note.dedupe,
        link=note.link,
    )


def _known_at(customer_id: int) -> list[tuple[Account, str]]:
    """Connected accounts at which a customer is known; official accounts first."""
    openids = customers.openids(customer_id)
    rows = Account.objects.alive().filter(enabled=True, appid__in=[appid for appid, _ in openids])
    accounts = {row.appid: row for row in rows}
    found = [(accounts[appid], openid) for appid, openid in openids if appid in accounts]
    return sorted(found, key=lambda one: one[0].kind != Account.Kind.OFFICIAL)


def _ways(account: Account, openid: str, note: CustomerNote) -> Iterator[Way]:
    official = account.kind == Account.Kind.OFFICIAL
    consents = outreach.consents_of(account.pk, openid)
    for template in _fitting(account, note.occasion):
        plain = template.kind == Kind.TEMPLATE
        allowed = _follows(account, openid) if plain else template.template_id in consents
        data = occasions.filled(fields.fields_of(template.content), note.facts)
        if allowed and data:
            yield str(template.kind), _templated(template, data, note, official=official)
    if outreach.left(account.pk, openid).count:
        yield "custom", {"kind": "text", "text": {"content": _text(note, official=official)}}


def _fitting(account: Account, occasion: str) -> list[MessageTemplate]:
    """The account's templates for an occasion, the best first."""
    rows = MessageTemplate.objects.filter(account=account, gone_at__isnull=True)
    ranked = [(occasions.rank(occasion, row.title), row) for row in rows.order_by("id")]
    good = [(at, row) for at, row in ranked if at is not None]
    return [row for _, row in sorted(good, key=lambda one: (one[0], one[1].pk))]


def _follows(account: Account, openid: str) -> bool:
    rows = Follower.objects.filter(account=account, openid_index=index_of(openid), following=True)
    return bool(rows.exists())


def _templated(
    template: MessageTemplate, data: dict[str, str], note: CustomerNote, *, official: bool
) -> dict[str, Any]:
    content: dict[str, Any] = {"template_id": template.template_id, "data": data}
    if not note.page:
        return content
    return content | ({"url": _url(note)} if official else {"page": note.page.lstrip("/")})


def _url(note: CustomerNote) -> str:
    return f"{settings.BASE_URL}/m/#{note.page}"


def _text(note: CustomerNote, *, official: bool) -> str:
    if not note.page or not official:
        return note.text
    whole = f'{note.text}\n<a href="{_url(note)}">点这里查看</a>'
    return whole if len(whole.encode()) <= letters.MOST_TEXT else note.text

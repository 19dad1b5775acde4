"""订阅提醒 on our own pages: what a customer may be asked, and what they answered.

A yes is one message. Where WeChat pushes to us, its own event says what was answered; only an
account without pushes is believed by what the page reports.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from keliu.customers import public as customers
from keliu.kit import scope
from keliu.outreach import public as outreach
from keliu.wechat.apps_of import own
from keliu.wechat.models import Account, MessageTemplate
from keliu.wechat.services import templates


@dataclass(frozen=True)
class Offer:
    """A template the page may ask for, and how many messages of it the person still takes."""

    template: MessageTemplate
    left: int


def _known(kind: str, customer_id: int) -> tuple[Account, str] | None:
    """The merchant's own account, and the openid it knows the customer by."""
    account = own(kind, scope.current())
    found = dict(customers.openids(customer_id)) if account else {}
    if account is None or account.appid not in found:
        return None
    return account, found[account.appid]


def offers(kind: str, customer_id: int) -> list[Offer]:
    """What the merchant wants to be asked here; nothing where its account does not know them."""
    known = _known(kind, customer_id)
    if known is None:
        return []
    account, openid = known
    left = outreach.consents_of(account.pk, openid)
    rows = templates.living(account).filter(kind=MessageTemplate.Kind.SUBSCRIBE, offered=True)
    return [Offer(row, left.get(row.template_id, 0)) for row in rows[: templates.MOST_OFFERED]]


def answered(kind: str, customer_id: int, answers: Mapping[str, str]) -> list[Offer]:
    """What the person said on WeChat's sheet."""
    known = _known(kind, customer_id)
    if known is not None and not _pushes(known[0]):
        account, openid = known
        asked = {one.template.template_id for one in offers(kind, customer_id)}
        for template_id, answer in answers.items():
            if template_id in asked:
                outreach.answered(account.pk, openid, template_id, answer)
    return offers(kind, customer_id)


def _pushes(account: Account) -> bool:
    return account.verified_at is not None or account.last_push_at is not None

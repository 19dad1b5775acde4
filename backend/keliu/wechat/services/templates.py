"""Templates are WeChat's; we keep a copy to choose from and to check fields before sending."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.platform import audit
from keliu.wechat.errors import WeChatRefused
from keliu.wechat.models import Account, MessageTemplate
from keliu.wechat.rules.meanings import Treatment
from keliu.wechat.services.calls import Api, api_of

Kind = MessageTemplate.Kind
LIST = "/cgi-bin/template/get_all_private_template"
ADD = "/cgi-bin/template/api_add_template"
DROP = "/cgi-bin/template/del_private_template"
LIST_NEW = "/wxaapi/newtmpl/gettemplate"
ADD_NEW = "/wxaapi/newtmpl/addtemplate"
DROP_NEW = "/wxaapi/newtmpl/deltemplate"
MOST_OFFERED = 3  # in one sheet, on old phones too
KEYWORDS = "/wxaapi/newtmpl/getpubtemplatekeywords"


def _private(api: Api, account: Account) -> list[MessageTemplate]:
    if account.kind != Account.Kind.OFFICIAL:
        return []
    return [
        MessageTemplate(
            account=account,
            kind=Kind.TEMPLATE,
            template_id=one["template_id"],
            title=str(one["title"])[:60],
            content=one["content"],
            example=one.get("example", ""),
        )
        for one in api.get(LIST).get("template_list", [])
    ]


def _subscribed(api: Api, account: Account) -> list[MessageTemplate]:
    return [
        MessageTemplate(
            account=account,
            kind=Kind.SUBSCRIBE,
            template_id=one["priTmplId"],
            title=str(one["title"])[:60],
            content=one["content"],
            example=one.get("example", ""),
        )
        for one in api.get(LIST_NEW).get("data", [])
    ]


def template_sync(account: Account) -> list[MessageTemplate]:
    """Fetch both lists; a kind that the account may not use counts as empty.

    Raises WeChatRefused when neither is open to it, WeChatDown.
    """
    api, found, refused = api_of(account), [], []
    for ask in (_private, _subscribed):
        try:
            found += ask(api, account)
        except WeChatRefused as wrong:
            if wrong.meaning.treatment != Treatment.CONFIGURATION:
                raise
            refused.append(wrong)
    if len(refused) == 2 or (refused and account.kind != Account.Kind.OFFICIAL):
        raise refused[0]
    return _kept(account, found)


@transaction.atomic
def _kept(account: Account, found: Sequence[MessageTemplate]) -> list[MessageTemplate]:
    """What WeChat lists is there, what it does not list any more is gone."""
    MessageTemplate.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["merchant", "account", "template_id"],
        update_fields=["kind", "title", "content", "example", "synced_at", "gone_at"],
    )
    ids = [one.template_id for one in found]
    gone = MessageTemplate.objects.filter(account=account, gone_at__isnull=True)
    gone.exclude(template_id__in=ids).update(gone_at=clock.now())
    audit.record("template.sync", "account", account.pk, account.name)
    return list(living(account))


def living(account: Account) -> Any:
    """The templates of one account that can be used."""
    return MessageTemplate.objects.filter(account=account, gone_at__isnull=True).order_by("id")


def template_add(account: Account, kind: str, number: str, words: Sequence[Any]) -> None:
    """Take one from WeChat's library: by number and keywords (their names, or their numbers)."""
    api = api_of(account)
    if kind == Kind.TEMPLATE:
        body: dict[str, Any] = {"template_id_short": number, "keyword_name_list": list(words)}
        api.post(ADD, body)
    else:
        kids = [int(word) for word in words if str(word).isdigit()]
        if not 2 <= len(kids) <= 5:
            raise Invalid(fields={"words": "请选 2 到 5 个关键词"})
        api.post(ADD_NEW, {"tid": number, "kidList": kids, "sceneDesc": "服务通知"})
    audit.record("template.add", "account", account.pk, account.name, {"number": (None, number)})


def template_drop(row: MessageTemplate) -> None:
    """Give a template back to WeChat."""
    api = api_of(row.account)
    drop: dict[str, Callable[[], Any]] = {
        Kind.TEMPLATE: lambda: api.post(DROP, {"template_id": row.template_id}),
        Kind.SUBSCRIBE: lambda: api.post(DROP_NEW, {"priTmplId": row.template_id}),
    }
    drop[row.kind]()
    MessageTemplate.objects.filter(pk=row.pk).update(gone_at=clock.now())
    audit.record("template.drop", "template", row.pk, row.title)


@transaction.atomic
def template_offer(row: MessageTemplate, *, offered: bool) -> MessageTemplate:
    """Whether our pages ask customers to subscribe to it. Raises Invalid beyond MOST_OFFERED."""
    if row.kind != Kind.SUBSCRIBE:
        raise Invalid(fields={"offered": "模板消息不用客户订阅"})
    Account.objects.select_for_update(no_key=True).get(pk=row.account_id)
    others = living(row.account).filter(offered=True).exclude(pk=row.pk)
    if offered and others.count() >= MOST_OFFERED:
        raise Invalid(fields={"offered": f"微信一次最多问客户 {MOST_OFFERED} 个,请先取消一个"})
    if row.offered != offered:
        MessageTemplate.objects.filter(pk=row.pk).update(offered=offered)
        said = {"offered": (row.offered, offered)}
        audit.record("template.offer", "template", row.pk, row.title, said)
        row.offered = offered
    return row


def keywords(account: Account, number: str) -> list[dict[str, Any]]:
    """What a subscribe template of the library can hold: [{kid, name, example, rule}]."""
    answer = api_of(account).get(KEYWORDS, {"tid": number})
    return list(answer.get("data", []))


__all__ = ["keywords", "living", "template_add", "template_drop", "template_offer", "template_sync"]

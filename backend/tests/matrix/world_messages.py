"""A message to everybody's customer of which nobody knows whether it went out, and a template."""

from keliu.customers.services.identities import made
from keliu.outreach.models import PersonDelivery
from keliu.outreach.services.people.allowances import index_of
from keliu.platform import keys
from keliu.wechat.models import Account, MassSend, MessageTemplate
from tests.cast import World

CONTENT = {"kind": "text", "text": {"content": "在吗"}}


def messages_of(place: World, account_id: int, customer_id: int, name: str) -> dict[str, int]:
    """Ids by kind; the customer is known to the account."""
    openid = f"oMatrix{customer_id}"
    with place.inside():
        account = Account.objects.get(pk=account_id)
        made(customer_id, "openid", openid, account.appid).save()
        row = PersonDelivery.objects.create(
            account_id=account_id,
            openid_index=index_of(openid),
            openid_sealed=keys.seal(PersonDelivery, "openid_sealed", openid),
            customer_id=customer_id,
            channel="custom",
            purpose="service",
            kind="text",
            content=CONTENT,
            summary=f"{place.merchant.name}的话",
            dedupe_key=f"matrix:{name}",
            state="unknown",
            reason="no_answer",
        )
        MassSend.objects.create(account=account, text=f"{place.merchant.name}的新品", people=2)
        template, _ = MessageTemplate.objects.get_or_create(
            account=account,
            template_id="T1",
            defaults={"kind": "template", "title": "发货通知", "content": "单号:{{number1.DATA}}"},
        )
    return {"message": row.pk, "message_template": template.pk}

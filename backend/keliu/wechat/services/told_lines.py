"""A message to a customer is a line on their timeline."""

from keliu.interactions import public as interactions
from keliu.outreach import public as outreach
from keliu.wechat.models import Account

AUTOMATIC = "reply"
TITLES = {"custom": "发了微信消息", "template": "发了模板消息", "subscribe": "发了订阅消息"}


def written(delivery_id: int) -> None:
    """Reaction: a customer got a message. What rules answered by themselves is no line."""
    said = outreach.message(delivery_id)
    if said is None or said.customer_id is None or said.purpose == AUTOMATIC:
        return
    account = Account.objects.filter(pk=said.account_id).values_list("name", flat=True).first()
    interactions.timeline_add(
        customer_id=said.customer_id,
        kind="wechat",
        title=f"用“{account or '微信'}”{TITLES[said.channel]}",
        text=said.summary,
        data={"said": {"key": "told", "account": account or "", "channel": said.channel}},
        staff_id=said.by_id,
        ref_kind="message",
        ref_id=said.id,
        at=said.at,
    )

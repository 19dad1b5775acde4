"""What pushes mean for speaking to people: allowances, consents, what became of messages."""

from keliu.conversations.public import Answer, Inbound
from keliu.outreach import public as outreach
from keliu.wechat.rules.triggers import trigger_of
from keliu.wechat.services import masses
from keliu.wechat.services.push_effects import Arrived

STOPPED = "好的,以后不再给您发推广消息。想恢复时,回复“恢复订阅”。"
STARTED = "欢迎回来!有好消息会告诉您。不想收时,回复“退订”。"
RESULTS = {"success": "arrived", "failed:user block": "blocked"}


def effect(arrived: Arrived) -> None:
    """The part of a push that this is about."""
    push, account_id = arrived.push, arrived.account.pk
    trigger = trigger_of(push.kind, push.event)
    if trigger is not None:
        outreach.allow(account_id, arrived.openid, trigger, arrived.at)
    elif push.event.startswith("subscribe_msg_"):
        _consents(arrived)
    elif push.event == "templatesendjobfinish":
        status = push.text("Status").lower().replace(": ", ":")
        outreach.reported(account_id, push.text("MsgID"), RESULTS.get(status, "lost"))
    elif push.event == "masssendjobfinish":
        counts = [int(push.text(name) or 0) for name in ("SentCount", "ErrorCount")]
        masses.finished(account_id, push.text("MsgID"), *counts)


def _consents(arrived: Arrived) -> None:
    push, account_id = arrived.push, arrived.account.pk
    for one in push.subscriptions:
        template = str(one.get("TemplateId", ""))
        if push.event == "subscribe_msg_sent_event":
            result = "arrived" if str(one.get("ErrorCode", "0")) == "0" else "blocked"
            outreach.reported(account_id, str(one.get("MsgID", "")), result)
        elif push.event == "subscribe_msg_change_event":
            outreach.turned_off(account_id, arrived.openid, template)
        else:
            answer = str(one.get("SubscribeStatusString", ""))
            outreach.answered(account_id, arrived.openid, template, answer)


def stop(inbound: Inbound) -> list[Answer]:
    """退订: no more marketing."""
    outreach.opt_out(inbound.account_id, inbound.openid)
    return [Answer("text", {"text": STOPPED})]


def start(inbound: Inbound) -> list[Answer]:
    """恢复订阅."""
    outreach.opt_in(inbound.account_id, inbound.openid)
    return [Answer("text", {"text": STARTED})]

"""What our rules say to a push: the first at once, the others as customer messages."""

from typing import Any

from keliu.conversations import public as conversations
from keliu.conversations.public import Answer, Inbound
from keliu.kit.errors import Invalid
from keliu.outreach import public as outreach
from keliu.outreach.public import Saying
from keliu.platform import jobs, keys
from keliu.wechat.models import Account, ReceivedPush
from keliu.wechat.pushes.reading import EVENT
from keliu.wechat.services import media
from keliu.wechat.services.answer_forms import SERVICE, Media, custom, passive
from keliu.wechat.services.push_effects import Arrived

EVENTS = {"subscribe": "follow", "scan": "scan", "click": "click", "scancode_waitmsg": "click",
          "user_enter_tempsession": "enter"}  # fmt: skip
MESSAGES = {"text": "text", "image": "image", "voice": "voice", "video": "video",
            "shortvideo": "video", "location": "location", "link": "link"}  # fmt: skip


def inbound_of(arrived: Arrived) -> Inbound | None:
    """A push in the words of conversations; None for one that nobody answers."""
    push = arrived.push
    kind = EVENTS.get(push.event) if push.kind == EVENT else MESSAGES.get(push.kind)
    if kind is None:
        return None
    said = push.text("Content") if push.kind == "text" else push.text("Recognition")
    key = push.scene if kind in {"follow", "scan"} else push.text("EventKey")
    return Inbound(
        account_id=arrived.account.pk, openid=arrived.openid, customer_id=arrived.customer_id,
        kind=kind, text=said, key=key, at=arrived.at,
    )  # fmt: skip


def effect(arrived: Arrived) -> None:
    """The last effect of a push: ask the rules, answer, and put the rest on its way."""
    inbound = inbound_of(arrived)
    if inbound is None or arrived.reply is not None:
        return
    said = conversations.answer(inbound)
    if not said:
        return
    known = media.ready(arrived.account, conversations.sent(map(_flat, said)))
    first = _first(said)
    if not arrived.late:
        arrived.reply = passive(first, arrived.push, arrived.account, known)
    rest = [one for one in said if one is not first] if arrived.reply is not None else said
    if not rest:
        return
    if conversations.sent(map(_flat, rest)) - known.keys():
        later.later(push_id=arrived.push_id, openid=_sealed(arrived.openid),
                    customer_id=arrived.customer_id, answers=list(map(_flat, rest)))  # fmt: skip
    else:
        say(arrived.account, arrived.openid, arrived.customer_id, rest, known, arrived.push_id)


def _first(said: list[Answer]) -> Answer:
    """What is answered at once: a hand-over has no other way, else the first of the list."""
    return next((one for one in said if one.kind == SERVICE), said[0])


def _flat(answer: Answer) -> dict[str, Any]:
    return {"kind": answer.kind, **answer.fields}


def _sealed(openid: str) -> str:
    """Jobs lie in a table of their own, where nobody's name has to be read."""
    return keys.seal(ReceivedPush, "body_sealed", openid).hex()


def say(
    account: Account, openid: str, customer_id: int | None, answers: list[Answer], known: Media,
    push_id: int,
) -> None:  # fmt: skip
    """Customer messages through outreach, once each whatever happens to the job."""
    contents = [custom(one, known) for one in answers]
    outreach.say_all(
        Saying(account.pk, openid, customer_id, "custom", content, "reply", f"reply|{push_id}|{at}")
        for at, content in enumerate(contents)
        if content is not None
    )


def _later(push_id: int, openid: str, customer_id: int | None, answers: list[Any]) -> None:
    """Bring the files that are missing to WeChat, then say it."""
    push = ReceivedPush.objects.select_related("account").filter(pk=push_id).first()
    if push is None:
        return
    wanted = conversations.sent(answers)
    known = {one: media.ensure(push.account, *one) for one in wanted}
    said = [Answer(one.pop("kind"), one) for one in map(dict, answers)]
    who = keys.unseal(ReceivedPush, "body_sealed", bytes.fromhex(openid))
    try:
        say(push.account, who, customer_id, said, known, push_id)
    except Invalid as unsound:
        push.problem = unsound.text[:200]
        push.save(update_fields=["problem"])


later = jobs.job(_later)

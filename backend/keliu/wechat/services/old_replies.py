"""Bringing over the replies of WeChat's own console, which are silent once we are connected."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from keliu.conversations import public as conversations
from keliu.kit.errors import Invalid
from keliu.platform import files
from keliu.wechat.models import Account
from keliu.wechat.rules.old_replies import OldReply, read
from keliu.wechat.services.calls import api_of

PATH, PICTURE = "/cgi-bin/get_current_autoreply_info", "/cgi-bin/material/get_material"
USUAL: Mapping[str, Any] = {
    "keys": [], "days": [], "from_minute": None, "to_minute": None, "cooldown": 0,
}  # fmt: skip
COOLDOWN = 60  # minutes: WeChat's own default answered every message


def old_replies(account: Account) -> list[OldReply]:
    """What is set up at WeChat. Raises WeChatRefused, WeChatDown."""
    return read(api_of(account).get(PATH))


@transaction.atomic
def bring(account: Account, chosen: Iterable[int]) -> int:
    """Make replies of these old rules, by their places in the list; returns how many.

    All or nothing. Raises Invalid naming the rule, WeChatRefused, WeChatDown.
    """
    found = old_replies(account)
    wanted = [found[at] for at in sorted(set(chosen)) if at < len(found)]
    for one in wanted:
        _bring(account, one)
    return len(wanted)


def _bring(account: Account, one: OldReply) -> None:
    answers = [_answer(account, said) for said in one.answers]
    fields = {**USUAL, "kind": one.kind, "name": one.name, "account_id": account.pk,
              "words": one.words, "answers": answers, "pick": one.pick,
              "enabled": one.enabled}  # fmt: skip
    if one.kind == "default":
        fields["cooldown"] = COOLDOWN
    try:
        conversations.reply_add(fields=fields)
    except Invalid as wrong:
        said = next(iter(wrong.fields.values()), wrong.text)
        raise Invalid(fields={"places": f"“{one.name}”带不了:{said}"}) from wrong


def _answer(account: Account, said: Mapping[str, Any]) -> dict[str, Any]:
    """Pictures come over as files of ours, since WeChat's names for them may end."""
    if said["kind"] != "image":
        return dict(said)
    data = api_of(account).bytes(PICTURE, {"media_id": said["media_id"]})
    return {"kind": "image", "file_id": str(files.store_picture(data).id)}

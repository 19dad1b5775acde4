"""模板消息 and 订阅消息: their fields are checked against the template before anything is sent."""

from collections.abc import Sequence
from typing import Any

from keliu.kit.errors import Invalid
from keliu.outreach.ports import Letter, Sent
from keliu.wechat.models import Account, MessageTemplate
from keliu.wechat.rules import fields
from keliu.wechat.sending import accounts, meanings

TEMPLATE = "/cgi-bin/message/template/send"
BY_OFFICIAL = "/cgi-bin/message/subscribe/bizsend"
BY_MINI = "/cgi-bin/message/subscribe/send"
SHOWN_FIELDS = 3


def _checked(account_id: int, content: dict[str, Any], kind: str) -> tuple[str, str]:
    known = MessageTemplate.objects.filter(
        account_id=account_id, kind=kind, template_id=str(content.get("template_id", ""))
    )
    row = known.filter(gone_at__isnull=True).first()
    if row is None:
        raise Invalid(fields={"template_id": "没有这个模板,请在模板页同步后再选"})
    data = {str(key): str(value) for key, value in dict(content.get("data") or {}).items()}
    problems = fields.wrong(fields.fields_of(row.content), data)
    if problems:
        raise Invalid(fields={f"data.{key}": said for key, said in problems.items()})
    return kind, ":".join([row.title, ",".join(list(data.values())[:SHOWN_FIELDS])])


def _body(letter: Letter) -> dict[str, Any]:
    content = letter.content
    data = {key: {"value": str(value)} for key, value in content["data"].items()}
    return {"touser": letter.openid, "template_id": content["template_id"], "data": data}


def _posted(letter: Letter, path: str, body: dict[str, Any]) -> str:
    try:
        answer = accounts.api(letter.account_id).post(path, body)
    except meanings.TROUBLES as wrong:
        raise meanings.told(wrong) from wrong
    return str(answer.get("msgid", "")) if isinstance(answer, dict) else ""


def _template(letter: Letter) -> dict[str, Any]:
    body = {**_body(letter), "client_msg_id": letter.once}
    if letter.content.get("url"):
        body["url"] = letter.content["url"]
    if letter.content.get("mini_program"):
        body["miniprogram"] = letter.content["mini_program"]
    return body


class Template:
    """Service notices to followers; WeChat knows `client_msg_id` again for ten minutes."""

    keyed = True

    def checked(self, account_id: int, content: dict[str, Any]) -> tuple[str, str]:
        return _checked(account_id, content, MessageTemplate.Kind.TEMPLATE)

    def send(self, letter: Letter) -> str:
        return _posted(letter, TEMPLATE, _template(letter))


def many(letters: Sequence[Letter]) -> list[Sent]:
    """Template messages on several lines; what became of each, in their order."""
    found: dict[str, Sent] = {}
    for account_id in {one.account_id for one in letters}:
        ours = [one for one in letters if one.account_id == account_id]
        found |= zip((one.once for one in ours), _many(account_id, ours), strict=True)
    return [found[one.once] for one in letters]


def _many(account_id: int, letters: list[Letter]) -> list[Sent]:
    try:
        api = accounts.api(account_id)
        answers = api.post_all(TEMPLATE, [_template(one) for one in letters])
    except meanings.TROUBLES as wrong:
        return [meanings.told(wrong)] * len(letters)
    return [
        meanings.told(one) if isinstance(one, Exception) else str(one.get("msgid", ""))
        for one in answers
    ]


class Subscribe:
    """One message per consent, by an official account or a mini program; no key."""

    keyed = False

    def checked(self, account_id: int, content: dict[str, Any]) -> tuple[str, str]:
        return _checked(account_id, content, MessageTemplate.Kind.SUBSCRIBE)

    def send(self, letter: Letter) -> str:
        body, content = _body(letter), letter.content
        if content.get("page"):
            body["page"] = content["page"]
        try:
            official = accounts.account(letter.account_id).kind == Account.Kind.OFFICIAL
        except meanings.TROUBLES as wrong:
            raise meanings.told(wrong) from wrong
        if not official:
            return _posted(letter, BY_MINI, body)
        if content.get("mini_program"):
            body["miniprogram"] = content["mini_program"]
        return _posted(letter, BY_OFFICIAL, body)

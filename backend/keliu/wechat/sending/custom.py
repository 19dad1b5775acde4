"""客服消息: WeChat knows no key for them, so nobody may send one twice."""

from typing import Any

from keliu.kit.errors import Invalid
from keliu.outreach.ports import Letter, LetterRefused
from keliu.platform.models import StoredFile
from keliu.wechat.models import Account
from keliu.wechat.rules import letters
from keliu.wechat.sending import accounts, meanings
from keliu.wechat.services import media

PATH = "/cgi-bin/message/custom/send"


def _brought(letter: Letter, file_id: int, role: str) -> str:
    """What WeChat calls a file of ours. Raises LetterRefused: the message itself never left."""
    try:
        return media.ensure(accounts.account(letter.account_id), file_id, role)
    except StoredFile.DoesNotExist as gone:
        raise LetterRefused("media") from gone
    except meanings.TROUBLES as wrong:
        told = meanings.told(wrong)
        raise told if isinstance(told, LetterRefused) else LetterRefused("busy") from wrong


class Custom:
    """Messages in the chat, within what the person's own acts allow."""

    keyed = False

    def checked(self, account_id: int, content: dict[str, Any]) -> tuple[str, str]:
        mini = accounts.account(account_id).kind == Account.Kind.MINI
        problem = letters.wrong(content, mini=mini)
        if problem:
            raise Invalid(fields={"content": problem})
        return letters.kind_of(content), letters.summary(content)

    def send(self, letter: Letter) -> str:
        kind, given = letters.kind_of(letter.content), letters.body_of(letter.content)
        if given.get("file_id"):
            given = {"media_id": _brought(letter, int(given["file_id"]), kind)}
        body = {"touser": letter.openid, "msgtype": kind, kind: given}
        if letter.content.get("by_ai"):
            body["aimsgcontext"] = {"is_ai_msg": 1}
        try:
            answer = accounts.api(letter.account_id).post(PATH, body)
        except meanings.TROUBLES as wrong:
            raise meanings.told(wrong) from wrong
        return str(answer.get("msgid", "")) if isinstance(answer, dict) else ""

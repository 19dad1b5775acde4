"""客服消息: WeChat knows no key for them, so nobody may send one twice."""

from typing import Any

from keliu.kit.errors import Invalid
from keliu.outreach.ports import Letter
from keliu.wechat.models import Account
from keliu.wechat.rules import letters
from keliu.wechat.sending import accounts, meanings

PATH = "/cgi-bin/message/custom/send"


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
        kind = letters.kind_of(letter.content)
        body = {"touser": letter.openid, "msgtype": kind, kind: letters.body_of(letter.content)}
        if letter.content.get("by_ai"):
            body["aimsgcontext"] = {"is_ai_msg": 1}
        try:
            answer = accounts.api(letter.account_id).post(PATH, body)
        except meanings.TROUBLES as wrong:
            raise meanings.told(wrong) from wrong
        return str(answer.get("msgid", "")) if isinstance(answer, dict) else ""

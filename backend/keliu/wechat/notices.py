"""Template messages to members of staff, in the words of whatever template the account has.

The administrator picks a template in WeChat's console and names its id; what it calls its fields
is asked of WeChat and remembered for ten minutes.
"""

import time
from typing import Any

from django.conf import settings

from keliu.outreach.ports import Notice, NoticeRefused, NoticeUnknown
from keliu.wechat import client, login, rules, tokens
from keliu.wechat.apps_of import official_account
from keliu.wechat.errors import CodeUsed, NotConnected, WeChatDown, WeChatRefused

REMEMBERED_SECONDS = 600
NO_TEMPLATE = 40037
_contents: dict[str, tuple[float, str]] = {}  # by template id: until when, and its content


def ready() -> bool:
    """Whether a service account and a template are configured."""
    return ":" in settings.WECHAT_OA and bool(settings.WECHAT_NOTICE)


class StaffNotices:
    """The port that `outreach` asks."""

    def authorize_url(self, redirect_uri: str, state: str) -> str:
        return login.authorize_url(official_account(), redirect_uri, state, "snsapi_base")

    def redeem(self, code: str) -> tuple[str, str]:
        """(appid, openid) behind a code. Raises CodeUsed, SnapshotUser, WeChatDown."""
        return login.StaffWeChat.exchanged(code)

    def send(self, openid: str, notice: Notice) -> None:
        """Send one notice. Raises NoticeRefused or NoticeUnknown."""
        try:
            _send(openid, notice)
        except (WeChatRefused, CodeUsed) as refused:
            code = int(refused.details["errcode"])
            if rules.template_gone(code):
                _contents.clear()
            raise NoticeRefused(code) from refused
        except (WeChatDown, NotConnected) as down:
            raise NoticeUnknown from down


def _send(openid: str, notice: Notice) -> None:
    app, template = official_account(), settings.WECHAT_NOTICE

    def ask(token: str) -> Any:
        fields = rules.template_fields(_content(template, token))
        body = {
            "touser": openid,
            "template_id": template,
            "url": notice.url,
            "client_msg_id": notice.once,
            "data": rules.filled(fields, notice.title, notice.text, notice.kind, notice.at),
        }
        return client.post("/cgi-bin/message/template/send", body, {"access_token": token})

    tokens.calling(app, ask)


def _content(template: str, token: str) -> str:
    """The content of our template. Raises WeChatRefused when the account does not have it."""
    known = _contents.get(template)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    asked = {"access_token": token}
    found = client.get("/cgi-bin/template/get_all_private_template", asked)["template_list"]
    content = next((one["content"] for one in found if one["template_id"] == template), None)
    if content is None:
        raise WeChatRefused(errcode=NO_TEMPLATE, rid=None)
    _contents[template] = time.monotonic() + REMEMBERED_SECONDS, str(content)
    return str(content)

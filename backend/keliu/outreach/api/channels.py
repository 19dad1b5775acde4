"""What one hears, and by which channel."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keliu.accounts import public as door
from keliu.kit import actor
from keliu.kit.errors import Invalid
from keliu.outreach import rules
from keliu.outreach.api.wechat import wechat_state
from keliu.outreach.errors import CodeWrong, WeChatNotReady
from keliu.outreach.schemas import (
    ChannelOut,
    MailCodeIn,
    MailIn,
    MailOut,
    NewsKindOut,
    NotifyChannels,
    NotifyChannelsIn,
)
from keliu.outreach.services import addresses, bindings, preferences
from keliu.platform import problems
from keliu.platform.wire import Bilingual

router = Router(tags=["me"])
NAMES = {
    rules.IN_APP: ("站内", "In the app"),
    rules.EMAIL: ("邮件", "E-mail"),
    rules.WECHAT: ("微信", "WeChat"),
}
WHY_NOT = {
    rules.EMAIL: ("还没有配置发信服务器,请管理员设置 KELIU_SMTP_URL",
                  "No mail server yet: the administrator sets KELIU_SMTP_URL"),
    rules.WECHAT: (WeChatNotReady.message,
                   "WeChat is not connected: the administrator sets KELIU_WECHAT_OA and "
                   "KELIU_WECHAT_NOTICE"),
}  # fmt: skip
CHOSEN = {rules.EMAIL, rules.WECHAT}


def _mail() -> MailOut:
    row = addresses.mine()
    if row is None:
        return MailOut(address=None, confirmed=False)
    return MailOut(address=row.email_masked, confirmed=row.confirmed_at is not None)


def _two(pair: tuple[str, str]) -> Bilingual:
    return Bilingual(zh=pair[0], en=pair[1])


def _channel(channel: str, ready: bool) -> ChannelOut:  # noqa: FBT001  a fact, not a switch
    why = None if ready else _two(WHY_NOT[channel])
    return ChannelOut(channel=channel, name=_two(NAMES[channel]), ready=ready, why_not=why)


def _settings() -> NotifyChannels:
    chosen = preferences.of_person(actor.current().staff_id or 0)
    kinds = [
        NewsKindOut(
            kind=kind,
            name=_two(names),
            channels={c: rules.wants(kind, c, chosen.get((kind, c))) for c in rules.CHANNELS},
        )
        for kind, names in rules.KINDS.items()
    ]
    channels = [_channel(name, ready) for name, ready in preferences.ready().items()]
    state = wechat_state(bindings.mine())
    return NotifyChannels(mail=_mail(), wechat=state, channels=channels, kinds=kinds)


@router.get("/me/notify-channels", response=NotifyChannels)
@door.staff()
def notify_channels(request: HttpRequest) -> NotifyChannels:
    """What one hears of, and by which channels."""
    return _settings()


@router.put("/me/notify-channels", response=NotifyChannels)
@door.staff()
def notify_channels_save(request: HttpRequest, payload: NotifyChannelsIn) -> NotifyChannels:
    """Choose per kind and channel."""
    for kind, by_channel in payload.wanted.items():
        if kind not in rules.KINDS or not by_channel.keys() <= CHOSEN:
            raise Invalid(fields={"wanted": "没有这种通知或渠道"})
    preferences.choose(payload.wanted)
    return _settings()


@router.post("/me/mail", response=MailOut)
@door.staff()
def mail_set(request: HttpRequest, payload: MailIn) -> MailOut:
    """Have a code sent to one's mail address."""
    addresses.address_set(payload.email)
    return _mail()


@router.post("/me/mail/confirm", response=MailOut)
@door.staff()
def mail_confirm(request: HttpRequest, payload: MailCodeIn) -> MailOut | HttpResponse:
    """Type the code in; five wrong ones void it. A wrong one must be counted, so no exception."""
    if not addresses.address_confirm(payload.code):
        return problems.from_error(CodeWrong(fields={"code": CodeWrong.message}))
    return _mail()


@router.delete("/me/mail", response={204: None})
@door.staff()
def mail_remove(request: HttpRequest) -> None:
    """No more mail."""
    addresses.address_remove()

"""Shapes of the notification settings."""

from pydantic import Field

from keliu.platform.wire import Asked, Bilingual, Moment, Text, Wire


class MailOut(Wire):
    """`address` is masked; it counts once `confirmed`."""

    address: str | None
    confirmed: bool


class WeChatOut(Wire):
    """Whether one's own WeChat is bound, and why the last notice did not arrive, if so."""

    bound: bool
    bound_at: Moment | None
    last_sent_at: Moment | None
    problem: Bilingual | None
    problem_at: Moment | None


class BindingOut(Wire):
    """`link` is for the person's own WeChat; `picture` is its code as a data address (SVG)."""

    link: str
    picture: str
    minutes: int


class BindingOpenIn(Asked):
    ticket: Text = Field(min_length=8, max_length=80)


class BindingOpened(Wire):
    """Whose notices will come here, and where WeChat is asked who this is."""

    name: str
    merchant: str
    authorize_url: str


class ChannelOut(Wire):
    channel: str
    name: Bilingual
    ready: bool
    why_not: Bilingual | None


class NewsKindOut(Wire):
    kind: str
    name: Bilingual
    channels: dict[str, bool]


class NotifyChannels(Wire):
    mail: MailOut
    wechat: WeChatOut
    channels: list[ChannelOut]
    kinds: list[NewsKindOut]


class NotifyChannelsIn(Asked):
    """{kind: {channel: wanted}}; the inbox gets everything and can not be switched off."""

    wanted: dict[str, dict[str, bool]]


class MailIn(Asked):
    email: Text = Field(min_length=3, max_length=254)


class MailCodeIn(Asked):
    code: Text = Field(pattern="^[0-9]{6}$")

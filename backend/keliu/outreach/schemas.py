"""Shapes of the notification settings."""

from pydantic import Field

from keliu.platform.wire import Asked, Bilingual, Text, Wire


class MailOut(Wire):
    """`address` is masked; it counts once `confirmed`."""

    address: str | None
    confirmed: bool


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
    channels: list[ChannelOut]
    kinds: list[NewsKindOut]


class NotifyChannelsIn(Asked):
    """{kind: {channel: wanted}}; the inbox gets everything and can not be switched off."""

    wanted: dict[str, dict[str, bool]]


class MailIn(Asked):
    email: Text = Field(min_length=3, max_length=254)


class MailCodeIn(Asked):
    code: Text = Field(pattern="^[0-9]{6}$")

"""Ways a message can reach a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol


@dataclass(frozen=True)
class Message:
    """What is said, to whom, and what a tap on it opens."""

    staff_id: int
    kind: str
    title: str
    text: str
    link: tuple[str, int] | None
    dedupe: str
    delivery_id: int = 0  # the log's row, once the gate has written it


class MessageSender(Protocol):
    """One channel."""

    def __call__(self, message: Message) -> None:
        """Hand the message over; raising means that it was not sent and will be tried again."""


@dataclass(frozen=True)
class Notice:
    """A message as WeChat shows it; `at` is in the merchant's own zone, `once` never repeats."""

    title: str
    text: str
    kind: str
    at: datetime
    url: str
    once: str


class NoticeRefused(Exception):
    """WeChat answered with an error code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class NoticeUnknown(Exception):
    """No answer: nobody knows whether it was sent; sending the same `once` again is safe."""


class StaffNotices(Protocol):
    """Template messages of the installation's service account."""

    def authorize_url(self, redirect_uri: str, state: str) -> str:
        """Where a phone goes to say who it is."""

    def redeem(self, code: str) -> tuple[str, str]:
        """(appid, openid) behind a code. Raises KeliuError."""

    def send(self, openid: str, notice: Notice) -> None:
        """Raises NoticeRefused or NoticeUnknown."""


class Ports:
    """Filled by config.wiring; the in-app inbox is always there."""

    wechat: StaffNotices | None = None
    senders: ClassVar[dict[str, MessageSender]] = {}

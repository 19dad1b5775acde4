"""Ways a message can reach a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol


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


@dataclass(frozen=True)
class Letter:
    """A message to a customer on its way out; `once` is the same at every try."""

    account_id: int
    openid: str
    kind: str
    content: dict[str, Any]
    once: str


class LetterRefused(Exception):
    """WeChat said no. `meaning` is one of rules.people.REASONS."""

    def __init__(self, meaning: str, code: int | None = None, rid: str = "") -> None:
        super().__init__(meaning, code)
        self.meaning, self.code, self.rid = meaning, code, rid


class LetterUnclear(Exception):
    """No answer: nobody knows whether it was sent."""


class PersonSender(Protocol):
    """One way to customers through the merchant's account at WeChat."""

    keyed: bool
    """Whether WeChat knows `once` again, so that a second try can not arrive twice."""

    def checked(self, account_id: int, content: dict[str, Any]) -> tuple[str, str]:
        """(kind, summary) of a sound content. Raises Invalid naming what is wrong."""

    def send(self, letter: Letter) -> str:
        """WeChat's msgid, or "". Raises LetterRefused or LetterUnclear."""


Sent = str | LetterRefused | LetterUnclear
"""WeChat's msgid (or ""), or why there is none."""


class ManySender(Protocol):
    """Many letters of a keyed channel on several lines at once."""

    def __call__(self, letters: Sequence[Letter]) -> Sequence[Sent]:
        """What became of each, in their order."""


@dataclass(frozen=True)
class CustomerNote:
    """办理进度: something a customer is told about their own order or booking, never marketing.

    `facts` fill a template by their names (number, amount, goods, time, state, …); `page` is the
    phone page that a tap opens, with its query.
    """

    customer_id: int
    occasion: str
    title: str
    text: str
    facts: Mapping[str, str]
    page: str
    dedupe: str
    link: tuple[str, int] | None = None


def _no_way(note: CustomerNote) -> str:
    return "unreachable"


class Ports:
    """Filled by config.wiring; the in-app inbox is always there."""

    notify: ClassVar[Callable[[CustomerNote], str]] = _no_way
    """Put a note on its way by whatever the customer's accounts allow: queued, delayed, or the
    reason why there is no way."""

    people: ClassVar[dict[str, PersonSender]] = {}
    many: ClassVar[dict[str, ManySender]] = {}  # only what WeChat knows again by our key

    wechat: StaffNotices | None = None
    senders: ClassVar[dict[str, MessageSender]] = {}

"""What accounts needs from the outside world."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from keliu.accounts.errors import NoWeChat
from keliu.kit.actor import Actor


class StaffWeChat(Protocol):
    """Sign-in of staff through the installation's official account."""

    def authorize_url(self, redirect_uri: str, state: str) -> str:
        """Where the browser goes to agree."""

    def redeem(self, code: str) -> tuple[str, str]:
        """(appid, openid) behind a code. Raises LoginFailed."""


class Unconfigured:
    """Until an official account is connected: says so."""

    def authorize_url(self, redirect_uri: str, state: str) -> str:
        raise NoWeChat

    def redeem(self, code: str) -> tuple[str, str]:
        raise NoWeChat


@dataclass(frozen=True)
class FirstCard:
    """The name card a new shop starts with."""

    card_id: int
    code_id: int
    code: str
    url: str
    png_url: str


class Ports:
    """Filled by config.wiring."""

    wechat: StaffWeChat = Unconfigured()
    first_card: Callable[[int, int, str], FirstCard]
    """Make the owner's name card: (merchant id, staff id, phone)."""
    topics: ClassVar[list[Callable[[Actor], list[str]]]] = []
    """What else a person may listen to; contexts above add theirs."""
    founded: ClassVar[list[Callable[[], None]]] = []
    """What a new merchant starts with; runs in its scope, in the transaction that founds it."""

"""What accounts needs from the outside world."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from keliu.accounts.errors import NoWeChat
from keliu.kit.actor import Actor
from keliu.platform.wire import Bilingual


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


@dataclass(frozen=True)
class SharedKind:
    """A kind of record that temporary access can be given to, and that "why" explains.

    Its rows have an owner, a department and `deleted_at`; `name` is the column people know them by.
    """

    zh: str
    en: str
    model: type[Any]
    name: str


class Ports:
    """Filled by config.wiring."""

    wechat: StaffWeChat = Unconfigured()
    first_card: Callable[[int, int, str], FirstCard]
    """Make the owner's name card: (merchant id, staff id, phone)."""
    topics: ClassVar[list[Callable[[Actor], list[str]]]] = []
    """What else a person may listen to; contexts above add theirs."""
    field_labels: Callable[[str], dict[str, tuple[str, str]]] = staticmethod(lambda _: {})
    """The words for the fields of a kind, by key: (Chinese, English)."""
    kinds: ClassVar[dict[str, SharedKind]] = {}
    """By the names of rules.SHARE_KINDS."""
    founded: ClassVar[list[Callable[[], None]]] = []
    """What a new merchant starts with; runs in its scope, in the transaction that founds it."""
    trade_brings: Callable[[str], Bilingual] = staticmethod(lambda _: Bilingual(zh="", en=""))
    """What a shop of a trade finds ready, in words."""
    furnished: ClassVar[list[Callable[[str], object]]] = []
    """What a shop opened by a person gets for its trade; runs in its scope."""
